import type { CodedError } from '../../errors.js';
import type { DapApi } from '../api.js';
import type { CallOptions } from '../client-options.js';
import { JobLostError, ObjectForbiddenError } from '../errors/job-errors.js';
import { NotFoundError } from '../errors/request-errors.js';
import type { TableRef } from '../table-ref.js';

/** Why an error means that a job is gone; undefined when it means something else. */
export async function lostReason(
  api: DapApi,
  ref: TableRef,
  jobId: string,
  error: unknown,
  options: CallOptions,
): Promise<CodedError | undefined> {
  if (error instanceof JobLostError) return error;
  if (!(error instanceof ObjectForbiddenError)) return undefined;
  // A store without the right to list answers 403 for a file that is gone with its job.
  const isGone = await api.getJob(jobId, ref, options).then(
    () => false,
    (failure: unknown) => failure instanceof NotFoundError,
  );
  return isGone ? error : undefined;
}
