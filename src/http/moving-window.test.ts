import { expect, test } from 'vitest';
import type { Clock } from '../util/clock.js';
import { MovingWindow } from './moving-window.js';

/** A clock that stands still until it is moved; sleepers wake in order. */
class HandClock implements Clock {
  #now = 0;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  get sleeping(): number {
    return this.#sleepers.length;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const sleeper = { at: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(new DOMException('stopped', 'AbortError'));
      });
    });
  }

  async advance(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#sleepers.filter(({ at }) => at <= this.#now);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
    for (const { wake } of due) wake();
    await settle();
  }
}

const settle = async () => await new Promise((resolve) => setImmediate(resolve));

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

test('a clock that is set back delays nobody for longer than a window', async () => {
  const { clock, window } = setUp(1);
  (await window.acquire()).done();
  await clock.advance(-1_000_000);
  const waits: number[] = [];
  const waiting = window.acquire(undefined, (ms) => waits.push(ms));
  expect(waits[0]).toBeLessThanOrEqual(60_000);
  await clock.advance(60_000);
  (await waiting).done();
});
