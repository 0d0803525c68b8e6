import type { CodedError } from '../../errors.js';
import type { CallOptions } from '../client-options.js';
import { JobFailedError, JobLostError } from '../errors/job-errors.js';
import type { JobHandle } from '../jobs/job-handle.js';
import type { JobService, RunResult } from '../jobs/job-service.js';
import { formNumber, isSameInstant } from '../jobs/query-forms.js';
import type { TableRef } from '../table-ref.js';
import type { CompleteJob, TableQuery } from '../wire.js';
import { objectIdsOf } from './object-ids.js';
import { digestOf, type JobPoint } from './read-point.js';
import type { Restart } from './table-event.js';
import type { ReadPlan } from './table-position.js';

/** Where reading a table begins: a job, what of it was delivered before, and why it is not the job asked for. */
export interface StartingPoint {
  readonly result: RunResult;
  readonly done: number;
  readonly partial: JobPoint['partial'];
  readonly restart?: Restart | undefined;
}

/**
 * Looks at the job to resume; if it cannot be resumed, or none is given, the query is run.
 *
 * @throws the errors of `JobService.run`.
 */
export async function findStart(
  jobs: JobService,
  ref: TableRef,
  plan: ReadPlan,
  options: CallOptions,
): Promise<StartingPoint> {
  const { resume } = plan;
  if (resume === undefined) return { result: await runPlan(jobs, ref, plan, options), done: 0, partial: undefined };
  const found = await findResumable(jobs, ref, plan, resume, options);
  if ('job' in found) {
    return {
      result: { handle: resume.handle, job: found.job, form: formNumber(plan.query, resume.handle.query, plan) ?? 0 },
      done: resume.done,
      partial: resume.partial,
    };
  }
  const result = await runPlan(jobs, ref, plan, options);
  return { result, done: 0, partial: undefined, restart: { reason: found.reason, isSameJob: false } };
}

/** Runs the query of a plan, held against what the caller knows. */
export async function runPlan(
  jobs: JobService,
  ref: TableRef,
  plan: ReadPlan,
  options: CallOptions,
): Promise<RunResult> {
  const { lastAnswer, promisedSince, modesAreEqual, schemaVersion, query } = plan;
  const promised = 'since' in query ? undefined : promisedSince;
  return await jobs.run(ref, plan.query, {
    signal: options.signal,
    notBefore: promised ?? plan.notBefore,
    schemaVersion,
    modesAreEqual,
    repeatedJobId: lastAnswer?.jobId,
    firstForm: lastAnswer?.form === undefined ? undefined : lastAnswer.form + 1,
  });
}

type Found = { readonly job: CompleteJob } | { readonly reason: CodedError };

async function findResumable(
  jobs: JobService,
  ref: TableRef,
  plan: ReadPlan,
  resume: JobPoint,
  options: CallOptions,
): Promise<Found> {
  const facts = { namespace: ref.namespace, table: ref.table, jobId: resume.handle.jobId };
  if (!isAskedAs(resume.handle, ref, plan)) {
    return { reason: new JobLostError('the job belongs to another query', facts) };
  }
  try {
    const job = await jobs.wait(resume.handle, options);
    const isExpiring = jobs.remainingMs(job) !== undefined;
    const problem = isExpiring ? 'the job expires within a minute' : findMisfit(job, resume);
    return problem === undefined ? { job } : { reason: new JobLostError(problem, facts) };
  } catch (error) {
    if (error instanceof JobLostError || error instanceof JobFailedError) return { reason: error };
    throw error;
  }
}

/** Why the job found is not the one that was read in part. */
function findMisfit(job: CompleteJob, resume: JobPoint): string | undefined {
  const ids = objectIdsOf(job);
  if (digestOf(ids, resume.done) !== resume.digest) return 'the objects of the job are not those delivered before';
  const partialId = resume.partial?.objectId;
  if (partialId !== undefined && ids[resume.done] !== partialId) return 'the position contradicts the job';
  return isAnswerTo(job, resume.handle.query) ? undefined : 'the job belongs to another query';
}

/** The handle says what the files hold: read as another format, or with other columns, they would make no sense. */
function isAskedAs(handle: JobHandle, { namespace, table }: TableRef, plan: ReadPlan): boolean {
  if (handle.namespace !== namespace || handle.table !== table) return false;
  return formNumber(plan.query, handle.query, plan) !== undefined;
}

/** A job repeats its `since` once it is complete; a snapshot has none. */
function isAnswerTo(job: CompleteJob, query: TableQuery): boolean {
  const asked = 'since' in query ? query.since : undefined;
  if (job.since === undefined) return asked === undefined || job.at === undefined;
  return isSameInstant(job.since, asked);
}
