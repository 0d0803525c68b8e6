import { CodedError, isCodedError } from '../../../errors.js';
import type { Logger } from '../../logger.js';
import { PageEnd, type StreamItem } from '../../stream-items.js';
import { recordsIn } from '../count-items.js';
import type { JobPlace } from './job.js';
import { type CreatedJob, hasStatus, type JobCalls, type JobEnd } from './job-calls.js';
import type { JobResult } from './job-requests.js';
import type { OpenJobs } from './open-jobs.js';
import { type ResultProgress, startOf } from './read-result.js';

/** What a signed URL that has expired, and a result that was removed, are answered with. */
const REFUSED = [400, 401, 403, 404, 410];

/** A result whose turn it is. */
export interface ResultTurn<Job> {
  readonly result: JobResult;
  readonly place: JobPlace<Job>;
  readonly progress: ResultProgress;
}

/** What reading the job of a slice needs. */
export interface JobReadingParts<Job, Raw extends object> {
  readonly stream: string;
  readonly calls: JobCalls<Job, object, object>;
  readonly openJobs: OpenJobs | undefined;
  /** Jobs that may replace one that failed. */
  readonly maxReplacements: number;
  /** Yields the records of a result, and a {@link PageEnd} after each page but the last one. */
  readonly read: (turn: ResultTurn<Job>) => AsyncIterable<StreamItem<Raw>>;
  /** Waits before a job is replaced, the first time with 1. */
  readonly pause: (replacement: number) => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

type Lost = Exclude<JobEnd, { kind: 'done' }>;

/** One slice: creates a job, waits for it, reads its results; replaces it where that repeats no record of this read. */
export class JobReading<Job, Raw extends object> {
  readonly #parts: JobReadingParts<Job, Raw>;
  /** The place of an earlier read, until its job is replaced. */
  #resumed: JobPlace<Job> | undefined;
  #replacements = 0;
  /** Whether records of the job have left in this read. */
  #hasLeft = false;

  constructor(parts: JobReadingParts<Job, Raw>, resumed: JobPlace<Job> | undefined) {
    this.#parts = parts;
    this.#resumed = resumed;
  }

  /** @throws CodedError `CDK_JOB_FAILED` when no job comes to its end, or one is lost after records of it have left. */
  async *items(): AsyncGenerator<StreamItem<Raw>, void, void> {
    if (this.#resumed?.isRead === true) return await this.#parts.calls.remove(this.#resumed.job);
    for (let place = this.#resumed; ; place = undefined) {
      const waited = yield* this.#wait(place);
      if (waited === undefined) return;
      const { end } = waited;
      const lost = end.kind === 'done' ? yield* this.#download(waited.place, end.results) : end;
      if (lost === undefined) return await this.#parts.calls.remove(waited.place.job);
      await this.#replace(waited.place, lost);
    }
  }

  /** The end of the job at `place`, or of a new one. No record is yielded meanwhile, so that the slot gets free. */
  async *#wait(
    resumed: JobPlace<Job> | undefined,
  ): AsyncGenerator<StreamItem<Raw>, { place: JobPlace<Job>; end: JobEnd } | undefined, void> {
    const { calls, openJobs, signal } = this.#parts;
    const close = await openJobs?.acquire(signal);
    try {
      let created: CreatedJob<Job> | undefined;
      let place = resumed;
      if (place === undefined) {
        created = await calls.create();
        if (created === undefined) return undefined;
        place = { job: created.job, done: 0 };
        yield new PageEnd(place, { atOnce: true });
      }
      return { place, end: await calls.untilEnded(place.job, created) };
    } finally {
      close?.();
    }
  }

  /** Yields all results from `place` on; gives why the job is lost, undefined if it is not. */
  async *#download(
    from: JobPlace<Job>,
    named: readonly JobResult[],
  ): AsyncGenerator<StreamItem<Raw>, Lost | undefined, void> {
    const { job } = from;
    let place = from;
    let results = named;
    let progress = startOf(place.page);
    let refreshedAt: string | undefined;
    for (;;) {
      const result = results[place.done];
      if (result === undefined) break;
      const refusal = yield* this.#readResult({ result, place, progress });
      const at = `${place.done} ${progress.pages} ${progress.records}`;
      if (refusal === undefined) {
        place = { job, done: place.done + 1 };
        progress = startOf(undefined);
        if (place.done < results.length) yield new PageEnd(place, { atOnce: true });
      } else if (refreshedAt === at) {
        return { kind: 'gone', why: `has results that cannot be fetched: ${refusal.message}` };
      } else {
        refreshedAt = at;
        const again = await this.#parts.calls.untilEnded(job);
        if (again.kind !== 'done') return again;
        results = again.results;
      }
    }
    if (place.done > results.length) return { kind: 'gone', why: 'has fewer results than before' };
    yield new PageEnd({ job, done: place.done, isRead: true } satisfies JobPlace<Job>, { atOnce: true });
    return undefined;
  }

  /** Yields what is left of a result; gives the error of an answer that a fresh URL may mend. */
  async *#readResult(turn: ResultTurn<Job>): AsyncGenerator<StreamItem<Raw>, CodedError | undefined, void> {
    const { progress } = turn;
    // Of an answer under way nothing comes twice, if its tag tells that it is the same one.
    let isUnderWay = progress.records > 0;
    try {
      for await (const item of this.#parts.read(turn)) {
        if (recordsIn(item) > 0) this.#hasLeft = true;
        isUnderWay = recordsIn(item) > 0 || (isUnderWay && !(item instanceof PageEnd));
        yield item;
      }
      return undefined;
    } catch (error) {
      if ((isUnderWay && progress.tag === undefined) || !isRefusal(error)) throw error;
      return error;
    }
  }

  /** @throws CodedError `CDK_JOB_FAILED` when the job must not, or not once more, be replaced. */
  async #replace(place: JobPlace<Job>, lost: Lost): Promise<void> {
    const why = lost.why.replace(/\.$/, '');
    const { stream, calls, maxReplacements, log, pause } = this.#parts;
    if (lost.kind === 'late') await calls.abort(place.job);
    const isResumed = this.#resumed !== undefined;
    this.#resumed = undefined;
    if (this.#hasLeft) throw jobFailed(stream, `a job ${why}, after records of it were written`);
    // A job of an earlier read was replaced for the first time in this one.
    if (!isResumed && this.#replacements >= maxReplacements) {
      const jobs =
        this.#replacements === 0 ? 'a job' : `${this.#replacements + 1} jobs one after the other failed; the last one`;
      throw jobFailed(stream, `${jobs} ${why}`);
    }
    const repeats = place.done > 0 || place.page !== undefined;
    log.warn(
      repeats
        ? `Stream ${stream}: the job of an interrupted read ${why}. Another one takes its place, so records that were written before are repeated.`
        : `Stream ${stream}: a job ${why}. Another one takes its place.`,
    );
    if (isResumed) return;
    this.#replacements += 1;
    await pause(this.#replacements);
  }
}

function isRefusal(error: unknown): error is CodedError {
  return hasStatus(error, ...REFUSED) || (isCodedError(error) && error.details['isIgnored'] === true);
}

function jobFailed(stream: string, what: string): CodedError {
  const text = /[.!?…]$/.test(what) ? what : `${what}.`;
  return new CodedError('CDK_JOB_FAILED', { message: `Stream ${stream}: ${text}`, details: { stream } });
}
