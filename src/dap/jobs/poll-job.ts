import type { Clock } from '../../util/clock.js';
import type { DapApi } from '../api.js';
import type { DapEvent } from '../dap-event.js';
import { classOfError, readError } from '../errors/decode-api-error.js';
import { JobFailedError, JobLostError, JobTimeoutError } from '../errors/job-errors.js';
import { NotFoundError, ProcessingError } from '../errors/request-errors.js';
import { FIRST_POLL_MS, MAX_POLL_MS, POLL_GROWTH, WAIT_REPORT_MS } from '../limits.js';
import type { TableRef } from '../table-ref.js';
import type { CompleteJob, FailedJob, Job } from '../wire.js';

/** A job, and its table where that is known. */
export interface PolledJob extends Partial<TableRef> {
  readonly jobId: string;
}

/** A job to follow to its end. */
export interface PollOptions {
  readonly api: DapApi;
  readonly clock: Clock;
  readonly onEvent: (event: DapEvent) => void;
  readonly handle: PolledJob;
  /** The job as it was seen last; undefined: look at once. */
  readonly first: Job | undefined;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Polls quickly at first, then every ten seconds; reports a job that only waits each minute. */
export async function pollJob(options: PollOptions): Promise<CompleteJob> {
  const { clock, handle, deadlineMs, signal } = options;
  const startedMs = clock.monotonic();
  const reports = new WaitReports(options, startedMs);
  let current = options.first ?? (await lookAtJob(options));
  let pauseMs = FIRST_POLL_MS;
  reports.changed(current);
  while (current.status === 'waiting' || current.status === 'running') {
    const elapsedMs = clock.monotonic() - startedMs;
    if (elapsedMs >= deadlineMs) {
      throw new JobTimeoutError(current.status, elapsedMs, { ...subjectOf(handle), jobId: handle.jobId });
    }
    await clock.sleep(Math.min(pauseMs, deadlineMs - elapsedMs), signal);
    pauseMs = Math.min(MAX_POLL_MS, pauseMs * POLL_GROWTH);
    const next = await lookAtJob(options);
    if (next.status !== current.status) reports.changed(next);
    else reports.unchanged(next);
    current = next;
  }
  if (current.status === 'failed') throw failureOf(current, handle);
  return current;
}

/** Tells of each change of status at once, and of none each minute. */
class WaitReports {
  readonly #options: PollOptions;
  readonly #startedMs: number;
  #reportedMs: number;

  constructor(options: PollOptions, startedMs: number) {
    this.#options = options;
    this.#startedMs = startedMs;
    this.#reportedMs = startedMs;
  }

  changed(job: Job): void {
    this.#report('job', job);
  }

  unchanged(job: Job): void {
    if (this.#options.clock.monotonic() - this.#reportedMs >= WAIT_REPORT_MS) this.#report('job-waiting', job);
  }

  #report(type: 'job' | 'job-waiting', job: Job): void {
    const { clock, handle, onEvent } = this.#options;
    this.#reportedMs = clock.monotonic();
    const elapsedMs = this.#reportedMs - this.#startedMs;
    const ref = refOf(handle);
    if (ref !== undefined) onEvent({ type, ...ref, jobId: handle.jobId, status: job.status, elapsedMs });
  }
}

/** @throws JobLostError when the service does not know the job. */
async function lookAtJob({ api, handle, signal }: PollOptions): Promise<Job> {
  try {
    return await api.getJob(handle.jobId, refOf(handle), { signal });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const { type, uuid, kind, id, status } = error;
    const facts = { ...subjectOf(handle), jobId: handle.jobId, type, uuid, kind, id, status, cause: error };
    throw new JobLostError('the job is unknown or expired', facts);
  }
}

/** The error for a failed job: by its type where that says that repeating is in vain, else JobFailedError. */
function failureOf(job: FailedJob, handle: PolledJob): Error {
  const { hasLocation, ...said } = readError(job.error ?? {});
  const facts = { ...subjectOf(handle), jobId: job.id, ...said };
  const known = classOfError(said);
  return known === undefined || known === ProcessingError ? new JobFailedError(facts) : new known(facts);
}

function refOf({ namespace, table }: PolledJob): TableRef | undefined {
  return namespace === undefined || table === undefined ? undefined : { namespace, table };
}

function subjectOf(handle: PolledJob): Partial<TableRef> {
  return refOf(handle) ?? {};
}
