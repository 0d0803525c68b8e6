import { JobFailedError, JobLostError } from '../errors/job-errors.js';
import { FAILURE_PAUSES_MS, FIRST_POLL_MS, MAX_LOSSES } from '../limits.js';

/** What a query has been through so far. */
export interface Patience {
  failures: number;
  losses: number;
}

/**
 * The pause before a query is submitted again, in milliseconds; counts the failure.
 *
 * @throws `error` itself where another submission cannot help, or patience is over.
 */
export function pauseAfter(error: unknown, patience: Patience, random: () => number): number {
  const jitter = 0.8 + 0.4 * random();
  if (error instanceof JobFailedError) {
    const pauseMs = FAILURE_PAUSES_MS[patience.failures];
    patience.failures += 1;
    if (pauseMs !== undefined) return pauseMs * jitter;
  }
  if (error instanceof JobLostError && patience.losses < MAX_LOSSES) {
    patience.losses += 1;
    return FIRST_POLL_MS * jitter;
  }
  throw error;
}
