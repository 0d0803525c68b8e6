import type { CodedError } from '../errors.js';
import type { DapClient } from './client.js';
import type { CallOptions } from './client-options.js';
import { JobFailedError, JobLostError } from './errors/job-errors.js';
import { NotFoundError } from './errors/request-errors.js';
import { compareInstants, isInstant } from './instants.js';
import type { Restart, ResumePoint } from './table-event.js';
import type { TableRef } from './table-ref.js';
import type { CompleteJob, TableQuery } from './wire.js';

/** Where reading a table begins: a job, what of it was delivered before, and why it is not the job asked for. */
export interface StartingPoint {
  readonly job: CompleteJob;
  readonly delivered: ReadonlySet<string>;
  readonly partial?: ResumePoint['partial'];
  readonly restart?: Restart;
}

/**
 * Looks at the job to resume; where it cannot be gone on with, or none is given, a job is made.
 *
 * @throws the errors of `DapClient.completeJob`.
 */
export async function startingPoint(
  client: DapClient,
  ref: TableRef,
  query: TableQuery,
  resume: ResumePoint | undefined,
  options: CallOptions,
): Promise<StartingPoint> {
  if (resume === undefined) return { job: await client.completeJob(ref, query, options), delivered: new Set() };
  const found = await resumable(client, ref, query, resume, options);
  if ('job' in found) return { job: found.job, delivered: new Set(resume.delivered), partial: resume.partial };
  const job = await client.completeJob(ref, query, options);
  return { job, delivered: new Set(), restart: { reason: found.reason, isSameJob: false } };
}

type Found = { readonly job: CompleteJob } | { readonly reason: CodedError };

async function resumable(
  client: DapClient,
  ref: TableRef,
  query: TableQuery,
  resume: ResumePoint,
  options: CallOptions,
): Promise<Found> {
  const facts = { namespace: ref.namespace, table: ref.table, jobId: resume.jobId };
  try {
    const job = await client.awaitJob(ref, await client.getJob(resume.jobId, ref, options), options);
    const problem = client.isExpiring(job) ? 'the job expires within a minute' : misfit(job, query, resume);
    return problem === undefined ? { job } : { reason: new JobLostError(problem, facts) };
  } catch (error) {
    if (error instanceof JobLostError || error instanceof JobFailedError) return { reason: error };
    if (!(error instanceof NotFoundError)) throw error;
    const { type, uuid, kind, id, status } = error;
    const reason = new JobLostError('the job is unknown or expired', { ...facts, type, uuid, kind, id, status });
    return { reason };
  }
}

/** Why the job found is not the one that was read in part. */
function misfit(job: CompleteJob, query: TableQuery, resume: ResumePoint): string | undefined {
  const ids = new Set(job.objects.map(({ id }) => id));
  const partialId = resume.partial?.objectId;
  const expected = partialId === undefined ? resume.delivered : [...resume.delivered, partialId];
  if (!expected.every((id) => ids.has(id))) return 'the job lacks objects that were delivered before';
  if (partialId !== undefined && resume.delivered.includes(partialId)) return 'the resume point contradicts itself';
  return isSameQuery(job, query) ? undefined : 'the job belongs to another query';
}

/** A job repeats its `since` once it is complete; a snapshot has none. */
function isSameQuery(job: CompleteJob, query: TableQuery): boolean {
  const asked = 'since' in query ? query.since : undefined;
  if (job.since === undefined) return asked === undefined || job.at === undefined;
  if (asked === undefined) return false;
  return isInstant(job.since) && isInstant(asked) ? compareInstants(job.since, asked) === 0 : job.since === asked;
}
