import { errorText } from '../../../errors.js';
import { META_SCHEMA } from '../../contract/names.js';
import { isAt, kindOf } from './catalog.js';
import type { Connection } from './connection.js';
import { isInnocent, isShortOfMemory, isUnusable } from './errors.js';
import { type Place, plainName, quoteSchema, quoteTable, quoteText } from './names.js';
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

/**
 * Makes indexes again that were set aside, each with its note in one transaction. One that cannot be made is noted
 * until it can: that is no reason to leave the rows of the table alone.
 *
 * @returns a sentence for each index that could not be made.
 */
export async function restoreIndexes(connection: Connection, target: Place): Promise<readonly string[]> {
  const notes = notesOf(target);
  if ((await kindOf(connection, notes)) !== 'table' || (await kindOf(connection, target)) !== 'table') return [];
  const rows = await connection.query(
    `SELECT index_name, sql FROM ${quoteTable(notes)} WHERE ${isNoteOf(target)} ORDER BY index_name`,
  );
  if (rows.length === 0) return [];
  const existing = await indexNames(connection, target);
  const failures: string[] = [];
  for (const row of rows) {
    const name = String(row['index_name']);
    // The user may have made it again by hand.
    const create = existing.includes(name) ? undefined : withFullName(String(row['sql']), target);
    const failure = await restoreIndex(connection, target, name, create);
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

async function restoreIndex(
  connection: Connection,
  target: Place,
  name: string,
  create: string | undefined,
): Promise<string | undefined> {
  const forget = forgetIndex(target, name);
  try {
    await inTransaction(connection, async () => {
      await connection.execute(forget);
      if (create !== undefined) await connection.execute(create);
    });
    return undefined;
  } catch (error) {
    if (isUnusable(error) || isInnocent(error) || isShortOfMemory(error)) throw error;
    const why = withoutEnd(errorText(error));
    return `The index ${name} of ${plainName(target)}, which was in the way of a merge, cannot be made again: ${why}. The rows are not affected, and every run tries again. Change what violates it, or give it up by: ${forget};`;
  }
}

function forgetIndex(target: Place, name: string): string {
  return `DELETE FROM ${quoteTable(notesOf(target))} WHERE ${isNoteOf(target)} AND index_name = ${quoteText(name)}`;
}

function withoutEnd(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text;
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
