import {
  compareOrigins,
  type DapClient,
  NotFoundError,
  type Origin,
  RequestTypeForbiddenError,
  type TableRef,
} from '../dap/index.js';
import type { TableState } from './table-state.js';

/**
 * Tells whether a state belongs to the account that is read now. A state of another gateway or root account does not.
 * With another client id it does if that id is one of `formerOrigins`, or if the new key can see the job that the state
 * names: keys are rotated, and the service keeps a job for 24 hours.
 */
export async function isOwnState(
  client: DapClient,
  ref: TableRef,
  state: TableState,
  formerOrigins: readonly Origin[],
  signal: AbortSignal,
): Promise<boolean> {
  const { origin } = state;
  // States of version 1 do not say whose they are.
  if (origin === undefined) return true;
  const relation = compareOrigins(origin, client.origin);
  if (relation !== 'other-key') return relation === 'same';
  if (formerOrigins.some((former) => compareOrigins(origin, former) === 'same')) return true;
  const jobId = state.job?.handle.jobId ?? state.lastAnswer?.jobId;
  return jobId !== undefined && (await canSeeJob(client, ref, jobId, signal));
}

async function canSeeJob(client: DapClient, ref: TableRef, jobId: string, signal: AbortSignal): Promise<boolean> {
  try {
    await client.getJob(jobId, ref, { signal });
    return true;
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof RequestTypeForbiddenError) return false;
    throw error;
  }
}
