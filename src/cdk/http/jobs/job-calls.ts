import { CodedError, isCodedError } from '../../../errors.js';
import type { HttpRequest } from '../../../http/transport.js';
import type { Clock } from '../../../util/clock.js';
import type { HttpPage } from '../http-page.js';
import type { HttpRequester } from '../http-requester.js';
import type { RequestDescription } from '../request-description.js';
import { retryAfterOf } from '../send/retry-after-of.js';
import type { JobContext, JobRequest, JobStatus } from './job.js';
import { creationRequest, type JobResult, jobRequest } from './job-requests.js';
import { kindOf, reasonOf, wordText } from './job-status.js';

/** How fast the interval between polls grows. */
const GROWTH = 1.5;
/** Statuses of an answer about a job that is gone, and those that mean it of a job that was known before. */
const GONE = [404, 410];
const GONE_LATER = [...GONE, 400, 422];
/** After this long a waiting stream says what it waits for. */
const TELL_AFTER_MS = 60_000;

/** The part of an `AsyncJobStream` that describes its jobs. */
export interface JobDescription<Job, Context> extends RequestDescription<Context, unknown> {
  readonly clock: Clock;
  readonly credentialOrigins: readonly string[];
  readonly jobStatus: JobStatus;
  readonly pollIntervalMs: number;
  readonly maxPollIntervalMs: number;
  readonly jobTimeoutMs: number;
  createdJob(answer: HttpPage, context: Context): Job;
  pollRequest(job: Job, context: Context): JobRequest;
  statusOf(answer: HttpPage): unknown;
  resultsRequest(job: Job, context: Context): JobRequest | undefined;
  results(answer: HttpPage, job: Job, context: Context): readonly (string | JobRequest)[];
  abortRequest(job: Job, context: Context): JobRequest | undefined;
  deleteRequest(job: Job, context: Context): JobRequest | undefined;
}

/** A job that was just created. */
export interface CreatedJob<Job> {
  readonly job: Job;
  /** Milliseconds before it is asked for. */
  readonly waitMs: number;
  /** By the monotonic clock. */
  readonly sinceMs: number;
}

/** What became of a job. */
export type JobEnd =
  | { readonly kind: 'done'; readonly results: readonly JobResult[] }
  /** `why` completes "the job …". */
  | { readonly kind: 'failed' | 'gone' | 'late'; readonly why: string };

interface Answered {
  readonly answer: HttpPage;
  readonly url: string;
}

/** The requests about the jobs of one slice, results aside. */
export class JobCalls<Job, Slice extends object, State extends object> {
  readonly #stream: JobDescription<Job, JobContext<Job, Slice, State>>;
  readonly #requester: HttpRequester;
  readonly #here: JobContext<Job, Slice, State>;

  constructor(
    stream: JobDescription<Job, JobContext<Job, Slice, State>>,
    requester: HttpRequester,
    here: JobContext<Job, Slice, State>,
  ) {
    this.#stream = stream;
    this.#requester = requester;
    this.#here = here;
  }

  /** Creates a job; undefined where the answer is ignored. */
  async create(): Promise<CreatedJob<Job> | undefined> {
    const answer = await this.#requester.fetch(creationRequest(this.#stream, this.#here));
    if (answer === undefined) return undefined;
    const { clock, pollIntervalMs } = this.#stream;
    const job = this.#stream.createdJob(answer, this.#here);
    if (job === undefined || job === null || job === '') throw this.#unnamed(answer);
    return { job, waitMs: await this.#waitMs(pollIntervalMs, answer), sinceMs: clock.monotonic() };
  }

  /** Asks for the job until it has ended; of a job of an earlier read the time limit begins now. */
  async untilEnded(job: Job, created?: CreatedJob<Job>): Promise<JobEnd> {
    const { clock, pollIntervalMs, maxPollIntervalMs, jobTimeoutMs } = this.#stream;
    const sinceMs = created?.sinceMs ?? clock.monotonic();
    let waitMs = created?.waitMs ?? 0;
    let isTold = false;
    for (
      let intervalMs = pollIntervalMs;
      ;
      intervalMs = Math.min(maxPollIntervalMs, Math.max(1, intervalMs) * GROWTH)
    ) {
      const leftMs = jobTimeoutMs - (clock.monotonic() - sinceMs);
      if (waitMs > 0) await clock.sleep(Math.max(0, Math.min(waitMs, leftMs)), this.#here.signal);
      const polled = await this.#poll(job, created === undefined ? GONE_LATER : GONE);
      if (polled.kind !== 'running') return polled;
      const passedMs = clock.monotonic() - sinceMs;
      if (passedMs >= jobTimeoutMs) return { kind: 'late', why: `was not done within ${seconds(jobTimeoutMs)}` };
      if (!isTold && passedMs >= TELL_AFTER_MS) this.#tell(polled.word, passedMs);
      isTold ||= passedMs >= TELL_AFTER_MS;
      waitMs = await this.#waitMs(intervalMs, polled.answer);
    }
  }

  /** Tells the API that the job is not wanted any more. */
  async abort(job: Job): Promise<void> {
    await this.#tidyUp(this.#stream.abortRequest(job, this.#here), 'aborted');
  }

  /** Deletes a job whose results have been read. */
  async remove(job: Job): Promise<void> {
    await this.#tidyUp(this.#stream.deleteRequest(job, this.#here), 'deleted');
  }

  async #poll(
    job: Job,
    gone: readonly number[],
  ): Promise<JobEnd | { kind: 'running'; word: unknown; answer: HttpPage }> {
    const asked = await this.#ask(this.#stream.pollRequest(job, this.#here), gone);
    if ('kind' in asked) return asked;
    const { answer } = asked;
    const { jobStatus, name } = this.#stream;
    const word = this.#stream.statusOf(answer);
    const kind = kindOf(word, jobStatus, answer, name);
    if (kind === 'running') return { kind, word, answer };
    if (kind === 'empty') return { kind: 'done', results: [] };
    if (kind === 'done') return await this.#done(job, asked);
    const reason = reasonOf(answer, jobStatus);
    return { kind, why: `has the status ${wordText(word)}${reason === undefined ? '' : `: ${reason}`}` };
  }

  async #done(job: Job, polled: Answered): Promise<JobEnd> {
    const request = this.#stream.resultsRequest(job, this.#here);
    const asked = request === undefined ? polled : await this.#ask(request, GONE);
    if ('kind' in asked) return asked;
    const named = this.#stream.results(asked.answer, job, this.#here);
    return { kind: 'done', results: named.map((what, at) => ({ what, number: at + 1, namedBy: asked.url })) };
  }

  /** The answer to a request about a job that exists. */
  async #ask(
    description: JobRequest,
    gone: readonly number[],
  ): Promise<Answered | { readonly kind: 'gone'; readonly why: string }> {
    const request = jobRequest(this.#stream, description, this.#here.signal);
    try {
      const answer = await this.#requester.fetch(request);
      if (answer !== undefined) return { answer, url: request.url };
      return { kind: 'gone', why: 'cannot be asked for: the answer is one that the stream ignores' };
    } catch (error) {
      if (!hasStatus(error, ...gone)) throw error;
      return { kind: 'gone', why: `is not known to the API any more: ${error.message}` };
    }
  }

  /** What an API does not tidy up does not change the records that were read. */
  async #tidyUp(description: JobRequest | undefined, done: string): Promise<void> {
    if (description === undefined) return;
    const request: HttpRequest = jobRequest(this.#stream, description, this.#here.signal);
    try {
      await this.#requester.fetch(request);
    } catch (error) {
      if (hasStatus(error, ...GONE)) return;
      if (!isCodedError(error, 'CDK_HTTP_RESPONSE', 'CDK_HTTP_NETWORK')) throw error;
      this.#here.log.warn(`Stream ${this.#stream.name}: a job could not be ${done}: ${error.message}`);
    }
  }

  async #waitMs(intervalMs: number, answer: HttpPage): Promise<number> {
    return Math.max(intervalMs, (await retryAfterOf(answer, this.#stream.clock.now())) ?? 0);
  }

  #unnamed({ label, status }: HttpPage): CodedError {
    return new CodedError('CDK_HTTP_RESPONSE', {
      message: `Stream ${this.#stream.name}: the answer to ${label} names no job: createdJob gives nothing.`,
      details: { stream: this.#stream.name, status },
    });
  }

  #tell(word: unknown, passedMs: number): void {
    const { name, jobTimeoutMs } = this.#stream;
    this.#here.log.info(
      `Stream ${name}: a job has the status ${wordText(word)} after ${seconds(passedMs)}; it may take ${seconds(jobTimeoutMs)} in all.`,
    );
  }
}

/** Whether an error is an answer with one of these statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is CodedError {
  return isCodedError(error, 'CDK_HTTP_RESPONSE') && statuses.includes(Number(error.details['status']));
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
