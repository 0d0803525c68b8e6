import type { TableRef } from '../../dap/index.js';

/** The databases that tables can be replicated into. `mysql` stands for MariaDB too. */
export type DialectName = 'postgresql' | 'mysql' | 'duckdb';

/**
 * Where a table lies in the database. PostgreSQL and DuckDB have schemas; in MySQL the real name of the table is
 * `<schema>__<table>`, as the official client has it.
 */
export interface TargetTable {
  /** The namespace, unless the user gave a name of their own. */
  readonly schema: string;
  readonly table: string;
}

/** A DAP table and its place in the database. */
export interface Replica {
  readonly ref: TableRef;
  readonly target: TargetTable;
}

/** The schema of the tables that are about replication; a prefix in MySQL. */
export const META_SCHEMA = 'instructure_dap';

/** The table of the limiter that processes share, in that schema; made with the meta tables, but not in DuckDB. */
export const LIMITS_TABLE = 'dap_limits';

/** Name of the table that holds the rows of a stage, in that schema. */
export function stageTable(id: string): string {
  return `dap_stage_${id}`;
}
