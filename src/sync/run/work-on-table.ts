import { isCodedError } from '../../errors.js';
import type { ReplicationOptions, ReplicationResult } from '../../sql/index.js';
import type { SyncAction } from '../contract/events.js';
import type { SyncTarget } from '../contract/target.js';
import type { DueTable } from '../due/due-tables.js';

/** What was done with a table. */
export interface TableDone {
  readonly action: SyncAction;
  readonly result: ReplicationResult;
}

/** How a table is worked on. */
export interface TableWorkOptions {
  readonly replication: ReplicationOptions;
  /** Skip the table if it was synchronized since this instant of the database's clock. */
  readonly unlessSyncedSince: string;
  /** The table was recorded or dropped by another process since it was looked at. */
  readonly onOther?: ((action: SyncAction) => void) | undefined;
}

/** Says that a table is not what it was taken for. */
const OTHERWISE = {
  initialize: 'SQL_ALREADY_INITIALIZED',
  synchronize: 'SQL_NOT_INITIALIZED',
} as const;

/** Loads a table or brings it up to date, whichever is due; the other way if another process was faster. */
export async function workOnTable(target: SyncTarget, table: DueTable, options: TableWorkOptions): Promise<TableDone> {
  const { action } = table;
  try {
    return { action, result: await act(target, table, action, options) };
  } catch (error) {
    if (!isCodedError(error, OTHERWISE[action])) throw error;
    const other = action === 'initialize' ? 'synchronize' : 'initialize';
    options.onOther?.(other);
    return { action: other, result: await act(target, table, other, options) };
  }
}

async function act(
  target: SyncTarget,
  { namespace, table, schema }: DueTable,
  action: SyncAction,
  { replication, unlessSyncedSince }: TableWorkOptions,
): Promise<ReplicationResult> {
  const replica = { namespace, table, schema };
  return action === 'initialize'
    ? await target.initialize(replica, replication)
    : await target.synchronize(replica, { ...replication, unlessSyncedSince });
}
