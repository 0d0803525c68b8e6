import type { Replica } from './names.js';
import type { NewRecord, TableRecord } from './record.js';
import type { StagedFile, StageRecord } from './stage.js';

/** Runs a statement on a connection that the caller chose: inside its transaction, if one is open. */
export type RunSql = (
  sql: string,
  parameters?: readonly unknown[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** A record as it is stored. */
export interface StoredRecord extends TableRecord {
  /** When our replicator last committed to the table, by the clock of the database. */
  readonly syncedAt?: string;
}

/** A load under way on an engine whose DDL is not transactional. */
export interface OpenLoad extends Replica {
  /** Real name of the table that is being loaded. */
  readonly shadow: string;
  /** `loading`: the shadow is worthless. `ready`: it holds all rows, and only the swap and the record are missing. */
  readonly state: 'loading' | 'ready';
  /** What to record after the swap; with `ready`. */
  readonly record?: NewRecord;
}

/**
 * The meta tables: `table_sync` and `database_version` exactly as the official client has them. Ours alone are
 * `dap_replicas` (one row per replica: exact instant, own facts, open load), `dap_stages` and `dap_stage_files`. Every
 * method runs on the connection it is given, so that the caller decides on the transaction.
 */
export interface MetaTables {
  readonly stages: StageTables;
  /** Makes what is absent, without a transaction of its own. Safe when several processes do it at once. */
  create(run: RunSql): Promise<void>;
  /**
   * Converts the records of the 0.3 line (`dap_meta`), or refuses with `SQL_LEGACY_DATABASE` and the reason; refuses a
   * `database_version` other than 1.
   */
  upgrade(run: RunSql): Promise<void>;
  /**
   * None where the meta tables are absent: a database can be read before anything was made in it.
   *
   * @throws CodedError `SQL_LEGACY_DATABASE` where there is no version of the layout that this program knows.
   */
  records(run: RunSql): Promise<readonly StoredRecord[]>;
  record(run: RunSql, replica: Replica): Promise<StoredRecord | undefined>;
  /** Writes the record and our row beside it. One row per replica, whatever was there. */
  save(run: RunSql, record: NewRecord): Promise<void>;
  remove(run: RunSql, replica: Replica): Promise<void>;
  /** None where the meta tables are absent. */
  openLoads(run: RunSql): Promise<readonly OpenLoad[]>;
  saveLoad(run: RunSql, load: OpenLoad): Promise<void>;
  endLoad(run: RunSql, replica: Replica): Promise<void>;
}

/** The records of stages and their ledgers of files, without the tables that hold the rows. */
export interface StageTables {
  /** Ids of all recorded stages, also of those that this version cannot read. None where the meta tables are absent. */
  ids(run: RunSql): Promise<readonly string[]>;
  /** Undefined where there is none, where another version wrote it, or where it cannot be read. */
  stage(run: RunSql, replica: Replica): Promise<StageRecord | undefined>;
  /**
   * Records a stage in place of the one before. The ledger of that one is not touched: see `remove`.
   *
   * @throws CodedError `SQL_STATEMENT` for an id that is not 32 hex digits.
   */
  save(run: RunSql, stage: StageRecord): Promise<void>;
  /**
   * Removes the record of a replica, also where `stage` cannot read it. Waits for no loader, as `removeFiles` may.
   *
   * @returns the id of the stage that was recorded.
   */
  remove(run: RunSql, replica: Replica): Promise<string | undefined>;
  /** The ledger, in the order of the job. */
  files(run: RunSql, stage: Pick<StageRecord, 'id'>): Promise<readonly StagedFile[]>;
  /**
   * Adds a file to the ledger, inside a transaction. Waits for another transaction that has added the same one.
   *
   * @returns the place of the file in the job, from 0; undefined when it is in the ledger.
   * @throws CodedError `SQL_STATEMENT` for a file that is not of the job.
   */
  addFile(run: RunSql, stage: StageRecord, objectId: string): Promise<number | undefined>;
  /** Completes the line that `addFile` has made, in the same transaction. */
  completeFile(run: RunSql, stage: StageRecord, file: StagedFile): Promise<void>;
  /** Empties a ledger. */
  removeFiles(run: RunSql, stage: Pick<StageRecord, 'id'>): Promise<void>;
  /** Empties the ledgers of stages that are not recorded any more; locks no line of others. */
  removeOrphans(run: RunSql): Promise<void>;
}
