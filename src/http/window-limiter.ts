import type { Clock } from '../util/clock.js';
import { MovingWindow } from './moving-window.js';
import { type RateLimiter, type Slot, UNLIMITED } from './rate-limiter.js';

/** A {@link RateLimiter} of this process: a moving window for each operation. */
export class WindowLimiter implements RateLimiter {
  readonly #windows: ReadonlyMap<string, MovingWindow>;

  /** @param limits - requests per window by operation */
  constructor(limits: Readonly<Record<string, number>>, windowMs: number, clock: Clock) {
    const windows = Object.entries(limits).map(
      ([operation, max]) => [operation, new MovingWindow(max, windowMs, clock)] as const,
    );
    this.#windows = new Map(windows);
  }

  async acquire(operation: string, signal?: AbortSignal, onWait?: (atLeastMs: number) => void): Promise<Slot> {
    const window = this.#windows.get(operation);
    return await (window?.acquire(signal, onWait) ?? UNLIMITED.acquire(operation));
  }
}
