import type { Meter } from '../../../http/metered-queue.js';
import { MovingMeter } from '../../../http/moving-window.js';
import type { BudgetLimit } from './budget-policy.js';

/** The meter of a limit. */
export function meterOf(limit: BudgetLimit): Meter {
  switch (limit.kind) {
    case 'moving-window':
      return new MovingMeter(limit.max, limit.windowMs);
    case 'fixed-window':
      return new FixedMeter(limit.max, limit.windowMs);
    case 'concurrency':
      return new ConcurrencyMeter(limit.max);
    default:
      return limit satisfies never;
  }
}

/** At most `max` in a window that begins with the first request after the last window. */
class FixedMeter implements Meter {
  readonly #max: number;
  readonly #windowMs: number;
  #used = 0;
  #endsAt = Number.NEGATIVE_INFINITY;

  constructor(max: number, windowMs: number) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  fits(weight: number, nowMs: number): boolean {
    return nowMs >= this.#endsAt || this.#used + Math.min(weight, this.#max) <= this.#max;
  }

  take(weight: number, nowMs: number): void {
    if (nowMs >= this.#endsAt) {
      this.#endsAt = nowMs + this.#windowMs;
      this.#used = 0;
    }
    this.#used += weight;
  }

  /** Counted when it left. */
  done(): void {}

  /** It may be of an earlier window: then nothing is given back. */
  unused(weight: number): void {
    this.#used = Math.max(0, this.#used - weight);
  }

  nextFreeAt(): number {
    return this.#endsAt;
  }
}

/** At most `max` at the same time. */
class ConcurrencyMeter implements Meter {
  readonly #max: number;
  #used = 0;

  constructor(max: number) {
    this.#max = max;
  }

  fits(weight: number): boolean {
    return this.#used + Math.min(weight, this.#max) <= this.#max;
  }

  take(weight: number): void {
    this.#used += weight;
  }

  done(weight: number): void {
    this.#used -= weight;
  }

  unused(weight: number): void {
    this.#used -= weight;
  }

  nextFreeAt(): undefined {
    return undefined;
  }
}
