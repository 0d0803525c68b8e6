import type { TargetTable } from '../../contract/names.js';
import type { Connection } from './connection.js';
import { plainName, quoteTable } from './names.js';

/** A view that reads a table. */
export interface DependentView extends TargetTable {
  /** True when it can be read at present. */
  readonly isSound: boolean;
}

/**
 * Views that read a table, directly or through other views and macros; sorted. DuckDB keeps no record of them and drops
 * a table under its views without a word, so that each view is asked what it reads.
 */
export async function findDependents(connection: Connection, target: TargetTable): Promise<readonly DependentView[]> {
  const rows = await connection.query(
    `SELECT schema_name, view_name, sql FROM duckdb_views()
     WHERE database_name = current_database() AND NOT internal AND NOT temporary ORDER BY schema_name, view_name`,
  );
  const found: DependentView[] = [];
  for (const row of rows) {
    const view = { schema: String(row['schema_name']), table: String(row['view_name']) };
    const reads = readsTable(connection, view, String(row['sql']), target);
    if (reads) found.push({ ...view, isSound: await isSound(connection, view) });
  }
  return found;
}

/** Tells whether a view can be read. Reads no row. */
export async function isSound(connection: Connection, view: TargetTable): Promise<boolean> {
  try {
    await connection.query(`EXPLAIN SELECT * FROM ${quoteTable(view)}`);
    return true;
  } catch {
    return false;
  }
}

/** A view that cannot be resolved may read the table all the same: then its text decides. */
function readsTable(connection: Connection, view: TargetTable, sql: string, target: TargetTable): boolean {
  try {
    return connection.tablesOf(`SELECT * FROM ${quoteTable(view)}`).some((name) => isSame(name, target));
  } catch {
    return sql.includes(plainName(target)) || sql.includes(quoteTable(target));
  }
}

/** `name` is as DuckDB writes it: with quotes only where they are needed, without the schema `main`. */
function isSame(name: string, { schema, table }: TargetTable): boolean {
  const parts = splitName(name);
  const [own, ownSchema = 'main'] = [parts.at(-1) ?? '', parts.at(-2)];
  return own.toLowerCase() === table.toLowerCase() && ownSchema.toLowerCase() === schema.toLowerCase();
}

function splitName(name: string): readonly string[] {
  const parts = name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
}
