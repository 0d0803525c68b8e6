import { CodedError } from '../../errors.js';
import { HttpFailure } from '../../http/http-failure.js';
import type { HttpRequest } from '../../http/transport.js';
import type { BodyError } from './body/body-error.js';
import type { ErrorResolution } from './error-resolution.js';
import type { HttpPage } from './http-page.js';
import type { RequesterOptions } from './requester-options.js';
import { rateLimitOf } from './send/rate-limit-of.js';
import { responseError } from './send/response-error.js';
import { retryAfterOf } from './send/retry-after-of.js';

/** A limit is never asked again without a pause, whatever a stream says: its requests would have no end. */
const MIN_LIMIT_MS = 500;

/** The patience for one request: how often it was tried, how long it has waited for the API's limit. */
export class Tries {
  readonly #request: HttpRequest;
  readonly #options: RequesterOptions;
  #failures = 0;
  #limits = 0;
  #limitedMs = 0;
  #waitedMs = 0;

  constructor(request: HttpRequest, options: RequesterOptions) {
    this.#request = request;
    this.#options = options;
  }

  /** @throws CodedError `CDK_HTTP_NETWORK`, or the error of the body, when no try is left. */
  async pauseAfterFailure(failure: HttpFailure | BodyError): Promise<void> {
    const { policy } = this.#options;
    this.#failures += 1;
    const isFinal = failure instanceof HttpFailure ? failure.isPermanent : !failure.isPassing;
    if (isFinal || this.#failures >= policy.maxAttempts) {
      throw failure instanceof HttpFailure ? this.#networkError(failure) : failure;
    }
    const waitMs = this.#checked(policy.backoffMs(undefined, this.#failures));
    await this.#pause(waitMs, `failed (${failure.message})`);
  }

  /**
   * The wait after an answer that tells of the API's limit. Its headers may tell a reset too, which is not of this answer
   * alone: it counts where neither `Retry-After` nor the resolution says how long to wait.
   *
   * @throws CodedError `CDK_STREAM_DEFINITION` for a pause that is no time.
   */
  async limitMs(page: HttpPage, resolution: ErrorResolution): Promise<number> {
    this.#limits += 1;
    const toldMs = await this.#askedMs(page);
    const askedMs = toldMs ?? (resolution.waitMs === undefined ? this.#resetMs(page) : undefined) ?? 0;
    const waitMs = Math.max(askedMs, this.#backoffMs(page, resolution, this.#limits));
    return waitMs > 0 ? waitMs : MIN_LIMIT_MS;
  }

  /**
   * A limit has its own patience; it uses up no tries.
   *
   * @param waitMs - see {@link limitMs}
   * @throws CodedError `CDK_HTTP_RESPONSE` when the wait is longer than what is left of the patience.
   */
  async pauseForLimit(page: HttpPage, resolution: ErrorResolution, waitMs: number): Promise<void> {
    const { policy, clock } = this.#options;
    if (this.#limitedMs + waitMs > policy.maxRateLimitWaitMs) throw this.#responseError(page, resolution, waitMs);
    this.#limitedMs += waitMs;
    this.#options.rateLimited(clock.now() + waitMs);
    await this.#pause(waitMs, `was answered with status ${page.status}, the API's limit`);
  }

  /** @throws CodedError `CDK_HTTP_RESPONSE` when no try is left; `CDK_STREAM_DEFINITION` for a pause that is no time. */
  async pauseAfterAnswer(page: HttpPage, resolution: ErrorResolution): Promise<void> {
    await this.#pause(await this.#failureMs(page, resolution), `was answered with status ${page.status}`);
  }

  async #failureMs(page: HttpPage, resolution: ErrorResolution): Promise<number> {
    const { policy } = this.#options;
    this.#failures += 1;
    if (this.#failures >= policy.maxAttempts) throw this.#responseError(page, resolution);
    // A server that is broken may ask for anything; no more is believed than of a limit.
    const askedMs = Math.max((await this.#askedMs(page)) ?? 0, this.#backoffMs(page, resolution, this.#failures));
    return Math.min(askedMs, policy.maxRateLimitWaitMs);
  }

  /** A rule knows more than the stream. */
  #backoffMs(page: HttpPage, { waitMs }: ErrorResolution, attempt: number): number {
    const givenMs = typeof waitMs === 'function' ? waitMs(attempt) : waitMs;
    return this.#checked(givenMs ?? this.#options.policy.backoffMs(page, attempt));
  }

  /** What is no time would be no pause at all. */
  #checked(waitMs: number): number {
    if (waitMs >= 0) return waitMs;
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `${this.#request.label}: the stream gives a pause of ${waitMs} ms before the next try. Give 0 or more.`,
    });
  }

  #askedMs(page: HttpPage): Promise<number | undefined> {
    return retryAfterOf(page, this.#options.clock.now());
  }

  /** Some APIs say only when the limit ends, and not for this answer alone. */
  #resetMs(page: HttpPage): number | undefined {
    const { remaining = 0, resetMs } = rateLimitOf(page, this.#options.clock.now()) ?? {};
    return remaining === 0 ? resetMs : undefined;
  }

  async #pause(waitMs: number, why: string): Promise<void> {
    this.#options.log(`${this.#request.label} ${why}; trying again in ${(waitMs / 1000).toFixed(1)} s.`);
    this.#waitedMs += waitMs;
    await this.#options.clock.sleep(waitMs, this.#request.signal);
  }

  #responseError(page: HttpPage, resolution: ErrorResolution, refusedMs?: number): CodedError {
    return responseError(page, resolution, {
      tries: this.#failures + this.#limits,
      waitedMs: this.#waitedMs,
      limitMs: this.#options.policy.maxRateLimitWaitMs,
      ...(refusedMs === undefined ? {} : { refusedMs }),
    });
  }

  #networkError(failure: HttpFailure): CodedError {
    const tries = this.#failures > 1 ? ` in ${this.#failures} tries` : '';
    return new CodedError('CDK_HTTP_NETWORK', {
      message: `${this.#request.label} got no answer${tries}: ${failure.message}.`,
      details: { kind: failure.kind, host: failure.host, attempts: this.#failures, waitedMs: this.#waitedMs },
      cause: failure,
      ...(failure.isPermanent ? { failureType: 'config_error' } : {}),
    });
  }
}
