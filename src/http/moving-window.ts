import type { Clock } from '../util/clock.js';
import { type LocalSlot, type Meter, MeteredQueue } from './metered-queue.js';

/**
 * At most `max` requests within any `windowMs`. A request is counted before it leaves and until `windowMs` after its
 * answer: whenever between these two moments the server counted it, it never sees more than `max` in one of its own
 * windows.
 */
export class MovingMeter implements Meter {
  readonly #max: number;
  readonly #windowMs: number;
  /** When weights of answered requests become free, ascending. */
  #cooling: { readonly freeAt: number; readonly weight: number }[] = [];
  #used = 0;

  constructor(max: number, windowMs: number) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  fits(weight: number, nowMs: number): boolean {
    this.#dropExpired(nowMs);
    return this.#used + Math.min(weight, this.#max) <= this.#max;
  }

  take(weight: number): void {
    this.#used += weight;
  }

  done(weight: number, nowMs: number): void {
    this.#cooling.push({ freeAt: nowMs + this.#windowMs, weight });
  }

  unused(weight: number): void {
    this.#used -= weight;
  }

  nextFreeAt(): number | undefined {
    return this.#cooling[0]?.freeAt;
  }

  #dropExpired(nowMs: number): void {
    const expired = this.#cooling.filter(({ freeAt }) => freeAt <= nowMs);
    if (expired.length === 0) return;
    for (const { weight } of expired) this.#used -= weight;
    this.#cooling = this.#cooling.filter(({ freeAt }) => freeAt > nowMs);
  }
}

/** A queue before a {@link MovingMeter}, first come, first served. */
export class MovingWindow {
  readonly #queue: MeteredQueue;

  constructor(max: number, windowMs: number, clock: Clock) {
    this.#queue = new MeteredQueue(new MovingMeter(max, windowMs), clock);
  }

  /**
   * Waits for a slot. `onWait` is called at once if no slot is free, with the shortest possible wait.
   *
   * @throws the abort error when `signal` fires first; the place in the queue is lost.
   */
  async acquire(signal?: AbortSignal, onWait?: (atLeastMs: number) => void): Promise<LocalSlot> {
    return await this.#queue.acquire(1, signal, onWait);
  }
}
