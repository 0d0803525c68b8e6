import type { Replica } from './names.js';
import type { NewRecord, TableRecord } from './record.js';

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
 * The meta tables: `table_sync` and `database_version` exactly as the official client has them, and
 * `dap_replicas` (one row per replica: exact instant, own facts, open load), which is ours alone. Every method runs on
 * the connection it is given, so that the caller decides on the transaction.
 */
export interface MetaTables {
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
