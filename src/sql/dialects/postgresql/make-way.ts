import { sql } from 'kysely';
import { NoWay, uniqueIndexError } from '../unique-index-error.js';
import { isServerError } from './errors.js';
import { differing, sameKey } from './merge-statements.js';
import { type Fragment, idList, lit, render, tableId } from './render.js';
import { type Staging, stagedValue } from './staging.js';
import { readUniqueIndexes, type UniqueIndexes } from './unique-indexes.js';
import type { Work } from './work.js';

/** Takes values of unique indexes out of the way of the rows that get them. Runs after the deletes, before the upsert. */
export type MakeWay = (staging: Staging) => Promise<void>;

/** A row that a unique index, or a constraint that excludes others, does not allow. */
const VIOLATIONS = ['23505', '23P01'] as const;

/**
 * Runs the transaction of a merge. An upsert writes one row after the other, so a value that moves between rows violates a
 * unique index of the user for a moment, although the rows as a whole do not. The transaction is then repeated, first
 * with such values set to NULL before the upsert, then with their rows deleted and inserted again. Without a violation
 * it runs once, as it is.
 *
 * @param attempt - the whole transaction; undone where it throws
 * @throws CodedError `SQL_UNIQUE_INDEX` when the index does not allow the rows in the end.
 */
export async function makingWay<T>(work: Work, attempt: (makeWay: MakeWay | undefined) => Promise<T>): Promise<T> {
  let index: string;
  try {
    return await attempt(undefined);
  } catch (error) {
    const found = await violatedIndex(work, error);
    if (found === undefined) throw error;
    index = found;
  }
  let reason: string | undefined;
  for (const way of [setNull, insertAgain]) {
    try {
      return await attempt((staging) => way(work, staging));
    } catch (error) {
      if (!(error instanceof NoWay) && !isServerError(error, ...VIOLATIONS, ...REFUSALS)) throw error;
      reason = await reasonOf(work, error);
      index = (await violatedIndex(work, error)) ?? index;
    }
  }
  const { schema, table } = work.replica.target;
  throw uniqueIndexError(`${schema}.${table}`, index, reason);
}

/** What else can speak against a way: NOT NULL, a foreign key, a check of the user. */
const REFUSALS = ['23502', '23503', '23001', '23514'] as const;

/** The index of the user that an error is about; the key of the table is none. */
async function violatedIndex({ connection, replica }: Work, error: unknown): Promise<string | undefined> {
  if (!isServerError(error, ...VIOLATIONS) || error.constraint === undefined) return undefined;
  const indexes = await readUniqueIndexes(connection, replica.target);
  return indexes?.names.includes(error.constraint) === true ? error.constraint : undefined;
}

/** Why a way did not help; undefined where the rows themselves violate the index. */
async function reasonOf(work: Work, error: unknown): Promise<string | undefined> {
  if (error instanceof NoWay) return error.message === '' ? undefined : error.message;
  if (!isServerError(error) || (await violatedIndex(work, error)) !== undefined) return undefined;
  return `the constraint ${error.constraint ?? `on column ${error.column ?? '?'}`} does not allow to move values`;
}

/** Sets the values to NULL, of rows that are going to be written. */
async function setNull(work: Work, staging: Staging): Promise<void> {
  const { indexes, moving } = await movingColumns(work, staging);
  if (indexes.followValues.length > 0) throw new NoWay(hindrance(indexes.followValues));
  const names = moving.filter((name) => indexes.nullable.has(name));
  if (names.length === 0) throw new NoWay('its columns do not take NULL');
  const sets = sql.join(names.map((name) => sql`${sql.id(name)} = NULL`));
  await work.connection.execute(
    render(sql`UPDATE ${tableId(work.replica.target)} t SET ${sets} FROM ${staging.table} s
      WHERE ${isMoving(staging, moving)}`),
  );
}

/**
 * Deletes the rows and inserts them again with their new values, by one statement: at its end, foreign keys find their
 * rows again. The sort makes it read all deleted rows before it inserts the first.
 */
async function insertAgain(work: Work, staging: Staging): Promise<void> {
  const { indexes, moving } = await movingColumns(work, staging);
  if (indexes.followRows.length > 0) throw new NoWay(hindrance(indexes.followRows));
  const target = tableId(work.replica.target);
  const staged = new Map(staging.columns.map((column) => [column.name, stagedValue(column)]));
  const values = indexes.writable.map((name) => staged.get(name) ?? sql.id('t', name));
  const order = sql.join(staging.key.map((name) => sql.id('s', name)));
  await work.connection.execute(
    render(sql`WITH gone AS (DELETE FROM ${target} t USING ${staging.table} s
        WHERE ${isMoving(staging, moving)} RETURNING t.*)
      INSERT INTO ${target} (${idList(indexes.writable)}) OVERRIDING SYSTEM VALUE SELECT ${sql.join(values)}
      FROM gone t JOIN ${staging.table} s ON ${sameKey(staging.key)} ORDER BY ${order}`),
  );
}

/** The columns whose values move: those of the indexes that the merge writes. */
async function movingColumns(
  { connection, replica }: Work,
  { columns }: Staging,
): Promise<{ indexes: UniqueIndexes; moving: readonly string[] }> {
  const indexes = await readUniqueIndexes(connection, replica.target);
  const moving = columns.filter(({ name, isKey }) => !isKey && indexes?.columns.has(name) === true);
  if (indexes === undefined || moving.length === 0) throw new NoWay('the service does not write its columns');
  return { indexes, moving: moving.map(({ name }) => name) };
}

/** Rows of both sides, written by the merge, that differ in these columns. */
function isMoving({ columns, key, names }: Staging, moving: readonly string[]): Fragment {
  const reasons = columns.filter(({ name }) => moving.includes(name)).map(differing);
  return sql`${sameKey(key)} AND ${sql.id('s', names.action)} IS DISTINCT FROM ${lit('D')}
    AND (${sql.join(reasons, sql` OR `)})`;
}

function hindrance(foreignKeys: readonly string[]): string {
  const subject =
    foreignKeys.length === 1 ? `the foreign key ${foreignKeys[0]}` : `the foreign keys ${foreignKeys.join(', ')}`;
  return `because of ${subject} values cannot be moved between rows`;
}
