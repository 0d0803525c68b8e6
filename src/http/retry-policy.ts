/** How often a failed call is repeated, and after which pauses. */
export interface RetryPolicy {
  /** Tries in all, once the host has answered anything. */
  readonly maxAttempts: number;
  /** Tries in all while the host has never answered: a wrong URL should fail soon. */
  readonly maxAttemptsUnknownHost: number;
  /** First upper bound of the pause; doubled at each try. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Pause after a 429 without `Retry-After`. */
  readonly rateLimitDelayMs: number;
  /** All pauses after 429s of one call together; they do not use up tries. */
  readonly rateLimitTotalMs: number;
}

/**
 * Exponential pause with full jitter: a random value between 0 and the bound, so that many clients spread out.
 *
 * @param attempt - number of the try that failed, from 1
 * @example
 * backoffMs({ baseDelayMs: 500, maxDelayMs: 30_000 }, 3, () => 0.5) // 1000
 */
export function backoffMs(
  policy: Pick<RetryPolicy, 'baseDelayMs' | 'maxDelayMs'>,
  attempt: number,
  random: () => number,
): number {
  return Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1)) * random();
}
