import { sql } from 'kysely';
import type { SqlColumn } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import { type Fragment, idList, lit, render, tableId } from './render.js';
import type { Staging } from './staging.js';
import { lookupOf, stagedValue } from './staging-columns.js';

/** `t.id = s.id` */
export function sameKey(key: readonly string[]): Fragment {
  return sql.join(
    key.map((name) => sql`${sql.id('t', name)} = ${sql.id('s', name)}`),
    sql` AND `,
  );
}

/** A value in a form that can be compared: `json` has no equality. */
export function comparable(value: Fragment, { type }: SqlColumn): Fragment {
  if (type === 'json') return sql`${value}::text`;
  return type === 'json[]' ? sql`${value}::text[]` : value;
}

/** Puts the new values of columns into their tables of values; ids that are then not used harm nothing. */
export function fillLookups({ columns, table, names }: Staging): string[] {
  return columns.flatMap((column) => {
    const lookup = lookupOf(column);
    if (lookup === undefined) return [];
    const into = tableId(lookup);
    const value = sql.id(lookup.valueColumn);
    const staged = sql.id('s', column.name);
    return [
      render(sql`INSERT INTO ${into} (${value})
        SELECT DISTINCT ${staged} FROM ${table} s WHERE ${staged} IS NOT NULL
          AND ${sql.id('s', names.action)} IS DISTINCT FROM ${lit('D')}
          AND NOT EXISTS (SELECT FROM ${into} l WHERE l.${value} = ${staged})
        ON CONFLICT DO NOTHING`),
    ];
  });
}

/** Deletes the rows whose newest change is a deletion. */
export function deleteMarked(target: TargetTable, { table, key, names }: Staging): string {
  const isDeleted = sql`${sql.id('s', names.action)} = ${lit('D')}`;
  return render(sql`DELETE FROM ${tableId(target)} t USING ${table} s WHERE ${isDeleted} AND ${sameKey(key)}`);
}

/** Deletes the rows that a snapshot lacks. */
export function deleteMissing(target: TargetTable, { table, key }: Staging): string {
  return render(sql`DELETE FROM ${tableId(target)} t WHERE NOT EXISTS (SELECT FROM ${table} s WHERE ${sameKey(key)})`);
}

/** Counts the rows that a snapshot lacks. */
export function countMissing(target: TargetTable, { table, key }: Staging): string {
  return render(
    sql`SELECT count(*) AS count FROM ${tableId(target)} t WHERE NOT EXISTS (SELECT FROM ${table} s WHERE ${sameKey(key)})`,
  );
}

/** Writes all changed rows that are no deletions, by key: half as many pages are read and written as out of order. */
export function upsertMarked(target: TargetTable, staging: Staging): string {
  const { table, key, names } = staging;
  const order = sql.join(key.map((name) => sql.id('s', name)));
  const rows = sql`FROM ${table} s WHERE ${sql.id('s', names.action)} IS DISTINCT FROM ${lit('D')} ORDER BY ${order}`;
  return upsert(target, staging, rows);
}

/** Writes the rows of a snapshot that the table lacks or has with other values. */
export function upsertDiffering(target: TargetTable, staging: Staging): string {
  return upsert(target, staging, differingRows(target, staging));
}

/** Counts the rows that `upsertDiffering` writes. */
export function countDiffering(target: TargetTable, staging: Staging): string {
  return render(sql`SELECT count(*) AS count ${differingRows(target, staging)}`);
}

/** The value of a column is another in the row `t` of the table than in the row `s` of the staging. */
export function differing(column: SqlColumn): Fragment {
  const staged = comparable(stagedValue(column), column);
  return sql`${comparable(sql.id('t', column.name), column)} IS DISTINCT FROM ${staged}`;
}

function differingRows(target: TargetTable, { table, key, columns }: Staging): Fragment {
  const [first = ''] = key;
  const differs = columns.filter(({ isKey }) => !isKey).map(differing);
  const reasons = sql.join([sql`${sql.id('t', first)} IS NULL`, ...differs], sql` OR `);
  return sql`FROM ${table} s LEFT JOIN ${tableId(target)} t ON ${sameKey(key)} WHERE ${reasons}`;
}

/** Writes all rows into the empty table. */
export function insertAll(target: TargetTable, { table, columns }: Staging): string {
  return render(sql`${insertInto(target, columns)} FROM ${table} s`);
}

function upsert(target: TargetTable, { columns, key }: Staging, rows: Fragment): string {
  const others = columns.filter(({ isKey }) => !isKey).map(({ name }) => name);
  const set = sql.join(others.map((name) => sql`${sql.id(name)} = EXCLUDED.${sql.id(name)}`));
  const action = others.length === 0 ? sql`NOTHING` : sql`UPDATE SET ${set}`;
  return render(sql`${insertInto(target, columns)} ${rows} ON CONFLICT (${idList(key)}) DO ${action}`);
}

function insertInto(target: TargetTable, columns: readonly SqlColumn[]): Fragment {
  const names = idList(columns.map(({ name }) => name));
  return sql`INSERT INTO ${tableId(target)} (${names}) SELECT ${sql.join(columns.map(stagedValue))}`;
}
