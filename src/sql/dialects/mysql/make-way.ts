import { NoWay, type WaysOfDatabase } from '../making-way.js';
import { hasErrno } from './errors.js';
import { differs, sameKey, type WrittenRows } from './merge-statements.js';
import { quote } from './names.js';
import type { MysqlSession } from './session.js';
import type { Staging } from './staging.js';
import { DUPLICATES, readUniqueIndexes, type UniqueIndexes, violatedIndex } from './unique-indexes.js';

/** Takes values of unique indexes out of the way of the rows that get them. Runs after the deletes, before the rest. */
export type MakeWay = (rows: WrittenRows) => Promise<void>;

/** Rows that are out of the table for a moment. */
const MOVED = 'dap_moved';

/** What else can speak against a way: NOT NULL, a foreign key, a check or a trigger of the user. */
const REFUSALS = [1048, 1451, 1452, 1644, 3819, 4025] as const;

/**
 * The ways of MySQL: values are set to NULL before the others are written, or their rows deleted and inserted again.
 *
 * @param key - the columns of the table's own key
 */
export function waysOf(session: MysqlSession, key: readonly string[]): WaysOfDatabase<MakeWay> {
  return {
    table: session.table,
    ways: [
      { makeWay: (rows) => setNull(session, rows) },
      { prepare: () => makeMoved(session, key), makeWay: (rows) => insertAgain(session, rows) },
    ],
    violatedIndex: (error) => violatedIndex(session, error),
    isHindrance: (error) => hasErrno(error, ...DUPLICATES, ...REFUSALS),
    reasonOf: (error) => (error instanceof Error && error.message !== '' ? error.message : undefined),
  };
}

/** Sets the values to NULL, of rows that are going to be written. */
async function setNull(session: MysqlSession, rows: WrittenRows): Promise<void> {
  const { indexes, moving } = await movingColumns(session, rows.staging);
  const names = moving.filter((name) => indexes.nullable.has(name));
  if (names.length === 0) throw new NoWay('its columns do not take NULL');
  const sets = names.map((name) => `t.${quote(name)} = NULL`);
  await session.connection.execute(
    `UPDATE ${rows.from} JOIN ${quote(session.table)} t ON ${sameKey(rows.staging)}
     SET ${sets.join(', ')} WHERE ${isMoving(rows, moving)}`,
  );
}

/**
 * Deletes the rows and inserts them again with their new values. Their keys come back in the same transaction: foreign
 * keys of other tables must neither refuse that nor delete rows for it.
 */
async function insertAgain(session: MysqlSession, rows: WrittenRows): Promise<void> {
  const { connection } = session;
  const { staging } = rows;
  const { indexes, moving } = await movingColumns(session, staging);
  const table = quote(session.table);
  const names = indexes.writable.map(quote).join(', ');
  const old = indexes.writable.map((name) => `t.${quote(name)}`).join(', ');
  const staged = new Map(staging.columns.map(({ column, value }) => [column.name, `s.${value}`]));
  const values = indexes.writable.map((name) => staged.get(name) ?? `t.${quote(name)}`).join(', ');
  const moved = quote(MOVED);
  const isSame = staging.key.map(({ column: { name } }) => `t.${quote(name)} = m.${quote(name)}`).join(' AND ');
  await connection.execute(
    `INSERT INTO ${moved} (${names}) SELECT ${old} FROM ${rows.from} JOIN ${table} t ON ${sameKey(staging)}
     WHERE ${isMoving(rows, moving)}`,
  );
  await connection.execute('SET SESSION foreign_key_checks = 0');
  try {
    await connection.execute(`DELETE t FROM ${moved} m JOIN ${table} t ON ${isSame}`);
  } finally {
    if (!connection.isLost()) await connection.execute('SET SESSION foreign_key_checks = 1');
  }
  await connection.execute(
    `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${rows.from} JOIN ${moved} t ON ${sameKey(staging)}
     WHERE ${rows.condition}`,
  );
}

/** Before the transaction: with GTIDs, some servers make no temporary table in one. It ends with the connection. */
async function makeMoved(session: MysqlSession, key: readonly string[]): Promise<void> {
  const { connection, table } = session;
  const indexes = await readUniqueIndexes(session);
  if (indexes === undefined) throw new NoWay('the index is gone');
  await connection.execute(`DROP TEMPORARY TABLE IF EXISTS ${quote(MOVED)}`);
  await connection.execute(
    `CREATE TEMPORARY TABLE ${quote(MOVED)} (PRIMARY KEY (${key.map(quote).join(', ')})) ENGINE=InnoDB ROW_FORMAT=DYNAMIC
     SELECT ${indexes.writable.map(quote).join(', ')} FROM ${quote(table)} LIMIT 0`,
  );
}

/** The columns whose values move: those of the indexes that the merge writes. */
async function movingColumns(
  session: MysqlSession,
  { columns }: Staging,
): Promise<{ indexes: UniqueIndexes; moving: readonly string[] }> {
  const indexes = await readUniqueIndexes(session);
  const moving = columns.filter(({ column: { name, isKey } }) => !isKey && indexes?.columns.has(name) === true);
  if (indexes === undefined || moving.length === 0) throw new NoWay('the service does not write its columns');
  if (indexes.references.length > 0) throw new NoWay(`foreign keys refer to it: ${indexes.references.join(', ')}`);
  return { indexes, moving: moving.map(({ column }) => column.name) };
}

/** Rows of both sides, written by the merge, that differ in these columns. */
function isMoving({ staging, condition }: WrittenRows, moving: readonly string[]): string {
  const reasons = staging.columns.filter(({ column }) => moving.includes(column.name)).map(differs);
  return `${condition} AND (${reasons.join(' OR ')})`;
}
