import type { HttpRequest, HttpTimeouts } from '../../http/transport.js';
import type { TypeTransformer } from '../../schema/type-transformer.js';
import { type Clock, systemClock } from '../../util/clock.js';
import type { CursorField } from '../field-names.js';
import type { ReadContext, StreamSlice } from '../read-context.js';
import { type DerivesState, Stream } from '../stream.js';
import { PageEnd, RecordBatch, type StreamItem, type StreamState } from '../stream-items.js';
import type { AnswerPath } from './answer-path.js';
import type { Authenticator } from './auth/authenticator.js';
import type { BodyDecoder } from './body/body-decoder.js';
import { buildRequest } from './build-request.js';
import { recordsIn } from './count-items.js';
import type { ErrorResolution } from './error-resolution.js';
import { type Backoff, ownBackoffMs, toldStrategies } from './errors/backoff.js';
import type { ErrorRule } from './errors/error-rule.js';
import { resolveByRules } from './errors/resolve-by-rules.js';
import { fillPath } from './fill-path.js';
import { HttpApi } from './http-api.js';
import type { HttpPage } from './http-page.js';
import type { HttpRequester } from './http-requester.js';
import { PageGuard } from './paging/page-guard.js';
import type { PageFacts, Paginator } from './paging/paginator.js';
import { StoredPages } from './paging/stored-pages.js';
import { recordsAt } from './records-at.js';
import { credentialOriginsOf, type HttpContext, type RequestDescription } from './request-description.js';
import type { RequestParams } from './request-params.js';
import type { RequestPolicy } from './requester-options.js';
import { recordsOnly } from './send/answer-readers.js';
import type { TransportOptions } from './send/api-transport.js';
import { StreamPolicy } from './stream-policy.js';

/** An hour: longer than the window of any usual limit. */
const MAX_RATE_LIMIT_WAIT_MS = 3_600_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** Far more than any API has between two records. */
const MAX_EMPTY_PAGES = 1_000;

/**
 * A stream of a REST API. Subclasses say where and what to ask and where the records are; paging,
 * authentication, retries, limits, time-outs and stopping are done here. What all streams of an API share is in an
 * {@link HttpApi}; a property of the stream takes precedence over it, and a method that is overridden over both.
 *
 * `T` is the record, `Page` whatever names a page: a number, a token, a URL. `Slice` and `State` are what the stream
 * divides itself into and continues from. `Raw` is a record before its cast, where the cast changes its type.
 *
 * @example
 * class Employees extends HttpStream<Employee, number> {
 *   override readonly primaryKey = 'id';
 *   override readonly paginator = pageNumberPaginator();
 * }
 * new Employees(new HttpApi({ urlBase: 'https://api.example.com/v1', records: 'data' }));
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: its own, that of the API, or an error at the first request
export abstract class HttpStream<
    T extends object = Record<string, unknown>,
    Page = unknown,
    Slice extends object = StreamSlice,
    State extends object = StreamState,
    Raw extends object = T,
  >
  extends Stream<T, Slice, State, Raw>
  implements RequestPolicy, RequestDescription<HttpContext<Page, Slice, State>, Page>
{
  /** What the streams of the API share; an empty one where none was given. */
  readonly api: HttpApi;
  readonly httpMethod: HttpRequest['method'] = 'GET';
  /** A path with fields of the slice, which are escaped: `teams/{teamId}/members`. By default the name of the stream. */
  readonly pathTemplate: string | undefined = undefined;
  readonly authenticator: Authenticator | undefined;
  /** Further origins that may see the credentials, such as `https://uploads.example.com`; that of `urlBase` always may. */
  readonly credentialOrigins: readonly string[];
  override readonly transformer: TypeTransformer;
  /** How the stream is divided into pages. Override `nextPage` for what no paginator does. */
  readonly paginator: Paginator<Page> | undefined;
  /** What to do with which answers. They are asked before those of the API; then the status decides. */
  readonly errorRules: readonly ErrorRule[] = [];
  /** Waits between tries; of several the first that knows one. */
  readonly backoff: Backoff | readonly Backoff[];
  /** Tries in all for one request, the first one included. */
  readonly maxAttempts: number;
  /** Longest sum of pauses for one request that the API's limit may cost. */
  readonly maxRateLimitWaitMs: number;
  /** How long each phase of a request may take. */
  readonly timeouts: Partial<HttpTimeouts>;
  /** Largest answer that is accepted, in bytes; it is held in memory. Ask for smaller pages before you raise it. */
  readonly maxAnswerBytes: number;
  /** Where in a JSON body the list of records is; by default the body is the list. Override `parseResponse` for the rest. */
  readonly records: AnswerPath;
  /** Takes the records out of a body as it comes, in place of `parseResponse`: for bodies of any size. */
  readonly decoder: BodyDecoder<Raw> | undefined = undefined;
  /** Proxies, certificates, or your own way to send requests; by default what the environment says. */
  readonly transport: TransportOptions | undefined;
  /** The charset of all bodies, where answers say none or a wrong one, such as `windows-1252`. */
  readonly charset: string | undefined;
  readonly userAgent: string;
  /** True where the API may give the same records twice in a row; otherwise that is taken for a page without an end. */
  readonly allowsEqualPages: boolean = false;
  /** How many answers in a row may have no records, before the read is given up as endless. */
  readonly maxEmptyPages: number = MAX_EMPTY_PAGES;
  /** Time as a parameter, for tests. */
  readonly clock: Clock;

  /** @param api - what it shares with other streams; without one it needs a `urlBase` of its own */
  constructor(api?: HttpApi) {
    super();
    this.api = api ?? new HttpApi({ urlBase: '' });
    const { options } = this.api;
    this.authenticator = options.authenticator;
    this.credentialOrigins = options.credentialOrigins ?? [];
    this.transport = options.transport;
    this.charset = options.charset;
    this.transformer = this.api.transformer;
    // Who decides about the next page also says how it is asked for.
    this.paginator = this.#overrides('nextPage') ? undefined : (options.paginator as Paginator<Page> | undefined);
    this.records = options.records ?? [];
    this.backoff = options.backoff ?? [];
    this.maxAttempts = options.maxAttempts ?? 6;
    this.maxRateLimitWaitMs = options.maxRateLimitWaitMs ?? MAX_RATE_LIMIT_WAIT_MS;
    this.timeouts = options.timeouts ?? {};
    this.maxAnswerBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    this.userAgent = options.userAgent ?? 'airbyte-source';
    this.clock = options.clock ?? systemClock;
    if (api !== undefined && !('urlBase' in this)) Object.assign(this, { urlBase: options.urlBase });
  }

  /**
   * Path below `urlBase`, or an absolute http or https URL; by default that of `pathTemplate`. See `docs/cdk-http.md` for
   * how they are joined.
   */
  path({ slice }: HttpContext<Page, Slice, State>): string {
    return this.pathTemplate === undefined ? this.name : fillPath(this.pathTemplate, slice, this.name);
  }

  /**
   * Records of an answer, one by one or in batches; by default those of the list that `records` names, in
   * one batch, so that a state follows the page and not each record. Not called beside a `decoder`.
   */
  parseResponse(
    answer: HttpPage,
    _context: HttpContext<Page, Slice, State>,
  ): Iterable<StreamItem<Raw>> | AsyncIterable<StreamItem<Raw>> {
    return [new RecordBatch(recordsAt<Raw>(answer, this.records))];
  }

  /** Query parameters, beside those of the API and the cursor; undefined and null ones are left out, lists are repeated. */
  requestParams(_context: HttpContext<Page, Slice, State>): RequestParams {
    return {};
  }

  requestHeaders(_context: HttpContext<Page, Slice, State>): Readonly<Record<string, string>> {
    return {};
  }

  /** Body as text. Say its `content-type` in the headers. */
  requestBody(_context: HttpContext<Page, Slice, State>): string | undefined {
    return undefined;
  }

  /** Body as a value that is sent as JSON. */
  requestJson(_context: HttpContext<Page, Slice, State>): unknown {
    return undefined;
  }

  /**
   * What the request for the next page needs; undefined, null or an empty text when this was the last one. By default
   * the paginator decides.
   *
   * @param page - what it was for this answer
   */
  nextPage(answer: HttpPage, page: Page | undefined, facts: PageFacts): Page | null | undefined {
    return this.paginator?.next({ ...facts, answer }, page);
  }

  /** What to do with an answer; by default decided by the rules, then by its status. Asked about good ones too. */
  resolveError(page: HttpPage): ErrorResolution | Promise<ErrorResolution> {
    const rules = [...this.errorRules, ...(this.api.options.errorRules ?? [])];
    return resolveByRules(rules, page, this.clock.now());
  }

  /**
   * Pause before the next try, by `backoff`; by default exponential, with jitter, between half a second and a minute. A
   * longer `Retry-After` is waited for all the same.
   *
   * @param page - the answer, undefined when there was none
   * @param attempt - the try that failed, from 1
   */
  backoffMs(_page: HttpPage | undefined, attempt: number): number {
    return ownBackoffMs([this.backoff].flat(), attempt);
  }

  override async *readRecords(context: ReadContext<State>, slice: Slice): AsyncGenerator<StreamItem<Raw>> {
    const requester = await this.requesterFor(context);
    const { name: stream, allowsEqualPages, maxEmptyPages } = this;
    const guard = new PageGuard({ stream, allowsEqualPages, maxEmptyPages });
    const stored = new StoredPages(this, context, () => this.requestParams({ ...context, slice, page: undefined }));
    let page = stored.restore(context.resumePage) as Page | undefined;
    let recordsSoFar = 0;
    do {
      const here: HttpContext<Page, Slice, State> = { ...context, slice, page };
      const request = buildRequest(this, here);
      guard.ask(page, request);
      const read = yield* this.readAnswer(requester, request, { here, guard });
      if (read === undefined) return;
      const { answer, records } = read;
      guard.counted(page, records, answer.label);
      recordsSoFar += records;
      page = named(this.nextPage(answer, page, { records, recordsSoFar, url: request.url }));
      yield new PageEnd(stored.store(page));
    } while (page !== undefined);
  }

  /** The records of one answer; gives what it was, undefined where it was ignored. */
  protected async *readAnswer(
    requester: HttpRequester,
    request: HttpRequest,
    { here, guard }: { here: HttpContext<Page, Slice, State>; guard?: PageGuard },
  ): AsyncGenerator<StreamItem<Raw>, { answer: HttpPage; records: number } | undefined, void> {
    let records = 0;
    if (this.decoder !== undefined) {
      const opened = await requester.open(request, this.decoder);
      if (opened === undefined) return undefined;
      for await (const batch of opened.records) {
        records += batch.length;
        yield new RecordBatch(recordsOnly(batch, request.label));
      }
      return { answer: opened.page, records };
    }
    const answer = await requester.fetch(request);
    if (answer === undefined) return undefined;
    guard?.answered(here.page, answer);
    for await (const item of this.parseResponse(answer, here)) {
      records += recordsIn(item);
      yield item;
    }
    return { answer, records };
  }

  /** What sends the requests of a read. The HTTP library is loaded here: `spec` and `discover` do without. */
  protected async requesterFor(context: ReadContext<State>): Promise<HttpRequester> {
    // The connections are closed with the command: nobody has to remember it.
    context.closeAtEnd?.(this.api);
    const { HttpRequester: Requester } = await import('./http-requester.js');
    const { send } = await this.api.transport(this);
    return new Requester({
      send,
      policy: new StreamPolicy(this, this.#toldBackoff(), context),
      authenticator: this.authenticator,
      credentialOrigins: credentialOriginsOf(this),
      budget: this.api.budget,
      clock: this.clock,
      log: (text) => context.log.info(`Stream ${this.name}: ${text}`),
      registerSecret: (secret) => context.registerSecret(secret),
      updateConfig: (changes) => context.updateConfig(changes),
      rateLimited: (untilMs) => context.rateLimited?.(untilMs),
    });
  }

  /** A stream that computes its pauses does not want those of the API. */
  #toldBackoff(): readonly Backoff[] {
    return this.#overrides('backoffMs') ? [] : toldStrategies([this.backoff].flat());
  }

  #overrides(method: 'nextPage' | 'backoffMs'): boolean {
    return this[method] !== HttpStream.prototype[method];
  }
}

/** What a subclass of {@link HttpStream} may give as a field or as a getter. */
// biome-ignore lint/correctness/noUnusedVariables: both declarations must have the same parameters
export interface HttpStream<T extends object, Page, Slice extends object, State extends object, Raw extends object>
  extends Stream<T, Slice, State, Raw> {
  /** The http or https URL that `path` is joined to; that of the API, if the stream has none. */
  readonly urlBase: string;
}

/** What APIs and streams say for "no next page". */
function named<Page>(page: Page | null | undefined): Page | undefined {
  return page === null || page === '' ? undefined : page;
}

/** An {@link HttpStream} whose state follows from its records, as that of an `IncrementalStream`. */
export abstract class IncrementalHttpStream<
    T extends object = Record<string, unknown>,
    Page = unknown,
    Slice extends object = StreamSlice,
    State extends object = StreamState,
    Raw extends object = T,
  >
  extends HttpStream<T, Page, Slice, State, Raw>
  implements DerivesState<T, State>
{
  /** See `IncrementalStream.stateCheckpointInterval`. */
  readonly stateCheckpointInterval: number | undefined = undefined;

  abstract override readonly cursorField: CursorField<T>;

  /** The state after `record`, which is already cast and carries every column of its schema. */
  abstract getUpdatedState(current: State | undefined, record: T): State;
}
