import { expect, test } from 'vitest';
import { isAbort } from '../errors.js';
import { abortable, abortError, joinWith } from './abort.js';

test.each([
  ['a text', 'enough'],
  ['a timeout', new DOMException('late', 'TimeoutError')],
  ['nothing', undefined],
  ['an error', new Error('SIGTERM')],
])('a signal that fired with %s gives an abort', (_, reason) => {
  expect(isAbort(abortError(AbortSignal.abort(reason)))).toBe(true);
});

test('one waiter that gives up leaves the work to the others', async () => {
  const { promise, resolve } = promiseParts<string>();
  const patient = abortable(promise, undefined);
  await expect(abortable(promise, AbortSignal.abort())).rejects.toSatisfy(isAbort);
  resolve('done');
  expect(await patient).toBe('done');
});

test('joined signals fire with either of them, and joining twice gives the same signal', () => {
  const [base, other] = [new AbortController(), new AbortController()];
  const join = joinWith(base.signal);
  expect(join(undefined)).toBe(base.signal);
  expect(join(other.signal)).toBe(join(other.signal));
  other.abort();
  expect([join(other.signal).aborted, base.signal.aborted]).toEqual([true, false]);
});

function promiseParts<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
