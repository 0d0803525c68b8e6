import type { HttpRequest } from '../../../http/transport.js';
import type { StreamSlice } from '../../read-context.js';
import type { StreamState } from '../../stream-items.js';
import type { AnswerPath } from '../answer-path.js';
import type { HttpContext } from '../request-description.js';
import type { RequestParams } from '../request-params.js';

/** A request about a job. The headers and parameters of the API are added to it. */
export interface JobRequest {
  /** Default `GET`. */
  readonly method?: HttpRequest['method'];
  /** Path below `urlBase`, or an absolute http or https URL. */
  readonly path: string;
  readonly params?: RequestParams;
  readonly headers?: Readonly<Record<string, string>>;
  /** Body as a value that is sent as JSON. */
  readonly json?: unknown;
  /** Body as text. Say its `content-type` in the headers. */
  readonly body?: string;
}

/** A status of a job, as the API writes it. */
export type JobWord = string | number | boolean;

/**
 * Which status of a job means what. Words are compared exactly. One that is in no list fails the stream with an error
 * that names it: a guess could lose records, or wait for ever.
 *
 * @example
 * { at: 'data.status', running: ['queued', 'running'], done: ['complete'], failed: ['failed'], reason: 'data.error' }
 */
export interface JobStatus {
  /** Where the answer to a poll has the status; without it, the HTTP status counts, such as `202` and `200`. */
  readonly at?: AnswerPath;
  readonly running: readonly JobWord[];
  readonly done: readonly JobWord[];
  /** Done, and there are no results: nothing is fetched. */
  readonly empty?: readonly JobWord[];
  /** Failed or aborted: the job is replaced by another one. */
  readonly failed: readonly JobWord[];
  /** Its results were removed: the job is replaced. An answer with status 404 or 410 means the same. */
  readonly gone?: readonly JobWord[];
  /** Where the answer says why a job failed. It is quoted in logs and errors. */
  readonly reason?: AnswerPath;
}

/** How far the job of a slice has been read. It stands in the state of a read that was interrupted. */
export interface JobPlace<Job = unknown> {
  readonly job: Job;
  /** Results that have been read completely. */
  readonly done: number;
  /** The page of the next result, if that was begun. */
  readonly page?: unknown;
  /** All results have been read. */
  readonly isRead?: true;
}

/** What is known while the requests of a job are made and its results are read: the slice, and how far it is. */
export type JobContext<
  Job = unknown,
  Slice extends object = StreamSlice,
  State extends object = StreamState,
> = HttpContext<JobPlace<Job>, Slice, State>;
