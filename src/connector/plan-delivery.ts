import type { SyncMode } from '../protocol/catalog.js';
import { UPDATED_AT } from './cdc-columns.js';
import type { DeliveryPlan } from './delivery.js';
import type { JobState, TableState } from './table-state.js';

/** JSON Lines: the one text format whose rows say by themselves what is null and what is nested. */
const FORMAT = 'jsonl';

/**
 * What to ask the server for: a snapshot at first and for a full refresh, changes afterwards, and before
 * either the rest of a job that an earlier read began. A full refresh goes on with an unfinished snapshot
 * only: it never takes changes.
 */
export function planDelivery(syncMode: SyncMode, state: TableState | undefined): DeliveryPlan {
  const job = state?.job;
  if (state !== undefined && job?.type === 'snapshot') {
    return { query: { format: FORMAT }, resume: resumePoint(job), promisedSince: state[UPDATED_AT] };
  }
  if (state === undefined || syncMode === 'full_refresh') return { query: { format: FORMAT } };
  if (job?.since !== undefined) return { query: { format: FORMAT, since: job.since }, resume: resumePoint(job) };
  return { query: { format: FORMAT, since: state[UPDATED_AT] } };
}

function resumePoint(job: JobState): NonNullable<DeliveryPlan['resume']> {
  const partial = job.partial;
  return {
    jobId: job.id,
    delivered: job.delivered,
    partial: partial === undefined ? undefined : { objectId: partial.object_id, offset: partial.offset },
  };
}
