import type { Clock } from '../../util/clock.js';
import type { DapApi } from '../api.js';
import type { CallOptions } from '../client-options.js';
import type { DapEvent } from '../dap-event.js';
import { JobStaleError } from '../errors/job-errors.js';
import { OutOfRangeError, SnapshotRequiredError } from '../errors/request-errors.js';
import { instantMs } from '../instants.js';
import {
  AFTER_EXPIRY_MS,
  EXPIRY_MARGIN_MS,
  MAX_EXPIRY_WAITS,
  MAX_FORMS_A_RUN,
  MAX_STALE_WAIT_MS,
  MAX_STALE_WAITS,
} from '../limits.js';
import type { TableRef } from '../table-ref.js';
import type { CompleteJob, Job, TableQuery } from '../wire.js';
import { findStaleness, type KnownFacts, type Staleness } from './hold-answer.js';
import type { JobHandle } from './job-handle.js';
import { type Patience, pauseAfter } from './job-patience.js';
import type { Origin } from './origin.js';
import { type PolledJob, pollJob } from './poll-job.js';
import { countForms, type FormFacts, formOf, isShifted } from './query-forms.js';

/** What running jobs needs. */
export interface JobServiceOptions {
  readonly api: DapApi;
  readonly origin: Origin;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly onEvent: (event: DapEvent) => void;
  /** Longest wait for a job that does not begin or end, in milliseconds. */
  readonly maxWaitMs: number;
}

/** How long to wait for a job. */
export interface WaitOptions extends CallOptions {
  /** Give up after so many milliseconds. Default: the patience of the client. */
  readonly deadlineMs?: number | undefined;
}

/** How to run a query. */
export interface RunOptions extends WaitOptions, Omit<KnownFacts, 'isShifted'>, FormFacts {
  /** The form in which to ask first, see `formOf`. Default 0. */
  readonly firstForm?: number | undefined;
}

/** A complete job, the handle that leads to it, and the form of the query that it answered. */
export interface RunResult {
  readonly handle: JobHandle;
  readonly job: CompleteJob;
  readonly form: number;
}

/** An answer that is not believed. */
interface StaleAnswer {
  readonly result: RunResult;
  readonly staleness: Staleness;
}

/** Submits queries and follows their jobs to the end. */
export class JobService {
  readonly #options: JobServiceOptions;

  constructor(options: JobServiceOptions) {
    this.#options = options;
  }

  /** Submits a query as it is. `job` is the service's first answer, possibly complete already. */
  async submit(ref: TableRef, query: TableQuery, options?: CallOptions): Promise<{ handle: JobHandle; job: Job }> {
    const { api, origin, clock } = this.#options;
    const submittedAt = new Date(clock.now()).toISOString();
    const job = await api.submitQuery(ref, query, options);
    const { namespace, table } = ref;
    const handle = { origin, namespace, table, query, jobId: job.id, submittedAt };
    return { handle: job.expires_at === undefined ? handle : { ...handle, expiresAt: job.expires_at }, job };
  }

  /**
   * Polls the job of a handle until it is complete.
   *
   * @param first - the job as it was seen last; without it the first look happens at once.
   * @throws JobFailedError with the service's reason, or the reason's own class where repeating is in vain;
   * JobLostError when the job is unknown or expired; JobTimeoutError after `deadlineMs`.
   */
  async wait(handle: PolledJob, options: WaitOptions = {}, first?: Job): Promise<CompleteJob> {
    const { api, clock, onEvent, maxWaitMs } = this.#options;
    const deadlineMs = options.deadlineMs ?? maxWaitMs;
    return await pollJob({ api, clock, onEvent, handle, first, deadlineMs, signal: options.signal });
  }

  /**
   * Runs a query to a complete job that is not older than what the caller knows. A failed or lost job is submitted
   * again; one that is about to expire is waited for; a stale answer is asked for in another form, then waited for
   * if it expires soon, and refused otherwise.
   *
   * @throws JobStaleError when every form of the query is answered by an older job.
   */
  async run(ref: TableRef, query: TableQuery, options: RunOptions = {}): Promise<RunResult> {
    for (let waits = 0; ; waits += 1) {
      const answer = await this.#runForms(ref, query, options);
      if ('result' in answer) return answer.result;
      await this.#outwait(ref, answer.stale, waits, options.signal);
    }
  }

  /**
   * Each form of a query until one has an answer that can be used; else one that is only late, or all that are old. A
   * caller that takes one form after the other from query to query has asked the others more lately than this one: if
   * its answer is still repeated, so are theirs.
   */
  async #runForms(
    ref: TableRef,
    query: TableQuery,
    options: RunOptions,
  ): Promise<{ readonly result: RunResult } | { readonly stale: readonly StaleAnswer[] }> {
    const forms = Math.min(countForms(query, options), MAX_FORMS_A_RUN);
    const stale: StaleAnswer[] = [];
    let form = options.firstForm ?? 0;
    for (let tried = 0; tried < forms; tried += 1) {
      const result = await this.#askForm(ref, query, form, options);
      const known = { ...options, isShifted: isShifted(query, result.form, options) };
      const staleness = findStaleness(result.job, query, known, this.#options.clock.now());
      if (staleness === undefined) return { result };
      const isEnough = staleness.kind === 'repeated' && options.firstForm !== undefined;
      const asksAgain = !isEnough && tried + 1 < forms;
      form = result.form + 1;
      const { id: jobId, expires_at: expiresAt } = result.job;
      this.#options.onEvent({
        type: 'job-stale',
        ...named(ref),
        jobId,
        expiresAt,
        reason: staleness.reason,
        asksAgain,
      });
      if (isEnough) return { result };
      stale.push({ result, staleness });
    }
    return stale.findLast(({ staleness }) => staleness.kind !== 'old') ?? { stale };
  }

  /** The answer to a form of a query; to the query as it is, where the service holds nothing from so early on. */
  async #askForm(ref: TableRef, query: TableQuery, number: number, options: RunOptions): Promise<RunResult> {
    const form = number % countForms(query, options);
    try {
      return { ...(await this.#runForm(ref, formOf(query, form, options), options)), form };
    } catch (error) {
      const isTooEarly = error instanceof OutOfRangeError || error instanceof SnapshotRequiredError;
      if (!isTooEarly || !isShifted(query, form, options)) throw error;
      return { ...(await this.#runForm(ref, query, options)), form: 0 };
    }
  }

  /**
   * Time that a job about to expire has left, in milliseconds; undefined for all others. A job that expired long ago
   * by our clock was handed out by a service whose clock differs, and counts as alive.
   */
  remainingMs(job: Pick<Job, 'expires_at'>): number | undefined {
    const leftMs = this.#leftMs(job);
    return leftMs !== undefined && Math.abs(leftMs) < EXPIRY_MARGIN_MS ? leftMs : undefined;
  }

  #leftMs(job: Pick<Job, 'expires_at'>): number | undefined {
    const expiresMs = job.expires_at === undefined ? undefined : instantMs(job.expires_at);
    return expiresMs === undefined ? undefined : expiresMs - this.#options.clock.now();
  }

  /** One form of a query to its end; failed and lost jobs are submitted again, jobs about to expire are waited for. */
  async #runForm(ref: TableRef, query: TableQuery, options: WaitOptions): Promise<Omit<RunResult, 'form'>> {
    const patience: Patience = { failures: 0, losses: 0 };
    for (let expiries = 0; ; ) {
      const { handle, job } = await this.submit(ref, query, options);
      const leftMs = this.remainingMs(job);
      if (job.status === 'complete' && leftMs !== undefined && expiries < MAX_EXPIRY_WAITS) {
        expiries += 1;
        const waitMs = Math.max(0, leftMs) + AFTER_EXPIRY_MS;
        await this.#pause(ref, waitMs, 'the job expires within a minute', options.signal);
        continue;
      }
      try {
        return { handle, job: await this.wait(handle, options, job) };
      } catch (error) {
        const waitMs = pauseAfter(error, patience, this.#options.random);
        await this.#pause(ref, waitMs, (error as Error).message, options.signal);
      }
    }
  }

  /** Sleeps until the first of some stale jobs is gone, if that is soon. */
  async #outwait(
    ref: TableRef,
    stale: readonly StaleAnswer[],
    waits: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const ends = stale.map(({ result: { job }, staleness: { reason } }) => {
      const leftMs = this.#leftMs(job) ?? -1;
      return { job, reason, leftMs: leftMs < 0 ? Number.POSITIVE_INFINITY : leftMs };
    });
    const [{ job, reason, leftMs }] = ends.sort((a, b) => (a.leftMs < b.leftMs ? -1 : Number(a.leftMs > b.leftMs))) as [
      (typeof ends)[number],
    ];
    if (leftMs > MAX_STALE_WAIT_MS || waits >= MAX_STALE_WAITS) {
      throw new JobStaleError(reason, { ...named(ref), jobId: job.id, expiresAt: job.expires_at });
    }
    await this.#pause(ref, leftMs + AFTER_EXPIRY_MS, `the service repeats an older job: ${reason}`, signal);
  }

  async #pause(ref: TableRef, waitMs: number, reason: string, signal: AbortSignal | undefined): Promise<void> {
    this.#options.onEvent({ type: 'job-again', ...named(ref), waitMs, reason });
    await this.#options.clock.sleep(waitMs, signal);
  }
}

function named(ref: TableRef): TableRef {
  return { namespace: ref.namespace, table: ref.table };
}
