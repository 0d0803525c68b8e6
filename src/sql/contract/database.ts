import type { LoadFormat } from './cell-form.js';
import type { TableChange } from './change.js';
import type { DialectTypes, ExistingTable, SqlColumn, TableDesign } from './design.js';
import type { HistoryStore } from './history.js';
import type { LoadCell } from './load-cell.js';
import type { DialectName, Replica } from './names.js';
import type { ListedTable, NewRecord, TableRecord } from './record.js';
import type { StageKeeper, StageRecord, StageSession, TakesStage } from './stage.js';

/** A database that is open. Serves several tables at a time, each by a session of its own. */
export interface Database extends AsyncDisposable {
  readonly dialect: DialectName;
  readonly types: DialectTypes;
  readonly loadFormat: LoadFormat;
  /**
   * Makes what replication needs where it is absent: the meta tables, ours included. Finishes or undoes what a killed
   * process left half done in them. Converts a database of the 0.3 line. Idempotent; several processes may call it at a
   * time.
   */
  prepare(): Promise<void>;
  /** The time of day of the database, RFC 3339 in UTC with microseconds. */
  now(): Promise<string>;
  /**
   * Takes the lock of a table, and a connection for it.
   *
   * @param purpose - shown to others who want the table: `syncdb on host, process 4711`.
   * @param intent - `drop`: nothing of the table is finished that will be gone anyway.
   * @throws CodedError `SQL_TABLE_BUSY` when another holds it; its message says who.
   */
  open(replica: Replica, purpose: string, intent?: 'drop'): Promise<TableSession>;
  /**
   * Given the error that ended the work on a table, after its session was released. Sees to it that the same work can
   * succeed, and returns how as a part of a sentence; undefined when it cannot.
   */
  recover?(error: unknown): string | undefined;
  /** Everything that is about DAP: recorded tables, and tables without a record in the schemas of DAP. */
  list(): Promise<readonly ListedTable[]>;
  countRows(replica: Replica): Promise<number>;
  /** What became of tables in earlier runs. */
  readonly history: HistoryStore;
  /** A connection for a limiter that processes share; undefined where the database cannot hold one (DuckDB). */
  limiterStore(): Promise<LimiterStore | undefined>;
  /**
   * A connection that adds files to a stage. Takes no lock of the table.
   *
   * @returns undefined when the stage is gone: it was merged, or dropped.
   */
  openStage(
    stage: Replica & Pick<StageRecord, 'id'>,
  ): Promise<{ stage: StageRecord; session: StageSession } | undefined>;
  /** Ends all sessions. What they had not committed is undone. */
  close(): Promise<void>;
}

/** What rate-limiter-flexible is given; opaque to all but `limits/`. */
export interface LimiterStore {
  readonly kind: 'postgresql' | 'mysql';
  /** A client of the driver, as the library wants it. */
  readonly client: unknown;
  /** Schema and table of the counters. */
  readonly schema: string;
  readonly table: string;
}

/** One table, locked, with a connection of its own. Not for concurrent use. */
export interface TableSession extends AsyncDisposable, StageKeeper {
  /** What was done to the table before, or could not be, a sentence each: an interrupted load that was finished or undone. */
  readonly notes?: readonly string[];
  record(): Promise<TableRecord | undefined>;
  /** When our replicator last committed to the table, by the clock of the database. */
  syncedAt(): Promise<string | undefined>;
  existing(): Promise<ExistingTable | undefined>;
  /** Views and the like that depend on the table, as `schema.name`; sorted. */
  dependents(): Promise<readonly string[]>;
  /** A load into a table that is not there; leftovers of an interrupted load are replaced. */
  createLoad(design: TableDesign): Promise<FreshLoad>;
  /** A merge into the table that is there. */
  createMerge(plan: MergePlan): Promise<Merge>;
  /** Holds a snapshot against the table. */
  createComparison(columns: readonly SqlColumn[]): Promise<Comparison>;
  /** Moves the record on without touching the table. */
  saveRecord(record: NewRecord): Promise<void>;
  /**
   * Drops the table, its types, its lookup tables if no other table uses them, and its record, all or nothing where the
   * database can; what is absent is not missed.
   *
   * @throws CodedError `SQL_DEPENDENTS` when views depend on it and `cascade` is false; nothing is changed then.
   */
  drop(options: { readonly cascade: boolean }): Promise<void>;
  /** Ends what is open and gives the lock back. */
  release(): Promise<void>;
}

/** Takes rows, file by file. Nothing of it is seen by others before its commit. */
export interface RowLoad {
  /** A file begins; `cells` is the order of the cells in its rows. Columns that it lacks are NULL, or their default. */
  beginFile(cells: readonly LoadCell[]): Promise<void>;
  /**
   * Whole rows in the load format. `bytes` is not used after the promise has settled; `rows` is their number.
   *
   * @throws CodedError `SQL_ROW_REFUSED` when the database refuses a row: the caller undoes the load and begins a
   * careful one.
   */
  write(bytes: Uint8Array, rows: number): Promise<void>;
  /** All rows of the file were written, and the file was verified: they stay. Throws as `write` does. */
  endFile(): Promise<void>;
  /** Forgets the rows of the file under way, whatever its state; harmless without one. */
  undoFile(): Promise<void>;
  /** Forgets all rows. */
  undoAll(): Promise<void>;
  /** Undoes everything that the load has made; must not throw. Harmless after a commit. */
  abort(): Promise<void>;
}

/** What was written. */
export interface LoadCounts {
  /** Rows of the table after the commit, as far as the load knows without counting. */
  readonly rows: number;
  /** Rows of a snapshot whose key came more than once. */
  readonly duplicates: number;
}

/** Rows of a fresh table. */
export interface FreshLoad extends RowLoad, TakesStage {
  /** What was done besides, a sentence each: leftovers that were replaced. Grows until the commit has settled. */
  readonly notes?: readonly string[];
  /** Makes the table as a whole, with its primary key and comments, and its record. */
  commit(record: NewRecord): Promise<LoadCounts>;
}

/** How to merge. */
export interface MergePlan {
  readonly replica: Replica;
  readonly existing: ExistingTable;
  /** Done at the commit, in this order. */
  readonly changes: readonly TableChange[];
  /** The columns after the changes. */
  readonly columns: readonly SqlColumn[];
  readonly rows: MergeRows;
}

/** Which rows come. */
export type MergeRows =
  /** Changed rows, by `meta.action`; of a key that comes more than once the newest by `meta.ts` counts, then the last. */
  | { readonly kind: 'changes' }
  /**
   * All rows of a snapshot. `diff`: what differs is written, what is missing is deleted, readers are not blocked.
   * `truncate`: the table is emptied, changed and filled in the transaction, in this order. With `keepMissing`, nothing is deleted: the service
   * forgets old rows of the table.
   */
  | { readonly kind: 'snapshot'; readonly strategy: 'diff' | 'truncate'; readonly keepMissing: boolean };

/** What a merge changed. */
export interface MergeCounts {
  readonly upserted: number;
  readonly deleted: number;
}

/** Rows for a table that exists. */
export interface Merge extends RowLoad, TakesStage {
  /** What was done otherwise than asked for, a sentence each. Grows until the commit has settled. */
  readonly notes?: readonly string[];
  /** What somebody should see to, a sentence each. Grows until the commit has settled. */
  readonly warnings?: readonly string[];
  /** Changes, rows and record. */
  commit(record: NewRecord): Promise<MergeCounts>;
}

/** A snapshot held against a table. Writes nothing but staging. */
export interface Comparison {
  /** Rows of the snapshot. */
  readonly snapshot: RowLoad;
  /** Rows that changed between the record of the table and the snapshot: their keys are not compared. */
  readonly changes: RowLoad;
  result(): Promise<ComparisonResult>;
  close(): Promise<void>;
}

/** What differs. */
export interface ComparisonResult {
  /** Rows that were compared. */
  readonly compared: number;
  /** Rows that the table lacks. */
  readonly missing: number;
  /** Rows that only the table has. */
  readonly surplus: number;
  /** Rows with other values. */
  readonly different: number;
  /** Rows by column in which they differ. */
  readonly byColumn: Readonly<Record<string, number>>;
  /** Some keys of differing rows, as text, at most 20. */
  readonly sampleKeys: readonly string[];
}
