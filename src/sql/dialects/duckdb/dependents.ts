import { kindOf } from './catalog.js';
import type { Connection } from './connection.js';
import { type Place, quoteTable } from './names.js';

/** A view that reads a table. */
export interface DependentView extends Place {
  /** True when it can be read at present. */
  readonly isSound: boolean;
}

/**
 * Views that read a table, directly or through other views and macros; sorted. DuckDB keeps no record of them and drops
 * a table under its views without a word, so that each view is asked what it reads.
 */
export async function findDependents(connection: Connection, target: Place): Promise<readonly DependentView[]> {
  const rows = await connection.query(
    `SELECT schema_name, view_name, sql FROM duckdb_views()
     WHERE database_name = current_database() AND NOT internal AND NOT temporary ORDER BY schema_name, view_name`,
  );
  const mainHasIt = (await kindOf(connection, { ...target, schema: 'main' })) !== 'nothing';
  const found: DependentView[] = [];
  for (const row of rows) {
    const view = { catalog: target.catalog, schema: String(row['schema_name']), table: String(row['view_name']) };
    const reads = readsTable(connection, view, String(row['sql']), target, mainHasIt);
    if (reads) found.push({ ...view, isSound: await isSound(connection, view) });
  }
  return found;
}

/** Tells whether a view can be read. Reads no row. */
export async function isSound(connection: Connection, view: Place): Promise<boolean> {
  try {
    await connection.query(`EXPLAIN SELECT * FROM ${quoteTable(view)}`);
    return true;
  } catch {
    return false;
  }
}

/** A view that cannot be resolved may read the table all the same: then its text decides. */
function readsTable(connection: Connection, view: Place, sql: string, target: Place, mainHasIt: boolean): boolean {
  try {
    return connection.tablesOf(`SELECT * FROM ${quoteTable(view)}`).some((name) => isSame(name, target, mainHasIt));
  } catch {
    return sql.includes(target.table);
  }
}

/**
 * `name` is as the view has it. One without a schema is looked up in a way that the catalogue does not tell; it may be
 * the table, and is taken for it unless `main` has one of that name.
 */
function isSame(name: string, target: Place, mainHasIt: boolean): boolean {
  const parts = splitName(name).map((part) => part.toLowerCase());
  if (parts.at(-1) !== target.table.toLowerCase()) return false;
  const schema = target.schema.toLowerCase();
  const owner = parts.at(-2);
  if (owner === undefined) return schema === 'main' || !mainHasIt;
  return owner === schema || (parts.length === 2 && owner === target.catalog.toLowerCase() && schema === 'main');
}

function splitName(name: string): readonly string[] {
  const parts = name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
}
