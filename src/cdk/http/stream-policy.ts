import type { ReadContext } from '../read-context.js';
import type { ErrorResolution } from './error-resolution.js';
import { type Backoff, toldBackoffMs } from './errors/backoff.js';
import type { HttpApi } from './http-api.js';
import type { HttpPage } from './http-page.js';
import type { RequestPolicy } from './requester-options.js';
import { rateLimitOf } from './send/rate-limit-of.js';

/** The part of an `HttpStream` that decides about answers. */
export interface DecidingStream extends RequestPolicy {
  readonly name: string;
  readonly api: HttpApi;
  readonly clock: { now(): number };
}

/** What a stream and its API make of answers: its resolution, completed by waits, and told to the budget and the log. */
export class StreamPolicy implements RequestPolicy {
  readonly #stream: DecidingStream;
  readonly #told: readonly Backoff[];
  readonly #context: Pick<ReadContext, 'log' | 'countEvent'>;

  /** @param told - waits that answers tell */
  constructor(stream: DecidingStream, told: readonly Backoff[], context: Pick<ReadContext, 'log' | 'countEvent'>) {
    this.#stream = stream;
    this.#told = told;
    this.#context = context;
  }

  get maxAttempts(): number {
    return this.#stream.maxAttempts;
  }

  get maxRateLimitWaitMs(): number {
    return this.#stream.maxRateLimitWaitMs;
  }

  get maxAnswerBytes(): number {
    return this.#stream.maxAnswerBytes;
  }

  get charset(): string | undefined {
    return this.#stream.charset;
  }

  backoffMs(page: HttpPage | undefined, attempt: number): number {
    return this.#stream.backoffMs(page, attempt);
  }

  async resolveError(page: HttpPage): Promise<ErrorResolution> {
    const { api, clock } = this.#stream;
    const resolution = await this.#withWait(page, await this.#stream.resolveError(page));
    if (resolution.action === 'ignore') this.#countIgnored(page);
    // After a refusal the wait counts, of which the budget is told beside.
    const limit = resolution.action === 'rate-limited' ? undefined : rateLimitOf(page, clock.now());
    if (limit !== undefined) api.budget?.observe(limit);
    return resolution;
  }

  async #withWait(page: HttpPage, resolution: ErrorResolution): Promise<ErrorResolution> {
    const isWaited = resolution.action === 'retry' || resolution.action === 'rate-limited';
    if (!isWaited || resolution.waitMs !== undefined) return resolution;
    const waitMs = await toldBackoffMs(this.#told, page, this.#stream.clock.now());
    return waitMs === undefined ? resolution : { ...resolution, waitMs };
  }

  #countIgnored({ label, status }: HttpPage): void {
    const first = `${label} was answered with status ${status}, which this stream ignores: it counts as no records.`;
    const summary = (count: number) => `${count} answers with status ${status} were ignored.`;
    const { countEvent, log } = this.#context;
    if (countEvent === undefined) log.info(`Stream ${this.#stream.name}: ${first}`);
    else countEvent({ key: `ignored ${status}`, first, summary });
  }
}
