import type { Fault, FaultSpec } from './faults.js';

/** A value of a row: int64 beyond 2^53 is a bigint; an absent member is null. */
export type RowValue = string | number | bigint | boolean | readonly RowValue[] | { readonly [name: string]: RowValue };

/** A present row as the server knows it. */
export interface TruthRow {
  readonly key: Readonly<Record<string, RowValue>>;
  /** Members that are null are left out. */
  readonly value: Readonly<Record<string, RowValue>>;
  /** Instant of the commit that wrote the row, as in `meta.ts`. */
  readonly ts: string;
}

/** What a commit changes. Without a table: each table of the namespace, without a namespace: of all. */
export interface CommitSpec {
  readonly namespace?: string;
  readonly table?: string;
  /** Rows to change. Default 1 % of the present rows, at least one; of a log none. */
  readonly updates?: number;
  /** Rows to delete. Default 0.2 %, at least one; of a log none. */
  readonly deletes?: number;
  /** Rows to add. Default 0.5 %, at least one. */
  readonly inserts?: number;
  /** Rows added and deleted within this commit: an incremental query then deletes keys that no query ever showed. Default 0. */
  readonly ghosts?: number;
  /** Changes of the columns just before the rows change; needs a table. */
  readonly schema?: readonly SchemaChange[];
}

/** What a commit did to one table. */
export interface TableCommit {
  readonly namespace: string;
  readonly table: string;
  readonly updates: number;
  readonly deletes: number;
  readonly inserts: number;
  readonly ghosts: number;
}

/** A commit and its instant, which is the `until` of the next incremental query. */
export interface CommitReport {
  readonly at: string;
  readonly tables: readonly TableCommit[];
}

/** One served request. Never holds a secret, a token or a signature. */
export interface RequestLogEntry {
  /** Server time. */
  readonly at: string;
  /** `store` is the origin of the pre-signed URLs. */
  readonly origin: 'api' | 'store';
  readonly method: string;
  /** Path without its query. */
  readonly path: string;
  /** 0 if the connection was cut or left hanging before a status. */
  readonly status: number;
  /** The scheme alone: `Basic`, `Bearer`, `X-InstAuth`. */
  readonly authorization?: string;
  readonly range?: string;
  readonly ifMatch?: string;
  /** Body of a query for data, if it was JSON. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Objects that a request for URLs named. */
  readonly objects?: number;
  readonly scope?: string;
  readonly userAgent?: string;
  /** Name of the fault that shaped the answer. */
  readonly fault?: string;
}

/** The switches of {@link FaultSpec}, set and cleared while the emulator runs. */
export interface Faults {
  /** Arms a fault and returns it with its id and counters. */
  set(spec: FaultSpec): Fault;
  /** Disarms the faults of that name, or all. */
  clear(name?: string): void;
  /** Every fault that was armed and not cleared, spent ones included. */
  list(): readonly Fault[];
}

/** The server's clock: runs at `speed`, and can be moved forward. */
export interface EmulatorClock {
  /** Now, UTC with six fraction digits. */
  now(): string;
  /** Moves the clock forward by server milliseconds. */
  advance(ms: number): void;
}

/** Counters since the start. */
export interface EmulatorStats {
  readonly requests: number;
  readonly rateLimited: number;
  readonly jobs: number;
  readonly bytesServed: number;
  readonly rowsGenerated: number;
}

/** A column to add to a table while the emulator runs. */
export interface NewColumn {
  readonly name: string;
  /** `int16`, `int32`, `int64`, `float64`, `boolean`, `text`, `varchar(n)`, `timestamp`, `date`, `uuid` or `enum`. */
  readonly type: string;
  /** Whether the column is required; needs a default, which old rows get. Default false: old rows have null. */
  readonly required?: boolean;
  readonly default?: string | number | boolean;
  /** Values of an `enum`; `__dap_unspecified__` comes first by itself. */
  readonly values?: readonly string[];
}

/**
 * A change of a table's columns that the service may make. Each raises the schema version by one and rewrites no row:
 * what the change makes possible shows in rows written later.
 */
export type SchemaChange =
  | { readonly addColumn: NewColumn }
  | { readonly dropColumn: string }
  | { readonly addEnumValue: { readonly column: string; readonly value: string } }
  /** Integers to wider ones or to texts, `varchar(n)` to a longer one or `text`. */
  | { readonly widenColumn: { readonly column: string; readonly type: string } };

/** A running emulator. */
export interface Emulator {
  /** Base URL of the API, e.g. `http://127.0.0.1:43210`. */
  readonly baseUrl: string;
  /** Base URL of the administration, `<baseUrl>/emulator`. */
  readonly adminUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  /** Ends all connections, and removes the data folder if it was a temporary one. */
  close(): Promise<void>;
  /** Moves the tables on: afterwards an incremental query finds the changes. */
  commit(spec?: CommitSpec): CommitReport;
  /** The present rows of a table, in the order of their creation, each once. */
  truth(namespace: string, table: string): AsyncIterable<TruthRow>;
  /** How many rows a table has now. */
  rowCount(namespace: string, table: string): number;
  /** Reloads a table: an older `since` is answered with SnapshotRequired. */
  reload(namespace: string, table: string): CommitReport;
  requests(): readonly RequestLogEntry[];
  stats(): EmulatorStats;
  /** Offers only these tables of the namespace; those that an earlier call has taken away can come back. */
  setTables(namespace: string, names: readonly string[]): void;
  /** Takes a table away. */
  dropTable(namespace: string, table: string): void;
  /** Changes the columns of a table, as a commit that rewrites no row; returns the new schema version. */
  changeSchema(namespace: string, table: string, change: SchemaChange): number;
  /** Adds a column, as {@link Emulator.changeSchema} does. */
  addColumn(namespace: string, table: string, column: NewColumn): number;
  /** Takes a column away, as {@link Emulator.changeSchema} does. */
  dropColumn(namespace: string, table: string, column: string): number;
  /**
   * Keeps only so many days: an older `since` is out of range, and rows of a log go. `undefined`: the default,
   * 30 days of a log, everything of other tables.
   */
  setRetention(namespace: string, table: string, days: number | undefined): void;
}
