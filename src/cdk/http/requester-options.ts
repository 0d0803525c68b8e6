import type { Send } from '../../http/transport.js';
import type { Clock } from '../../util/clock.js';
import type { Authenticator } from './authenticator.js';
import type { RequestBudget } from './budget/request-budget.js';
import type { ErrorResolution } from './error-resolution.js';
import type { HttpPage } from './http-page.js';

/** What a requester asks the stream that it works for. */
export interface RequestPolicy {
  /** Tries in all for one request. */
  readonly maxAttempts: number;
  /** Longest sum of pauses for one request that the API's limit may cost. */
  readonly maxRateLimitWaitMs: number;
  resolveError(page: HttpPage): ErrorResolution | Promise<ErrorResolution>;
  backoffMs(page: HttpPage | undefined, attempt: number): number;
}

/** The parts of an `HttpRequester`. */
export interface RequesterOptions {
  readonly send: Send;
  readonly policy: RequestPolicy;
  readonly authenticator: Authenticator | undefined;
  /** What all streams of the API may send together. */
  readonly budget?: RequestBudget | undefined;
  readonly clock: Clock;
  /** Tells the operator of a pause. */
  log(text: string): void;
  registerSecret(secret: string): void;
  /** Tells the platform of a pause for the API's limit, until `untilMs` since the epoch. */
  rateLimited(untilMs: number): void;
}
