import type { StagingOptions } from '../../sql/index.js';
import type { SyncAction, SyncListener, SyncTable, TableOutcome } from './events.js';

/** What the work on one table of a run is given. JSON-safe. */
export interface TableJob {
  /** Id of the run. */
  readonly run: string;
  /** When the run was due, RFC 3339, by the clock of the database. */
  readonly due: string;
  readonly table: SyncTable;
  readonly action: SyncAction;
}

/** What surrounds the work on a table. */
export interface TableJobContext {
  readonly signal: AbortSignal;
  readonly staging?: StagingOptions | undefined;
  /** Phases, progress and notes of the table. */
  readonly onEvent: SyncListener;
}

/** Does the work on tables. */
export interface TableWorker {
  /** Tables at a time. */
  readonly concurrency: number;
  /**
   * Does the work on one table. Resolves to its outcome, failures and busy tables included.
   *
   * @throws the error of an abort; CodedError for a failure that concerns all tables.
   */
  work(job: TableJob, context: TableJobContext): Promise<TableOutcome>;
}
