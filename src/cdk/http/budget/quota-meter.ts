import type { Meter } from '../../../http/metered-queue.js';

/** What an answer says about the limit of its API. */
export interface RateLimit {
  readonly limit?: number;
  /** Requests that are left until the reset. */
  readonly remaining?: number;
  /** Milliseconds from now until the limit is full again. */
  readonly resetMs?: number;
}

/** Ends of one window as different answers tell them, in whole seconds, differ by no more. */
const SAME_WINDOW_MS = 1_500;

/** Follows what the answers of an API say: no more requests are under way than are left, and none before the reset. */
export class QuotaMeter implements Meter {
  #inFlight = 0;
  #limit = Number.POSITIVE_INFINITY;
  #remaining = Number.POSITIVE_INFINITY;
  #resetAt = Number.NEGATIVE_INFINITY;
  #refusedUntil = Number.NEGATIVE_INFINITY;

  /** An answer tells what is left, and how much it is after the reset. */
  observe(remaining: number, resetMs: number, nowMs: number, limit = Number.POSITIVE_INFINITY): void {
    this.#limit = Math.max(1, limit);
    const resetAt = nowMs + resetMs;
    // Answers may overtake each other: within a window, what is left only shrinks.
    const isSameWindow = nowMs < this.#resetAt && Math.abs(resetAt - this.#resetAt) <= SAME_WINDOW_MS;
    // The request of this answer still holds its slot, and takes one off when it gives it back.
    const left = remaining + Math.min(1, this.#inFlight);
    this.#remaining = isSameWindow ? Math.min(this.#remaining, left) : left;
    this.#resetAt = isSameWindow ? Math.max(this.#resetAt, resetAt) : resetAt;
  }

  /** A request was refused. Of several waits the longest counts; what is left after it is as it was. */
  limited(waitMs: number, nowMs: number): void {
    this.#refusedUntil = Math.max(this.#refusedUntil, nowMs + waitMs);
  }

  fits(_weight: number, nowMs: number): boolean {
    if (nowMs < this.#refusedUntil) return false;
    const left = nowMs >= this.#resetAt ? this.#limit : this.#remaining;
    return left - this.#inFlight >= 1;
  }

  take(): void {
    this.#inFlight += 1;
  }

  done(): void {
    this.#inFlight -= 1;
    this.#remaining -= 1;
  }

  unused(): void {
    this.#inFlight -= 1;
  }

  nextFreeAt(nowMs: number): number | undefined {
    if (nowMs < this.#refusedUntil) return this.#refusedUntil;
    return nowMs >= this.#resetAt ? undefined : this.#resetAt;
  }
}
