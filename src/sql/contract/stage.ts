import type { SqlColumn } from './design.js';
import type { LoadCell } from './load-cell.js';
import type { Replica } from './names.js';

/**
 * The rows of a job on their way into a table, in a table of their own beside a ledger of the files that are in it.
 * Outlives processes; several of them may add files at a time.
 */
export interface StageRecord extends Replica {
  /** Random, 32 lower-case hex digits: names the table. */
  readonly id: string;
  /** The bookmark of the table when the stage was begun; undefined for a table that was not there. */
  readonly since?: string | undefined;
  /** Ids of all files of the job, in its order. */
  readonly objectIds: readonly string[];
  /** What else the conductor needs to go on: JSON text of its own, up to some MiB. Opaque to dialects. */
  readonly plan: string;
  /** Columns of the stage: rows are written for these. */
  readonly columns: readonly SqlColumn[];
  /** Version of this package that wrote it. */
  readonly writtenBy: string;
}

/** A file in the ledger. */
export interface StagedFile {
  readonly objectId: string;
  readonly rows: number;
  /** What the conductor wants to know of the file later (counts of values): JSON text. */
  readonly facts: string;
}

/** Adds files to a stage, on a connection of its own. One file at a time; other processes may add others meanwhile. */
export interface StageSession extends AsyncDisposable {
  /** The ledger. */
  files(): Promise<readonly StagedFile[]>;
  /**
   * A file begins, see `RowLoad.beginFile`. Begins a transaction, with the line of the ledger as its first statement, so
   * that a second process waits for the first one. Its rows know the place of the file in the job.
   *
   * @returns false when the file is in the ledger, and nothing was begun.
   */
  beginFile(objectId: string, cells: readonly LoadCell[]): Promise<boolean>;
  /** See `RowLoad.write`; throws `SQL_ROW_REFUSED` as that does. */
  write(bytes: Uint8Array, rows: number): Promise<void>;
  /** Rows and ledger commit together. */
  endFile(rows: number, facts: string): Promise<void>;
  /** Forgets the file under way; harmless without one. */
  undoFile(): Promise<void>;
  release(): Promise<void>;
}

/** What a session of a table, which holds its lock, does with its stage. There is at most one for each replica. */
export interface StageKeeper {
  stage(): Promise<StageRecord | undefined>;
  ledger(stage: StageRecord): Promise<readonly StagedFile[]>;
  /** Makes the tables, then records the stage. Leftovers of an earlier one are dropped. */
  createStage(stage: StageRecord): Promise<void>;
  /** Drops the stage, whatever is left of it. Harmless when there is none. */
  dropStage(): Promise<void>;
}

/** A load that can take its rows from a stage, in place of files. */
export interface TakesStage {
  /**
   * Takes all rows of the stage, by statements of the database alone, as though they had been written: in the order of the
   * job's files, so that of equal keys the last one counts as ever. Once for each load, before its commit.
   *
   * Columns that the stage lacks are NULL, or their default; columns that the load lacks are left out.
   *
   * @throws CodedError `SQL_ROW_REFUSED` as `write` does; also where a column cannot have its values exactly as they came,
   * and where the stage does not hold all files with all their rows: the caller drops the stage and begins anew.
   */
  takeStage(stage: StageRecord): Promise<void>;
}
