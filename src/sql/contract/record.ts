import type { Origin } from '../../dap/index.js';
import type { Replica } from './names.js';

/** What the database knows about a replicated table: a row of `table_sync`, and ours beside it. */
export interface TableRecord extends Replica {
  /** The next `since`. Exact where we wrote it; of the precision of the official client's column where that did. */
  readonly timestamp: string;
  readonly schemaVersion: number;
  /** See `TableDesign.schemaText`. */
  readonly schemaText: string;
  /** Absent for a table that the official client made or has moved on since. */
  readonly own?: OwnFacts;
}

/** What the official client has no place for. JSON-safe; constant size but for the names of columns. */
export interface OwnFacts {
  /** Whose data it is: a sync with other credentials must not mix two accounts. */
  readonly origin: Origin;
  /** Names of the columns that come from the service, removed ones that were kept included. */
  readonly columns: readonly string[];
  /** The last job that was loaded, see `ReadPoint.lastAnswer`. */
  readonly lastAnswer?: { readonly jobId: string; readonly form?: number | undefined };
  /** Columns that were to forbid NULL after the commit, where a failure in between leaves that to the next sync. */
  readonly toForbidNull?: readonly string[];
  /** Version of this package that wrote it. */
  readonly writtenBy: string;
}

/** A record to be written. `syncedAt` becomes the clock of the database at the commit. */
export interface NewRecord extends TableRecord {
  readonly own: OwnFacts;
}

/** A table of the database that is about DAP, as `listdb` shows it. */
export interface ListedTable extends Replica {
  readonly record?: TableRecord;
  /** Instant of the last commit by our replicator, of the database's clock. */
  readonly syncedAt?: string;
  /**
   * `ready`: recorded, and the table exists. `missing`: recorded, but the table is gone. `half-loaded`: a table without
   * a record, or a load that was interrupted.
   */
  readonly state: 'ready' | 'missing' | 'half-loaded';
}
