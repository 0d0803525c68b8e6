import type { Clock } from '../util/clock.js';
import { orAbort } from './abort.js';
import { HttpFailure } from './http-failure.js';
import { statusVerdict } from './retry-knowledge.js';
import type { RetryPolicy } from './retry-policy.js';
import { backoffMs } from './retry-policy.js';
import type { HttpRequest, HttpResponse, Send } from './transport.js';

/** A retry that is about to happen. */
export interface RetryNotice {
  readonly label: string;
  /** The try that failed, from 1. */
  readonly attempt: number;
  readonly waitMs: number;
  /** A status or a network failure, without any URL. */
  readonly reason: string;
}

/** Settings of a retrying {@link Send}. */
export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Hosts that have answered so far; share one set among the stacks of a client. */
  readonly answeredHosts: Set<string>;
  /** Decides for an answer with a retried status that another attempt cannot help. */
  isFinal?(response: HttpResponse): Promise<boolean>;
  /**
   * Decides that an answer with any other status is worth a few more attempts, such as a gateway's page in place of
   * JSON, or a token that is refused although the login succeeded.
   */
  isDoubtful?(response: HttpResponse): Promise<boolean>;
  onRetry?(notice: RetryNotice): void;
}

/** Carries an answer through the retry loop as if it were an error. */
class RetryableAnswer extends Error {
  readonly response: HttpResponse;
  readonly isDoubtful: boolean;
  constructor(response: HttpResponse, isDoubtful = false) {
    const isGarbled = isDoubtful && statusVerdict(response.status) === 'success';
    super(`status ${response.status}${isGarbled ? ' with an unreadable body' : ''}`);
    this.response = response;
    this.isDoubtful = isDoubtful;
  }
}

/**
 * Repeats calls that `retry-knowledge` classifies as retryable. When the budget is spent the last answer is
 * returned, or the last {@link HttpFailure} thrown. A 429 waits for what `Retry-After` says and has a budget of
 * its own. Permanent failures are never repeated.
 */
export function withRetry(send: Send, options: RetryOptions): Send {
  return async (request) =>
    await orAbort(request.signal, async () => {
      const { default: pRetry } = await import('p-retry');
      const budget = new RetryBudget(request, options);
      try {
        // p-retry runs the loop; pauses come from the budget, on the clock given, so it adds none of its own.
        return await pRetry(async () => await attempt(send, request, options), {
          retries: Number.POSITIVE_INFINITY,
          minTimeout: 0,
          shouldRetry: async ({ error }) => await budget.pause(error),
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        });
      } catch (error) {
        if (error instanceof RetryableAnswer) return error.response;
        throw error;
      }
    });
}

async function attempt(send: Send, request: HttpRequest, options: RetryOptions): Promise<HttpResponse> {
  const response = await send(request);
  options.answeredHosts.add(new URL(request.url).host);
  const verdict = statusVerdict(response.status);
  if (verdict === 'success' || verdict === 'final') {
    if ((await options.isDoubtful?.(response)) === true) throw new RetryableAnswer(response, true);
    return response;
  }
  if (options.isFinal !== undefined && (await options.isFinal(response))) return response;
  throw new RetryableAnswer(response);
}

/** The remaining retry budget of one call. */
class RetryBudget {
  readonly #request: HttpRequest;
  readonly #options: RetryOptions;
  #failures = 0;
  #limitedMs = 0;

  constructor(request: HttpRequest, options: RetryOptions) {
    this.#request = request;
    this.#options = options;
  }

  /** Waits until the next attempt is due; false if the budget is spent. */
  async pause(error: Error): Promise<boolean> {
    const waitMs = await this.#waitMs(error);
    if (waitMs === undefined) return false;
    const attemptNumber = this.#failures;
    this.#options.onRetry?.({ label: this.#request.label, attempt: attemptNumber, waitMs, reason: error.message });
    if (error instanceof RetryableAnswer) await error.response.discard();
    await this.#options.clock.sleep(waitMs, this.#request.signal);
    return true;
  }

  async #waitMs(error: Error): Promise<number | undefined> {
    if (error instanceof HttpFailure) return error.isPermanent ? undefined : this.#nextBackoffMs(0, this.#isKnown());
    if (!(error instanceof RetryableAnswer)) return undefined;
    const { response } = error;
    const { parseRetryAfter } = await import('./retry-after.js');
    const context = { date: response.header('date'), nowMs: this.#options.clock.now() };
    const askedMs = parseRetryAfter(response.header('retry-after'), context);
    if (statusVerdict(response.status) === 'rate-limited') return this.#nextLimitMs(askedMs);
    // A page instead of JSON means a wrong URL more often than a temporary problem.
    return this.#nextBackoffMs(askedMs ?? 0, this.#isKnown() && !error.isDoubtful);
  }

  #isKnown(): boolean {
    return this.#options.answeredHosts.has(new URL(this.#request.url).host);
  }

  #nextBackoffMs(atLeastMs: number, isKnown: boolean): number | undefined {
    const { policy, random } = this.#options;
    this.#failures += 1;
    if (this.#failures >= (isKnown ? policy.maxAttempts : policy.maxAttemptsUnknownHost)) return undefined;
    const bound = isKnown ? policy : { ...policy, baseDelayMs: 2 * policy.baseDelayMs };
    // One header of a broken gateway must not make us sleep for days.
    const askedMs = Math.min(atLeastMs, 10 * policy.maxDelayMs);
    return Math.max(askedMs, backoffMs(bound, this.#failures, random));
  }

  #nextLimitMs(askedMs: number | undefined): number | undefined {
    const { policy, random } = this.#options;
    // At least a second, and some jitter: processes with the same `Retry-After` must not return together.
    const waitMs = Math.max(1000, askedMs ?? policy.rateLimitDelayMs) + 1000 * random();
    if (this.#limitedMs + waitMs > policy.rateLimitTotalMs) return undefined;
    this.#limitedMs += waitMs;
    return waitMs;
  }
}
