import { expect, it } from 'vitest';
import { HandClock, settle } from '../../util/clock.test-helper.js';
import { Budget } from './budget.js';

const MINUTE = 60_000;

it('nothing begins in the last fifth, or the last minute of a large budget', async () => {
  const clock = new HandClock();
  const small = new Budget(clock, MINUTE);
  const large = new Budget(clock, 60 * MINUTE, 50 * MINUTE);
  expect([small.isHalfSpent(), large.isHalfSpent()]).toEqual([false, true]);
  await clock.advance(48_000);
  expect([small.mayBegin(), large.mayBegin()]).toEqual([true, true]);
  expect([small.isHalfSpent(), large.isHalfSpent()]).toEqual([true, true]);
  await clock.advance(1);
  expect([small.mayBegin(), large.mayBegin()]).toEqual([false, true]);
  await clock.advance(9 * MINUTE - 48_000);
  expect(large.mayBegin()).toBe(false);
});

it('what is under way is stopped before the end, with time to undo it', async () => {
  const clock = new HandClock();
  const stopped = new Budget(clock, MINUTE).within(new AbortController().signal, async (signal) => {
    await clock.sleep(10 * MINUTE, signal);
  });
  stopped.catch(() => undefined);
  await clock.advance(56_000);
  expect(clock.sleeping).toBe(2);
  await clock.advance(1000);
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
});

it('work that ends in time leaves no alarm, and a stop from outside reaches it', async () => {
  const clock = new HandClock();
  const controller = new AbortController();
  const budget = new Budget(clock, MINUTE);
  expect(await budget.within(controller.signal, async () => 7)).toBe(7);
  await settle();
  expect(clock.sleeping).toBe(0);
  controller.abort();
  const stopped = budget.within(controller.signal, async (signal) => signal.throwIfAborted());
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
});
