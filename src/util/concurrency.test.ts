import { expect, test } from 'vitest';
import { forEachConcurrently } from './concurrency.js';

/** A promise that the test settles. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

test('no more than the limit run at a time, and all run in the order given', async () => {
  const gates = [gate(), gate(), gate(), gate()];
  const begun: number[] = [];
  const all = forEachConcurrently([0, 1, 2, 3], 2, async (index) => {
    begun.push(index);
    await gates[index]?.passed;
  });
  expect(begun).toEqual([0, 1]);
  gates[1]?.open();
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  for (const { open } of gates) open();
  await all;
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('after a failure nothing new begins, and the failure is thrown', async () => {
  const second = gate();
  const begun: number[] = [];
  const all = forEachConcurrently([0, 1, 2, 3], 2, async (index) => {
    begun.push(index);
    if (index === 0) throw new Error('broken');
    await second.passed;
  });
  await expect(all).rejects.toThrow('broken');
  second.open();
  await second.passed;
  expect(begun).toEqual([0, 1]);
});

test('an empty list is done at once', async () => {
  await expect(forEachConcurrently([], 3, async () => undefined)).resolves.toBeUndefined();
});
