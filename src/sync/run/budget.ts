import type { Clock } from '../../util/clock.js';

/** Nothing begins in the last part of a budget: a fifth of it, but no more than this. */
const LARGEST_RESERVE_MS = 60_000;
const RESERVE_SHARE = 5;
/** What is under way is stopped so long before the end, that there is time to undo it: a twentieth, but no more than this. */
const LARGEST_UNDO_MS = 5000;
const UNDO_SHARE = 20;

/** The time that a run may take. */
export class Budget {
  readonly #clock: Clock;
  readonly #endsAt: number;
  readonly #halfAt: number;
  readonly #reserveMs: number;
  readonly #undoMs: number;

  /** @param spentMs - what is used up already. */
  constructor(clock: Clock, totalMs: number, spentMs = 0) {
    this.#clock = clock;
    this.#endsAt = clock.monotonic() + totalMs - spentMs;
    this.#halfAt = this.#endsAt - totalMs / 2;
    this.#reserveMs = Math.min(LARGEST_RESERVE_MS, totalMs / RESERVE_SHARE);
    this.#undoMs = Math.min(LARGEST_UNDO_MS, totalMs / UNDO_SHARE);
  }

  /** False when a table or a file should not begin any more. */
  readonly mayBegin = (): boolean => this.#endsAt - this.#clock.monotonic() >= this.#reserveMs;

  /** True in the second half of it. */
  readonly isHalfSpent = (): boolean => this.#clock.monotonic() >= this.#halfAt;

  /** Does work under a signal that fires when time is up. */
  async within<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const timeUp = new AbortController();
    const done = new AbortController();
    const alarm = this.#clock
      .sleep(this.#endsAt - this.#undoMs - this.#clock.monotonic(), done.signal)
      .then(() => timeUp.abort())
      .catch(() => undefined); // The work was done before.
    try {
      return await work(AbortSignal.any([signal, timeUp.signal]));
    } finally {
      done.abort();
      await alarm;
    }
  }
}
