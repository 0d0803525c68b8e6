import type { Send } from '../../http/transport.js';
import type { Clock } from '../../util/clock.js';
import type { ConfigChange } from '../output/configuration-updates.js';
import type { Authenticator } from './auth/authenticator.js';
import type { RequestBudget } from './budget/request-budget.js';
import type { ErrorResolution } from './error-resolution.js';
import type { HttpPage } from './http-page.js';

/** What a requester asks the stream that it works for. */
export interface RequestPolicy {
  /** Tries in all for one request. */
  readonly maxAttempts: number;
  /** Longest sum of pauses for one request that the API's limit may cost. */
  readonly maxRateLimitWaitMs: number;
  /** Largest answer that is held in memory, in bytes, after its content codings are removed. */
  readonly maxAnswerBytes: number;
  /** The charset of all bodies, where answers say none or a wrong one. */
  readonly charset?: string | undefined;
  resolveError(page: HttpPage): ErrorResolution | Promise<ErrorResolution>;
  backoffMs(page: HttpPage | undefined, attempt: number): number;
}

/** The parts of an `HttpRequester`. */
export interface RequesterOptions {
  readonly send: Send;
  readonly policy: RequestPolicy;
  readonly authenticator: Authenticator | undefined;
  /** URLs or origins that may see the credentials. */
  readonly credentialOrigins: readonly string[];
  /** What all streams of the API may send together. */
  readonly budget?: RequestBudget | undefined;
  readonly clock: Clock;
  /** Tells the operator of a pause. */
  log(text: string): void;
  registerSecret(secret: string): void;
  /** See `CommandContext.updateConfig`. */
  updateConfig(changes: readonly ConfigChange[]): Promise<void>;
  /** Tells the platform of a pause for the API's limit, until `untilMs` since the epoch. */
  rateLimited(untilMs: number): void;
}
