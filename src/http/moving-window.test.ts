import { expect, test } from 'vitest';
import { HandClock, settle } from '../util/clock.test-helper.js';
import { MovingWindow } from './moving-window.js';

function setUp(max: number) {
  const clock = new HandClock();
  return { clock, window: new MovingWindow(max, 60_000, clock) };
}

test('a slot is free again one window after the answer, not after the request', async () => {
  const { clock, window } = setUp(1);
  const slot = await window.acquire();
  let isGranted = false;
  const second = window.acquire().then((next) => {
    isGranted = true;
    return next;
  });
  await clock.advance(100_000);
  expect(isGranted).toBe(false);
  slot.done();
  await clock.advance(59_999);
  expect(isGranted).toBe(false);
  await clock.advance(1);
  expect(isGranted).toBe(true);
  (await second).done();
});

test('a slot whose request never left is free at once, and only once', async () => {
  const { window } = setUp(1);
  const slot = await window.acquire();
  slot.unused();
  slot.unused();
  const waits: number[] = [];
  await window.acquire(undefined, (ms) => waits.push(ms));
  const blocked = window.acquire(AbortSignal.timeout(20), (ms) => waits.push(ms));
  await expect(blocked).rejects.toMatchObject({ name: 'AbortError' });
  expect(waits).toEqual([0]);
});

test('waiters are served in the order in which they came', async () => {
  const { clock, window } = setUp(1);
  const order: number[] = [];
  const slot = await window.acquire();
  const waiting = [1, 2, 3].map(async (n) => {
    const mine = await window.acquire();
    order.push(n);
    mine.done();
  });
  slot.done();
  for (let i = 0; i < 4; i += 1) await clock.advance(60_000);
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});

test('an aborted waiter leaves the queue, and no timer stays behind', async () => {
  const { clock, window } = setUp(1);
  (await window.acquire()).done();
  const controller = new AbortController();
  const waiting = window.acquire(controller.signal);
  expect(clock.sleeping).toBe(1);
  controller.abort('a text as reason');
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError', cause: 'a text as reason' });
  expect(clock.sleeping).toBe(0);
  await settle();
  const next = window.acquire();
  await clock.advance(60_000);
  (await next).done();
});

test('a time of day that is set back or ahead changes no wait', async () => {
  const { clock, window } = setUp(1);
  (await window.acquire()).done();
  clock.shiftDate(3_600_000);
  const waits: number[] = [];
  const waiting = window.acquire(undefined, (ms) => waits.push(ms));
  clock.shiftDate(-7_200_000);
  expect(waits).toEqual([60_000]);
  await clock.advance(59_999);
  expect(clock.sleeping).toBe(1);
  await clock.advance(1);
  (await waiting).done();
});
