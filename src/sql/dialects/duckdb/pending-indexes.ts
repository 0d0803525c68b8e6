import { META_SCHEMA, type TargetTable } from '../../contract/names.js';
import { isAt, kindOf } from './catalog.js';
import type { Connection } from './connection.js';
import { quoteName, quoteTable, quoteText } from './names.js';
import { inTransaction } from './transaction.js';

/**
 * DuckDB refuses to alter a table that has indexes of the user, and an index that a transaction has dropped cannot be
 * made again in it. So the transaction that drops them writes down how they are made; they are made again after its
 * commit, or by the next who opens the table if this process dies in between.
 */
const PLACE: TargetTable = { schema: META_SCHEMA, table: 'dap_pending_indexes' };

/** Makes the table for indexes that have to be made again, where it is absent. Outside of a transaction. */
export async function preparePendingIndexes(connection: Connection): Promise<void> {
  if ((await kindOf(connection, PLACE)) === 'table') return;
  await connection.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteName(META_SCHEMA)}`);
  await connection.execute(
    `CREATE TABLE IF NOT EXISTS ${quoteTable(PLACE)}
     (schema_name VARCHAR NOT NULL, table_name VARCHAR NOT NULL, index_name VARCHAR NOT NULL, sql VARCHAR NOT NULL)`,
  );
}

/** True when the user has made indexes on a table. */
export async function hasIndexes(connection: Connection, target: TargetTable): Promise<boolean> {
  return (await indexNames(connection, target)).length > 0;
}

/** Drops the indexes of the user and writes down how they are made. In a transaction. */
export async function setIndexesAside(connection: Connection, target: TargetTable): Promise<void> {
  const names = await indexNames(connection, target);
  if (names.length === 0) return;
  await connection.execute(
    `INSERT INTO ${quoteTable(PLACE)} SELECT schema_name, table_name, index_name, sql FROM duckdb_indexes()
     WHERE ${isAt(target, 'table_name')} AND sql IS NOT NULL`,
  );
  for (const name of names) await connection.execute(`DROP INDEX ${quoteName(target.schema)}.${quoteName(name)}`);
}

/** Makes indexes again that were set aside, each with its note in one transaction. */
export async function restoreIndexes(connection: Connection, target: TargetTable): Promise<void> {
  if ((await kindOf(connection, PLACE)) !== 'table') return;
  const rows = await connection.query(
    `SELECT index_name, sql FROM ${quoteTable(PLACE)} WHERE ${isNoteOf(target)} ORDER BY index_name`,
  );
  for (const row of rows) {
    const note = `${isNoteOf(target)} AND index_name = ${quoteText(String(row['index_name']))}`;
    await inTransaction(connection, async () => {
      await connection.execute(`DELETE FROM ${quoteTable(PLACE)} WHERE ${note}`);
      await connection.execute(String(row['sql']));
    });
  }
}

/** The table is gone, and with it its indexes. */
export async function forgetIndexes(connection: Connection, target: TargetTable): Promise<void> {
  if ((await kindOf(connection, PLACE)) !== 'table') return;
  await connection.execute(`DELETE FROM ${quoteTable(PLACE)} WHERE ${isNoteOf(target)}`);
}

async function indexNames(connection: Connection, target: TargetTable): Promise<readonly string[]> {
  const rows = await connection.query(
    `SELECT index_name FROM duckdb_indexes() WHERE ${isAt(target, 'table_name')} AND sql IS NOT NULL ORDER BY index_name`,
  );
  return rows.map((row) => String(row['index_name']));
}

function isNoteOf({ schema, table }: TargetTable): string {
  return `schema_name = ${quoteText(schema)} AND table_name = ${quoteText(table)}`;
}
