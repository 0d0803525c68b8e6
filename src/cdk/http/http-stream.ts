import { CodedError } from '../../errors.js';
import { backoffMs } from '../../http/retry-policy.js';
import type { HttpRequest, HttpTimeouts, Transport } from '../../http/transport.js';
import { type Clock, systemClock } from '../../util/clock.js';
import { stringifyJson } from '../../util/json.js';
import type { CursorField } from '../field-names.js';
import { type DerivesState, type ReadContext, Stream, type StreamSlice } from '../stream.js';
import { PageEnd, RecordBatch, type StreamItem, type StreamState } from '../stream-items.js';
import type { Authenticator } from './auth/authenticator.js';
import type { BodyDecoder } from './body/body-decoder.js';
import { buildRequest } from './build-request.js';
import { type ErrorResolution, resolveByStatus } from './error-resolution.js';
import type { HttpPage } from './http-page.js';
import type { HttpRequester } from './http-requester.js';
import type { HttpContext, RequestDescription, RequestParams } from './request-description.js';
import type { RequestPolicy } from './requester-options.js';
import { recordsOnly } from './send/answer-readers.js';
import type { TransportOptions } from './send/api-transport.js';

/** An hour: longer than the window of any usual limit. */
const MAX_RATE_LIMIT_WAIT_MS = 3_600_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * A stream of a REST API. Subclasses say where and what to ask and how to read the answer; paging,
 * authentication, retries, limits, time-outs and stopping are done here.
 *
 * `T` is the record, `Page` whatever `nextPage` hands to the next request: a number, a token, a URL.
 *
 * @example
 * class Employees extends HttpStream<Employee, number> {
 *   override readonly primaryKey = 'id';
 *   override readonly urlBase = 'https://api.example.com/v1/';
 *   override path() { return 'employees'; }
 *   override requestParams({ page = 1 }: HttpContext<number>) { return { page }; }
 *   override parseResponse(answer: HttpPage) { return answer.json() as Employee[]; }
 *   override nextPage(answer: HttpPage, page = 1) { return answer.text === '[]' ? undefined : page + 1; }
 * }
 */
export abstract class HttpStream<T extends object = Record<string, unknown>, Page = unknown>
  extends Stream<T>
  implements RequestPolicy, RequestDescription<Page>
{
  /** Absolute URL that `path` is resolved against; a last part without a slash is replaced, as in a browser. */
  abstract readonly urlBase: string;
  readonly httpMethod: HttpRequest['method'] = 'GET';
  readonly authenticator: Authenticator | undefined = undefined;
  /** Further origins that may see the credentials, such as `https://uploads.example.com`; that of `urlBase` always may. */
  readonly credentialOrigins: readonly string[] = [];
  /** Tries in all for one request, the first one included. */
  readonly maxAttempts: number = 6;
  /** Longest sum of pauses for one request that the API's limit may cost. */
  readonly maxRateLimitWaitMs: number = MAX_RATE_LIMIT_WAIT_MS;
  /** How long each phase of a request may take. */
  readonly timeouts: Partial<HttpTimeouts> = {};
  /** Largest answer that is accepted, in bytes; it is held in memory. Ask for smaller pages before you raise it. */
  readonly maxAnswerBytes: number = MAX_ANSWER_BYTES;
  /** Takes the records out of a body as it comes, in place of `parseResponse`: for bodies of any size. */
  readonly decoder: BodyDecoder<T> | undefined = undefined;
  /** Proxies, certificates, or your own way to send requests; by default what the environment says. */
  readonly transport: TransportOptions = {};
  /** The charset of all bodies, where answers say none or a wrong one, such as `windows-1252`. */
  readonly charset: string | undefined = undefined;
  readonly userAgent: string = 'airbyte-source';
  /** Time as a parameter, for tests. */
  readonly clock: Clock = systemClock;
  #transport: Transport | undefined;

  /** Path below `urlBase`, or an absolute URL. */
  abstract path(context: HttpContext<Page>): string;

  /** Records of an answer, one by one or in batches. Every stream without a `decoder` has to say it. */
  parseResponse(
    _answer: HttpPage,
    _context: HttpContext<Page>,
  ): Iterable<StreamItem<T>> | AsyncIterable<StreamItem<T>> {
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `Stream ${this.name} does not say how its answers are read: give it a \`decoder\`, or \`parseResponse\`.`,
    });
  }

  /** Query parameters; undefined and null ones are left out, lists are repeated. */
  requestParams(_context: HttpContext<Page>): RequestParams {
    return {};
  }

  requestHeaders(_context: HttpContext<Page>): Readonly<Record<string, string>> {
    return {};
  }

  /** Body as text. Say its `content-type` in the headers. */
  requestBody(_context: HttpContext<Page>): string | undefined {
    return undefined;
  }

  /** Body as a value that is sent as JSON. */
  requestJson(_context: HttpContext<Page>): unknown {
    return undefined;
  }

  /**
   * What the request for the next page needs; undefined when this was the last one.
   *
   * @param page - what it was for this answer
   */
  nextPage(_answer: HttpPage, _page: Page | undefined): Page | undefined {
    return undefined;
  }

  /** What to do with an answer; by default decided by its status. Asked about good ones too. */
  resolveError(page: HttpPage): ErrorResolution | Promise<ErrorResolution> {
    return resolveByStatus(page);
  }

  /**
   * Pause before the next try: exponential, with jitter, between half a second and a minute. A longer
   * `Retry-After` is waited for all the same.
   *
   * @param page - the answer, undefined when there was none
   * @param attempt - the try that failed, from 1
   */
  backoffMs(_page: HttpPage | undefined, attempt: number): number {
    return Math.max(500, backoffMs({ baseDelayMs: 2_000, maxDelayMs: 60_000 }, attempt, Math.random));
  }

  override async *readRecords(context: ReadContext, slice: StreamSlice): AsyncGenerator<StreamItem<T>> {
    const requester = await this.#createRequester(context);
    let page = context.resumePage as Page | undefined;
    do {
      const answer = yield* this.#readPage(requester, { ...context, slice, page });
      if (answer === undefined) return;
      page = this.#advance(answer, page);
      yield new PageEnd(page);
    } while (page !== undefined);
  }

  async *#readPage(
    requester: HttpRequester,
    here: HttpContext<Page>,
  ): AsyncGenerator<StreamItem<T>, HttpPage | undefined, void> {
    const request = buildRequest(this, here);
    if (this.decoder === undefined) {
      const answer = await requester.fetch(request);
      if (answer !== undefined) yield* this.parseResponse(answer, here);
      return answer;
    }
    const opened = await requester.open(request, this.decoder);
    if (opened === undefined) return undefined;
    for await (const batch of opened.records) yield new RecordBatch(recordsOnly(batch, request.label));
    return opened.page;
  }

  #advance(answer: HttpPage, page: Page | undefined): Page | undefined {
    const next = this.nextPage(answer, page) ?? undefined;
    if (next === undefined || page === undefined || stringifyJson(next) !== stringifyJson(page)) return next;
    throw new CodedError('CDK_HTTP_RESPONSE', {
      message: `Stream ${this.name}: the page after ${answer.label} is that page again, which would never end.`,
    });
  }

  /** The HTTP library is loaded at the first request: `spec` and `discover` do without. */
  async #createRequester(context: ReadContext): Promise<HttpRequester> {
    const { createApiTransport } = await import('./send/api-transport.js');
    const { HttpRequester: Requester } = await import('./http-requester.js');
    const { transport, userAgent, timeouts } = this;
    this.#transport ??= await createApiTransport({ transport, userAgent, timeouts });
    return new Requester({
      send: this.#transport.send,
      policy: this,
      authenticator: this.authenticator,
      credentialOrigins: [this.urlBase, ...this.credentialOrigins],
      clock: this.clock,
      log: (text) => context.log.info(`Stream ${this.name}: ${text}`),
      registerSecret: (secret) => context.registerSecret(secret),
      updateConfig: (changes) => context.updateConfig(changes),
      rateLimited: (untilMs) => context.rateLimited?.(untilMs),
    });
  }
}

/** An {@link HttpStream} whose state follows from its records, as that of an `IncrementalStream`. */
export abstract class IncrementalHttpStream<T extends object = Record<string, unknown>, Page = unknown>
  extends HttpStream<T, Page>
  implements DerivesState<T>
{
  /** See `IncrementalStream.stateCheckpointInterval`. */
  readonly stateCheckpointInterval: number | undefined = undefined;

  abstract override readonly cursorField: CursorField<T>;

  /** The state after `record`, which is already cast and carries every column of its schema. */
  abstract getUpdatedState(current: StreamState | undefined, record: T): StreamState;
}
