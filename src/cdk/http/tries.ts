import { CodedError } from '../../errors.js';
import type { HttpFailure } from '../../http/http-failure.js';
import type { HttpRequest } from '../../http/transport.js';
import { type ErrorResolution, responseError } from './error-resolution.js';
import type { HttpPage } from './http-page.js';
import type { RequesterOptions } from './requester-options.js';

/** The patience for one request: how often it was tried, how long it has waited for the API's limit. */
export class Tries {
  readonly #request: HttpRequest;
  readonly #options: RequesterOptions;
  #failures = 0;
  #limits = 0;
  #limitedMs = 0;

  constructor(request: HttpRequest, options: RequesterOptions) {
    this.#request = request;
    this.#options = options;
  }

  /** @throws CodedError `CDK_HTTP_NETWORK` when no try is left, `CDK_HTTP_RESPONSE` for an answer that is too large. */
  async pauseAfterFailure(failure: HttpFailure): Promise<void> {
    const { policy } = this.#options;
    this.#failures += 1;
    if (failure.isPermanent || this.#failures >= policy.maxAttempts) throw this.#networkError(failure);
    await this.#pause(policy.backoffMs(undefined, this.#failures), `failed (${failure.message})`);
  }

  /** @throws CodedError `CDK_HTTP_RESPONSE` when no try is left, or the wait asked for is too long. */
  async pauseAfterAnswer(page: HttpPage, resolution: ErrorResolution): Promise<void> {
    const waitMs = await (resolution.action === 'rate-limited'
      ? this.#limitMs(page, resolution)
      : this.#failureMs(page, resolution));
    if (waitMs === undefined) throw responseError(page, resolution, this.#failures + this.#limits);
    await this.#pause(waitMs, `was answered with status ${page.status}`);
  }

  /** A limit has its own patience; it uses up no tries. */
  async #limitMs(page: HttpPage, resolution: ErrorResolution): Promise<number | undefined> {
    const { policy } = this.#options;
    this.#limits += 1;
    const waitMs = Math.max((await this.#askedMs(page)) ?? 0, this.#backoffMs(page, resolution, this.#limits));
    this.#limitedMs += waitMs;
    return this.#limitedMs > policy.maxRateLimitWaitMs ? undefined : waitMs;
  }

  async #failureMs(page: HttpPage, resolution: ErrorResolution): Promise<number | undefined> {
    const { policy } = this.#options;
    this.#failures += 1;
    if (this.#failures >= policy.maxAttempts) return undefined;
    // A server that is broken may ask for anything; no more is believed than of a limit.
    const askedMs = Math.max((await this.#askedMs(page)) ?? 0, this.#backoffMs(page, resolution, this.#failures));
    return Math.min(askedMs, policy.maxRateLimitWaitMs);
  }

  /** A rule knows more than the stream. */
  #backoffMs(page: HttpPage, { waitMs }: ErrorResolution, attempt: number): number {
    if (typeof waitMs === 'function') return waitMs(attempt);
    return waitMs ?? this.#options.policy.backoffMs(page, attempt);
  }

  async #askedMs(page: HttpPage): Promise<number | undefined> {
    const { parseRetryAfter } = await import('../../http/retry-after.js');
    const context = { date: page.header('date'), nowMs: this.#options.clock.now() };
    return parseRetryAfter(page.header('retry-after'), context);
  }

  async #pause(waitMs: number, why: string): Promise<void> {
    this.#options.log(`${this.#request.label} ${why}; trying again in ${(waitMs / 1000).toFixed(1)} s.`);
    await this.#options.clock.sleep(waitMs, this.#request.signal);
  }

  #networkError(failure: HttpFailure): CodedError {
    if (failure.kind === 'too-large') {
      const message = `${this.#request.label}: the answer is larger than the stream's maxAnswerBytes.`;
      return new CodedError('CDK_HTTP_RESPONSE', { message, cause: failure });
    }
    return new CodedError('CDK_HTTP_NETWORK', {
      message: `${this.#request.label} got no answer: ${failure.message}.`,
      details: { kind: failure.kind, host: failure.host, attempts: this.#failures },
      cause: failure,
      ...(failure.isPermanent ? { failureType: 'config_error' } : {}),
    });
  }
}
