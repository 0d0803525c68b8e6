import type { ExistingColumn, ExistingTable } from '../../contract/design.js';
import { META_SCHEMA, type TargetTable } from '../../contract/names.js';
import type { Connection, Row } from './connection.js';
import { quoteText } from './names.js';

/** What stands at the place of a table. */
export type PlaceKind = 'table' | 'view' | 'nothing';

/** What stands at a place of the database. */
export async function kindOf(connection: Connection, target: TargetTable): Promise<PlaceKind> {
  const rows = await connection.query(
    `SELECT 'table' AS kind FROM duckdb_tables() WHERE ${isAt(target, 'table_name')}
     UNION ALL SELECT 'view' FROM duckdb_views() WHERE ${isAt(target, 'view_name')}`,
  );
  const kind = rows[0]?.['kind'];
  return kind === 'table' || kind === 'view' ? kind : 'nothing';
}

/** The table as it is; undefined where there is none. */
export async function readTable(connection: Connection, target: TargetTable): Promise<ExistingTable | undefined> {
  const [table] = await connection.query(`SELECT comment FROM duckdb_tables() WHERE ${isAt(target, 'table_name')}`);
  if (table === undefined) return undefined;
  const columns = await connection.query(
    `SELECT column_name, data_type, is_nullable, column_default, comment FROM duckdb_columns()
     WHERE ${isAt(target, 'table_name')} ORDER BY column_index`,
  );
  const keys = await connection.query(
    `SELECT unnest(constraint_column_names) AS name FROM duckdb_constraints()
     WHERE ${isAt(target, 'table_name')} AND constraint_type = 'PRIMARY KEY'`,
  );
  const comment = textOf(table, 'comment');
  return {
    columns: columns.map(toColumn),
    key: keys.map((row) => String(row['name'])),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** Names of all tables, ours left out. */
export async function readTableNames(connection: Connection): Promise<readonly TargetTable[]> {
  const rows = await connection.query(
    `SELECT schema_name, table_name FROM duckdb_tables()
     WHERE database_name = current_database() AND NOT temporary AND schema_name <> ${quoteText(META_SCHEMA)} ORDER BY ALL`,
  );
  return rows.map((row) => ({ schema: String(row['schema_name']), table: String(row['table_name']) }));
}

/** A condition on the functions of the catalogue. */
export function isAt({ schema, table }: TargetTable, nameColumn: string): string {
  const place = `schema_name = ${quoteText(schema)} AND ${nameColumn} = ${quoteText(table)}`;
  return `database_name = current_database() AND ${place}`;
}

function toColumn(row: Row): ExistingColumn {
  const defaultSql = plainDefault(textOf(row, 'column_default'));
  const comment = textOf(row, 'comment');
  return {
    name: String(row['column_name']),
    type: String(row['data_type']),
    nullable: row['is_nullable'] === true,
    ...(defaultSql === undefined ? {} : { defaultSql }),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** The catalogue has words of its own for truth values that were not written as texts. */
function plainDefault(text: string | undefined): string | undefined {
  if (text === undefined || text === 'NULL') return undefined;
  const [, word] = /^CAST\('([tf])' AS BOOLEAN\)$/.exec(text) ?? [];
  if (word === undefined) return text;
  return word === 't' ? `'true'` : `'false'`;
}

function textOf(row: Row, name: string): string | undefined {
  const value = row[name];
  return value === null || value === undefined ? undefined : String(value);
}
