import { backoffMs } from '../../http/retry-policy.js';
import { MAX_STALLS } from '../limits.js';
import type { ObjectSource } from './object-source.js';

/**
 * Patience with an object whose transfer keeps breaking: as long as each try gains something, it continues,
 * however often that is.
 */
export class StallBudget {
  readonly #source: ObjectSource;
  #best = 0;
  #failures = 0;

  constructor(source: ObjectSource) {
    this.#source = source;
  }

  /**
   * Waits before the next try; false when patience is over.
   *
   * @param progress - bytes gained so far, in whatever unit, always the same
   */
  async pause(
    objectId: string,
    progress: number,
    offset: number,
    reason: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { policy, random, clock, onEvent } = this.#source;
    if (progress > this.#best) this.#failures = 0;
    this.#best = Math.max(this.#best, progress);
    this.#failures += 1;
    if (this.#failures >= Math.min(MAX_STALLS, policy.maxAttempts)) return false;
    const waitMs = backoffMs(policy, this.#failures, random);
    onEvent({ type: 'object-again', objectId, attempt: this.#failures, offset, waitMs, reason });
    await clock.sleep(waitMs, signal);
    return true;
  }
}
