import { setTimeout as delay } from 'node:timers/promises';

/** Time as a parameter, so that tests need not wait for it. */
export interface Clock {
  /** The time of day: milliseconds since the epoch. Can be set back or ahead while the program runs. */
  now(): number;
  /**
   * Milliseconds since some fixed moment; never goes back and knows nothing of the date. For durations: windows,
   * budgets, timeouts, lifetimes. On some systems it stops while the machine is suspended.
   */
  monotonic(): number;
  /** Resolves after `ms`; rejects with an `AbortError` when `signal` fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(Math.max(0, ms), undefined, signal === undefined ? {} : { signal });
  },
};
