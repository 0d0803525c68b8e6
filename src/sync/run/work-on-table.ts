import { isCodedError } from '../../errors.js';
import type { ReplicationOptions, ReplicationResult } from '../../sql/index.js';
import type { SyncAction } from '../contract/events.js';
import type { TableJob } from '../contract/table-work.js';
import type { SyncTarget } from '../contract/target.js';

/** What was done with a table. */
export interface TableDone {
  readonly action: SyncAction;
  readonly result: ReplicationResult;
}

/** How a table is worked on. */
export interface TableWorkOptions {
  readonly replication: ReplicationOptions;
  /** The table was recorded or dropped by another process since it was looked at. */
  readonly onOther: (action: SyncAction) => void;
}

/** Says that a table is not what it was taken for. */
const OTHERWISE = {
  initialize: 'SQL_ALREADY_INITIALIZED',
  synchronize: 'SQL_NOT_INITIALIZED',
} as const;

/** Loads a table or brings it up to date, whichever is due; the other way if another process was faster. */
export async function workOnTable(target: SyncTarget, job: TableJob, options: TableWorkOptions): Promise<TableDone> {
  const { action } = job;
  try {
    return { action, result: await act(target, job, action, options) };
  } catch (error) {
    if (!isCodedError(error, OTHERWISE[action])) throw error;
    const other = action === 'initialize' ? 'synchronize' : 'initialize';
    options.onOther(other);
    return { action: other, result: await act(target, job, other, options) };
  }
}

async function act(
  target: SyncTarget,
  { table, due }: TableJob,
  action: SyncAction,
  { replication }: TableWorkOptions,
): Promise<ReplicationResult> {
  return action === 'initialize'
    ? await target.initialize(table, replication)
    : await target.synchronize(table, { ...replication, unlessSyncedSince: due });
}
