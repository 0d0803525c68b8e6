import type { Clock } from '../util/clock.js';
import type { DapEvent } from './dap-event.js';
import { classOfError, readError } from './errors/decode-api-error.js';
import { JobFailedError, JobLostError } from './errors/job-errors.js';
import { NotFoundError, ProcessingError } from './errors/request-errors.js';
import { instantMs } from './instants.js';
import type { TableRef } from './table-ref.js';
import type { CompleteJob, FailedJob, Job, TableQuery } from './wire.js';

/** What running jobs takes. */
export interface JobRunnerOptions {
  submit(ref: TableRef, query: TableQuery, signal: AbortSignal | undefined): Promise<Job>;
  get(jobId: string, ref: TableRef, signal: AbortSignal | undefined): Promise<Job>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onEvent: (event: DapEvent) => void;
}

const FIRST_POLL_MS = 250;
const POLL_GROWTH = 1.5;
const MAX_POLL_MS = 10_000;
/** Jobs are deleted 24 hours after their start; nobody need wait for one any longer. */
const MAX_WAIT_MS = 24 * 3_600_000;
/** A job that ends sooner is not begun with: its objects could vanish while they are read. */
const EXPIRY_MARGIN_MS = 60_000;
const AFTER_EXPIRY_MS = 5000;
const MAX_EXPIRY_WAITS = 3;
const MAX_LOSSES = 3;
/** Pauses before a failed job's query is submitted again. */
const FAILURE_PAUSES_MS = [5000, 15_000, 45_000] as const;

/** Submits queries and sees their jobs through. */
export class JobRunner {
  readonly #options: JobRunnerOptions;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /**
   * Polls until the job is over: quickly at first, then every ten seconds.
   *
   * @throws JobFailedError with the server's reason; the reason's own class where it is not a passing one;
   * JobLostError when the job is unknown or never ends.
   */
  async await(ref: TableRef, job: Job, signal?: AbortSignal): Promise<CompleteJob> {
    const { clock, onEvent } = this.#options;
    const startedMs = clock.now();
    let current = job;
    let pauseMs = FIRST_POLL_MS;
    const tell = () =>
      onEvent({
        type: 'job',
        ...named(ref),
        jobId: job.id,
        status: current.status,
        elapsedMs: clock.now() - startedMs,
      });
    tell();
    while (current.status === 'waiting' || current.status === 'running') {
      if (clock.now() - startedMs > MAX_WAIT_MS) {
        throw new JobLostError('the job did not end within 24 hours', { ...named(ref), jobId: job.id });
      }
      await clock.sleep(pauseMs, signal);
      pauseMs = Math.min(MAX_POLL_MS, pauseMs * POLL_GROWTH);
      const next = await this.#look(ref, job.id, signal);
      const hasChanged = next.status !== current.status;
      current = next;
      if (hasChanged) tell();
    }
    if (current.status === 'failed') throw failureOf(current, ref);
    return current;
  }

  /** Submits and awaits; failed and lost jobs are submitted again, jobs about to expire are waited out. */
  async complete(ref: TableRef, query: TableQuery, signal?: AbortSignal): Promise<CompleteJob> {
    const patience = { failures: 0, losses: 0, expiries: 0 };
    for (;;) {
      const submitted = await this.#options.submit(ref, query, signal);
      const leftMs = this.remainingMs(submitted);
      if (submitted.status === 'complete' && leftMs !== undefined && patience.expiries < MAX_EXPIRY_WAITS) {
        patience.expiries += 1;
        await this.#pause(ref, Math.max(0, leftMs) + AFTER_EXPIRY_MS, 'the job expires within a minute', signal);
        continue;
      }
      try {
        return await this.await(ref, submitted, signal);
      } catch (error) {
        await this.#pause(ref, this.#pauseAfter(error, patience), (error as Error).message, signal);
      }
    }
  }

  /**
   * Time that a job about to expire has left, in milliseconds; undefined for all others. A job that expired
   * long ago by our clock was handed out by a server whose clock differs, and counts as alive.
   */
  remainingMs(job: Job): number | undefined {
    const expiresMs = job.expires_at === undefined ? undefined : instantMs(job.expires_at);
    if (expiresMs === undefined) return undefined;
    const leftMs = expiresMs - this.#options.clock.now();
    return Math.abs(leftMs) < EXPIRY_MARGIN_MS ? leftMs : undefined;
  }

  /** Pause before the next submission; rethrows what another submission cannot mend. */
  #pauseAfter(error: unknown, patience: { failures: number; losses: number }): number {
    const jitter = 0.8 + 0.4 * this.#options.random();
    if (error instanceof JobFailedError) {
      const pauseMs = FAILURE_PAUSES_MS[patience.failures];
      patience.failures += 1;
      if (pauseMs !== undefined) return pauseMs * jitter;
    }
    if (error instanceof JobLostError && patience.losses < MAX_LOSSES) {
      patience.losses += 1;
      return FIRST_POLL_MS * jitter;
    }
    throw error;
  }

  async #look(ref: TableRef, jobId: string, signal: AbortSignal | undefined): Promise<Job> {
    try {
      return await this.#options.get(jobId, ref, signal);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      const { type, uuid, kind, id, status } = error;
      const facts = { ...named(ref), jobId, type, uuid, kind, id, status, cause: error };
      throw new JobLostError('the job is unknown or expired', facts);
    }
  }

  async #pause(ref: TableRef, waitMs: number, reason: string, signal: AbortSignal | undefined): Promise<void> {
    this.#options.onEvent({ type: 'job-again', ...named(ref), waitMs, reason });
    await this.#options.clock.sleep(waitMs, signal);
  }
}

/** The error for a failed job: by its type where that says that repeating is in vain, else JobFailedError. */
function failureOf(job: FailedJob, ref: TableRef): Error {
  const { hasLocation, ...said } = readError(job.error ?? {});
  const facts = { ...named(ref), jobId: job.id, ...said };
  const known = classOfError(said);
  return known === undefined || known === ProcessingError ? new JobFailedError(facts) : new known(facts);
}

function named(ref: TableRef): TableRef {
  return { namespace: ref.namespace, table: ref.table };
}
