import type { ReadPlan } from '../dap/index.js';
import type { SyncMode } from '../protocol/catalog.js';
import { FORMAT } from './format.js';
import type { TableState } from './table-state.js';

/**
 * What to ask the service for: a snapshot at first and for a full refresh, changes afterwards, and before either the
 * rest of a job that an earlier read began. A full refresh resumes an unfinished snapshot only: it never takes changes.
 */
export function planRead(syncMode: SyncMode, state: TableState | undefined): ReadPlan {
  const snapshot: ReadPlan = { query: { format: FORMAT } };
  if (state === undefined) return snapshot;
  const { job, nextSince, lastAnswer } = state;
  const jobSince = job !== undefined && 'since' in job.handle.query ? job.handle.query.since : undefined;
  if (job !== undefined && jobSince === undefined) return { ...snapshot, resume: job, promisedSince: nextSince };
  if (syncMode === 'full_refresh') return snapshot;
  if (job !== undefined && jobSince !== undefined) return { query: { format: FORMAT, since: jobSince }, resume: job };
  return { query: { format: FORMAT, since: nextSince }, lastAnswer };
}

/** The instant that a state would continue from: that of its unfinished query, or the next one. */
export function sinceOf(state: TableState): string {
  const query = state.job?.handle.query;
  return query !== undefined && 'since' in query ? query.since : state.nextSince;
}
