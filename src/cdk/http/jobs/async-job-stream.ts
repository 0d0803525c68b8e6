import { CodedError } from '../../../errors.js';
import type { HttpRequest } from '../../../http/transport.js';
import { isJsonObject } from '../../../util/json.js';
import type { ReadContext, StreamSlice } from '../../read-context.js';
import { PageEnd, type StreamItem, type StreamState } from '../../stream-items.js';
import { type AnswerPath, valueAt } from '../answer-path.js';
import type { HttpPage } from '../http-page.js';
import type { HttpRequester } from '../http-requester.js';
import { HttpStream } from '../http-stream.js';
import type { PageGuard } from '../paging/page-guard.js';
import type { Paginator } from '../paging/paginator.js';
import { StoredPages } from '../paging/stored-pages.js';
import type { JobContext, JobPlace, JobRequest, JobStatus } from './job.js';
import { JobCalls, type JobDescription } from './job-calls.js';
import { resultRequest, resultUrlsAt } from './job-requests.js';
import { JobReading, type ResultTurn } from './read-job.js';
import { readResult } from './read-result.js';

/** Two hours. */
const JOB_TIMEOUT_MS = 7_200_000;

/**
 * A stream of an API that works by jobs: a request creates a job, further ones ask how far it is, and when it is done its
 * results are fetched. `path`, `requestJson` and the other methods of an {@link HttpStream} describe the request that
 * creates the job of a slice; `decoder` or `parseResponse` reads each result. Waiting, limits, replacing of jobs that
 * fail and resuming are done here. See `docs/cdk-jobs.md`.
 *
 * `Job` is what tells a job to later requests, as JSON can hold it; it stands in states, so it must not be a secret.
 *
 * @example
 * class Orders extends AsyncJobStream<Order, string> {
 *   override readonly primaryKey = 'id';
 *   override readonly decoder = jsonLinesDecoder<Order>();
 *   override readonly jobStatus = { at: 'status', running: ['queued', 'running'], done: ['done'], failed: ['failed'] };
 *   override readonly resultsAt = 'files.*.url';
 *   override path() { return 'exports'; }
 *   override requestJson() { return { table: 'orders' }; }
 *   override createdJob(answer: HttpPage) { return (answer.json() as { id: string }).id; }
 *   override pollRequest(id: string) { return { path: `exports/${id}` }; }
 * }
 */
export abstract class AsyncJobStream<
    T extends object = Record<string, unknown>,
    Job = unknown,
    Slice extends object = StreamSlice,
    State extends object = StreamState,
    Raw extends object = T,
  >
  extends HttpStream<T, JobPlace<Job>, Slice, State, Raw>
  implements JobDescription<Job, JobContext<Job, Slice, State>>
{
  /** Of the request that creates a job. */
  override readonly httpMethod: HttpRequest['method'] = 'POST';
  /** An interrupted full refresh continues with its job. Set it to false where jobs do not outlive a read. */
  override readonly resumesPages: boolean = true;
  /** Jobs have no pages; their results may: see `resultPaginator`. */
  override readonly paginator: undefined = undefined;
  /** How each result is divided into pages. By default each is one answer. */
  readonly resultPaginator: Paginator | undefined = undefined;
  /** Which status means what. */
  abstract readonly jobStatus: JobStatus;
  /** Where the URLs of the results are: in the answer to `resultsRequest`, or else in that of the last poll. */
  readonly resultsAt: AnswerPath | undefined = undefined;
  /** The wait before the first poll, in milliseconds. Each further one is half as long again; a longer `Retry-After` counts. */
  readonly pollIntervalMs: number = 1_000;
  /** The longest wait between two polls that the API does not ask for, in milliseconds. */
  readonly maxPollIntervalMs: number = 60_000;
  /** How long a job may take, in milliseconds, from its creation until it is done; of a resumed one, from the first poll. */
  readonly jobTimeoutMs: number = JOB_TIMEOUT_MS;
  /** How many jobs may take the place of one that failed, was lost or took too long. */
  readonly maxReplacements: number = 2;

  /** What later requests need of the answer to the creation: an id, a URL, or an object. It is JSON and not a secret. */
  abstract createdJob(answer: HttpPage, context: JobContext<Job, Slice, State>): Job;

  /** The request that asks how far a job is. */
  abstract pollRequest(job: Job, context: JobContext<Job, Slice, State>): JobRequest;

  /** The status in the answer to a poll; by default what is at `jobStatus.at`. */
  statusOf(answer: HttpPage): unknown {
    const { at } = this.jobStatus;
    return at === undefined ? answer.status : valueAt(answer, at);
  }

  /** A further request for the URLs of the results of a job that is done, where the poll does not tell them. */
  resultsRequest(_job: Job, _context: JobContext<Job, Slice, State>): JobRequest | undefined {
    return undefined;
  }

  /**
   * The results of a job that is done, at each call in the same order: URLs, absolute or relative to the one that was
   * asked, or requests. A URL of another origin is asked without credentials. By default the URLs at `resultsAt`.
   *
   * @param answer - to `resultsRequest`, or else to the last poll
   * @throws CodedError `CDK_HTTP_RESPONSE` when it has none.
   */
  results(answer: HttpPage, _job: Job, _context: JobContext<Job, Slice, State>): readonly (string | JobRequest)[] {
    if (this.resultsAt !== undefined) return resultUrlsAt(answer, this.resultsAt);
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `Stream ${this.name} does not say where the results of a job are: give it resultsAt, or results.`,
      details: { stream: this.name },
    });
  }

  /** The request that stops a job that took too long; none by default. */
  abortRequest(_job: Job, _context: JobContext<Job, Slice, State>): JobRequest | undefined {
    return undefined;
  }

  /** The request that deletes a job whose results have all been read; none by default. */
  deleteRequest(_job: Job, _context: JobContext<Job, Slice, State>): JobRequest | undefined {
    return undefined;
  }

  override async *readRecords(context: ReadContext<State>, slice: Slice): AsyncGenerator<StreamItem<Raw>> {
    this.#refusePages();
    const requester = await this.requesterFor(context);
    const here: JobContext<Job, Slice, State> = { ...context, slice, page: undefined };
    const { name, maxReplacements, clock } = this;
    const stored = new StoredPages(this, context, () => ({}));
    const reading = new JobReading<Job, Raw>(
      {
        stream: name,
        calls: new JobCalls(this, requester, here),
        openJobs: this.api.openJobs,
        maxReplacements,
        read: (turn) => this.#readResult(requester, turn, here, stored),
        pause: async (replacement) => await clock.sleep(this.backoffMs(undefined, replacement), context.signal),
        signal: context.signal,
        log: context.log,
      },
      this.#placeToResume(context, stored),
    );
    yield* reading.items();
  }

  #readResult(
    requester: HttpRequester,
    { result, place, progress }: ResultTurn<Job>,
    context: JobContext<Job, Slice, State>,
    stored: StoredPages,
  ): AsyncGenerator<StreamItem<Raw>, void, void> {
    const { name: stream, allowsEqualPages, maxEmptyPages, decoder, resultPaginator: paginator, maxAttempts } = this;
    const here = { ...context, page: place };
    const { signal, log } = context;
    const request = (page: unknown) =>
      resultRequest(this, result, { paginator, accept: decoder?.accept }, { page, signal });
    const pause = async (attempt: number, why: string) => {
      const waitMs = this.backoffMs(undefined, attempt);
      log.info(`Stream ${stream}: ${why} Asking for it again in ${(waitMs / 1000).toFixed(1)} s.`);
      await this.clock.sleep(waitMs, signal);
    };
    const guard = { stream, allowsEqualPages, maxEmptyPages };
    const parse = (asked: HttpRequest, pages: PageGuard) => this.readAnswer(requester, asked, { here, guard: pages });
    const pageEnd = (page: unknown) => new PageEnd({ ...place, page: stored.store(page) } satisfies JobPlace<Job>);
    const parts = { requester, decoder, paginator, guard, maxAttempts, request, parse, pageEnd, pause };
    return readResult<Raw>(parts, progress);
  }

  /** Pages that nobody asks for would be lost. */
  #refusePages(): void {
    const part = this.nextPage !== HttpStream.prototype.nextPage ? 'nextPage' : 'paginator';
    if (part === 'paginator' && this.paginator === undefined) return;
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `Stream ${this.name} works by jobs, which have no pages: in place of ${part}, give it a resultPaginator.`,
      details: { stream: this.name },
    });
  }

  /** A state may be from before the stream worked by jobs. */
  #placeToResume({ resumePage, log }: ReadContext<State>, stored: StoredPages): JobPlace<Job> | undefined {
    if (resumePage === undefined) return undefined;
    if (isJsonObject(resumePage) && 'job' in resumePage && Number.isSafeInteger(resumePage['done'])) {
      const place = resumePage as unknown as JobPlace<Job>;
      return place.page === undefined ? place : { ...place, page: stored.restore(place.page) };
    }
    log.warn(`Stream ${this.name}: the state names no job; the interrupted slice is read from its start.`);
    return undefined;
  }
}
