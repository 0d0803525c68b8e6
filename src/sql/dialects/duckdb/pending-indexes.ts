import { META_SCHEMA } from '../../contract/names.js';
import { isAt, kindOf } from './catalog.js';
import type { Connection } from './connection.js';
import { type Place, quoteSchema, quoteTable, quoteText } from './names.js';
import { inTransaction } from './transaction.js';

/**
 * DuckDB refuses to alter a table that has indexes of the user, and an index that a transaction has dropped cannot be
 * made again in it. So the transaction that drops them writes down how they are made; they are made again after its
 * commit, or by the next who opens the table if this process dies in between.
 */
function notesOf({ catalog }: Place): Place {
  return { catalog, schema: META_SCHEMA, table: 'dap_pending_indexes' };
}

/** Makes the table for indexes that have to be made again, where it is absent. Outside of a transaction. */
export async function preparePendingIndexes(connection: Connection, target: Place): Promise<void> {
  const notes = notesOf(target);
  if ((await kindOf(connection, notes)) === 'table') return;
  await connection.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteSchema(notes)}`);
  await connection.execute(
    `CREATE TABLE IF NOT EXISTS ${quoteTable(notes)}
     (schema_name VARCHAR NOT NULL, table_name VARCHAR NOT NULL, index_name VARCHAR NOT NULL, sql VARCHAR NOT NULL)`,
  );
}

/** True when the user has made indexes on a table. */
export async function hasIndexes(connection: Connection, target: Place): Promise<boolean> {
  return (await indexNames(connection, target)).length > 0;
}

/** True when one of them is unique. */
export async function hasUniqueIndex(connection: Connection, target: Place): Promise<boolean> {
  const rows = await connection.query(
    `SELECT 1 FROM duckdb_indexes() WHERE ${isAt(target, 'table_name')} AND sql IS NOT NULL AND is_unique LIMIT 1`,
  );
  return rows.length > 0;
}

/** Drops the indexes of the user and writes down how they are made. In a transaction. */
export async function setIndexesAside(connection: Connection, target: Place): Promise<void> {
  const names = await indexNames(connection, target);
  if (names.length === 0) return;
  await connection.execute(
    `INSERT INTO ${quoteTable(notesOf(target))} SELECT schema_name, table_name, index_name, sql FROM duckdb_indexes()
     WHERE ${isAt(target, 'table_name')} AND sql IS NOT NULL`,
  );
  for (const name of names) await connection.execute(`DROP INDEX ${quoteTable({ ...target, table: name })}`);
}

/** Makes indexes again that were set aside, each with its note in one transaction. */
export async function restoreIndexes(connection: Connection, target: Place): Promise<void> {
  if ((await kindOf(connection, notesOf(target))) !== 'table') return;
  const rows = await connection.query(
    `SELECT index_name, sql FROM ${quoteTable(notesOf(target))} WHERE ${isNoteOf(target)} ORDER BY index_name`,
  );
  for (const row of rows) {
    const note = `${isNoteOf(target)} AND index_name = ${quoteText(String(row['index_name']))}`;
    await inTransaction(connection, async () => {
      await connection.execute(`DELETE FROM ${quoteTable(notesOf(target))} WHERE ${note}`);
      await connection.execute(withFullName(String(row['sql']), target));
    });
  }
}

/** The table is gone, and with it its indexes. */
export async function forgetIndexes(connection: Connection, target: Place): Promise<void> {
  if ((await kindOf(connection, notesOf(target))) !== 'table') return;
  await connection.execute(`DELETE FROM ${quoteTable(notesOf(target))} WHERE ${isNoteOf(target)}`);
}

async function indexNames(connection: Connection, target: Place): Promise<readonly string[]> {
  const rows = await connection.query(
    `SELECT index_name FROM duckdb_indexes() WHERE ${isAt(target, 'table_name')} AND sql IS NOT NULL ORDER BY index_name`,
  );
  return rows.map((row) => String(row['index_name']));
}

function isNoteOf({ schema, table }: Place): string {
  return `schema_name = ${quoteText(schema)} AND table_name = ${quoteText(table)}`;
}

const HEAD =
  /^(CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")*"|[^\s"]+) ON )(?:(?:"(?:[^"]|"")*"|[^\s."(]+)\.)?(?:"(?:[^"]|"")*"|[^\s."(]+)/;

/** The catalogue writes the table without its database, which may be ambiguous. */
function withFullName(sql: string, target: Place): string {
  return sql.replace(HEAD, (_head, start: string) => `${start}${quoteTable(target)}`);
}
