import type { StagingOptions } from '../../sql/index.js';
import type { SyncAction, SyncListener, SyncTable, TableOutcome } from './events.js';

/** One table of a run, for whoever does the work on it. */
export interface TableJob {
  readonly run: string;
  /** When the run was due, RFC 3339 by the clock of the database: a table that was synchronized since is skipped. */
  readonly due: string;
  readonly table: SyncTable;
  readonly action: SyncAction;
}

/** What the work on one table of a run is given. */
export interface TableJobContext {
  readonly signal: AbortSignal;
  readonly staging?: StagingOptions | undefined;
  /** Takes `phase`, `progress` and `note`. */
  readonly onEvent: SyncListener;
}

/** Does the work on tables: in this process, or through a queue. */
export interface TableWorker {
  /** Tables at a time. */
  readonly concurrency: number;
  /**
   * Does the work on one table.
   *
   * @returns its outcome, failures and busy tables included.
   * @throws an abort, and failures that concern all tables.
   */
  work(job: TableJob, context: TableJobContext): Promise<TableOutcome>;
}
