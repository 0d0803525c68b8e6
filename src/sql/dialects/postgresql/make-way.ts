import { sql } from 'kysely';
import { NoWay, type WaysOfDatabase } from '../making-way.js';
import { isServerError } from './errors.js';
import { differing, sameKey } from './merge-statements.js';
import { type Fragment, idList, lit, render, tableId } from './render.js';
import type { Staging } from './staging.js';
import { stagedValue } from './staging-columns.js';
import { readUniqueIndexes, type UniqueIndexes } from './unique-indexes.js';
import type { Work } from './work.js';

/** Takes values of unique indexes out of the way of the rows that get them. Runs after the deletes, before the upsert. */
export type MakeWay = (staging: Staging) => Promise<void>;

/** A row that a unique index, or a constraint that excludes others, does not allow. */
const VIOLATIONS = ['23505', '23P01'] as const;

/** What else can speak against a way: NOT NULL, a foreign key, a check of the user. */
const REFUSALS = ['23502', '23503', '23001', '23514'] as const;

/** The index of the user that an error is about; the key of the table is none. */
async function violatedIndex({ connection, replica }: Work, error: unknown): Promise<string | undefined> {
  if (!isServerError(error, ...VIOLATIONS) || error.constraint === undefined) return undefined;
  const indexes = await readUniqueIndexes(connection, replica.target);
  return indexes?.names.includes(error.constraint) === true ? error.constraint : undefined;
}

/** The ways of PostgreSQL: values are set to NULL before the upsert, or their rows deleted and inserted again. */
export function waysOf(work: Work): WaysOfDatabase<MakeWay> {
  const { schema, table } = work.replica.target;
  return {
    table: `${schema}.${table}`,
    ways: [setNull, insertAgain].map((way) => ({ makeWay: (staging) => way(work, staging) })),
    violatedIndex: (error) => violatedIndex(work, error),
    isHindrance: (error) => isServerError(error, ...VIOLATIONS, ...REFUSALS),
    reasonOf: (error) => {
      if (!isServerError(error)) return undefined;
      return `the constraint ${error.constraint ?? `on column ${error.column ?? '?'}`} does not allow to move values`;
    },
  };
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
