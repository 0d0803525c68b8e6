import type { LoadFormat } from '../../../sql/contract/cell-form.js';
import type { DialectTypes } from '../../../sql/contract/design.js';
import type { LoadCell } from '../../../sql/contract/load-cell.js';
import type { Scratch } from '../../sql-truth/scratch.js';
import type { ServerCpu } from './server-cpu.js';

/** Parts of the bench that load a table into a database. */
export const DATABASES = ['postgresql', 'mysql', 'duckdb'] as const;
export type BenchDatabaseName = (typeof DATABASES)[number];

/** The rows of a table, as the floor reads them. */
export interface FloorInput {
  /** The files of DAP. */
  readonly files: readonly string[];
  /** The same rows in the load format of the database; undefined where the floor reads the files themselves. */
  readonly readyText: string | undefined;
  /** The cells of a row, in their order. */
  readonly cells: readonly LoadCell[];
}

/** Changes as the database's own client loads them. */
export interface MergeInput {
  readonly readyText: string;
  /** The cells of a row, `meta` included. */
  readonly cells: readonly LoadCell[];
  readonly key: readonly string[];
}

/** A program and its arguments. */
export type ProgramCall = readonly [program: string, ...args: string[]];

/** What the bench needs of a kind of database. */
export interface BenchDatabase {
  readonly name: BenchDatabaseName;
  /** The program that sets the floor, in the words of the report. */
  readonly floor: string;
  /** The format of the ready-made text; undefined where the floor reads the files of DAP. */
  readonly textFormat: LoadFormat | undefined;
  readonly types: DialectTypes;
  /** Why it cannot be measured on this machine. */
  missing(): Promise<string | undefined>;
  /** An empty database. */
  scratch(): Promise<Scratch>;
  /** Makes the table of the floor, with the columns and the key of the table that was loaded, and empties it. */
  prepareFloor(scratch: Scratch): Promise<void>;
  /** The table of the floor in SQL. */
  floorName(scratch: Scratch): string;
  /** Loads the table of the floor. */
  floorCall(scratch: Scratch, input: FloorInput): ProgramCall;
  /** Merges changes, which lie ready as text, into the table of the floor; undefined where that is not measured. */
  readonly mergeCall?: (scratch: Scratch, input: MergeInput) => ProgramCall;
  watchServer(scratch: Scratch): ServerCpu;
}

/** The table that is loaded. */
export const NAMESPACE = 'canvas';
export const TABLE = 'submissions';
/** The table of the floor, in the same schema. */
export const FLOOR_TABLE = 'floor';

/** Name of a new scratch database. */
export function scratchName(): string {
  return `dap_bench_${process.pid}`;
}

/** Name of the database at the end of a connection string. */
export function databaseOf({ url }: Pick<Scratch, 'url'>): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
