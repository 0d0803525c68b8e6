import { expect, test, vi } from 'vitest';
import { isAbort } from '../errors.js';
import { systemClock } from './clock.js';

test('a sleep that is aborted rejects with an abort, before or while it lasts', async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort();
  await expect(sleeping).rejects.toSatisfy(isAbort);
  await expect(systemClock.sleep(60_000, controller.signal)).rejects.toSatisfy(isAbort);
});

test('a sleep of no length or less ends', async () => {
  await expect(systemClock.sleep(-5)).resolves.toBeUndefined();
  await expect(systemClock.sleep(0)).resolves.toBeUndefined();
});

test('the monotonic time does not follow the time of day', () => {
  const before = systemClock.monotonic();
  vi.spyOn(Date, 'now').mockReturnValue(0);
  expect(systemClock.now()).toBe(0);
  const after = systemClock.monotonic();
  vi.restoreAllMocks();
  expect(after).toBeGreaterThanOrEqual(before);
  expect(after - before).toBeLessThan(3_600_000);
});
