import { sql } from 'kysely';
import type { SqlColumn } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import { comparable, sameKey } from './merge-statements.js';
import { type Fragment, render, tableId } from './render.js';
import type { Staging } from './staging.js';
import { lookupOf } from './staging-columns.js';

/** Keys are spread over so many buckets; only rows of buckets whose checksums differ are compared one by one. */
const BUCKETS = 4096;

/** What a comparison is made of. */
export interface Compared {
  readonly target: TargetTable;
  readonly snapshot: Staging;
  /** Rows whose keys are left out. */
  readonly changes: Staging;
}

/** Rows of the snapshot that are compared, and the buckets that differ. */
export function differingBuckets({ target, snapshot, changes }: Compared): string {
  const { columns, key } = snapshot;
  const table = checksums(tableId(target), columns.map(storedValue), key, changes);
  const staged = checksums(snapshot.table, columns.map(stagedText), key, changes);
  return render(sql`SELECT coalesce(sum(b.count), 0)::text AS compared,
    coalesce(array_agg(coalesce(a.bucket, b.bucket)::text) FILTER (WHERE (a.count, a.sum) IS DISTINCT FROM (b.count, b.sum)),
      '{}') AS buckets
    FROM (${table}) a FULL JOIN (${staged}) b ON a.bucket = b.bucket`);
}

/** Makes the temporary table of rows that differ: the key as text, what is wrong, and a column for each column. */
export function collectDifferences({ target, snapshot, changes }: Compared, buckets: readonly number[]): string {
  const { columns, key } = snapshot;
  const [first = ''] = key;
  const inBuckets = (table: string): Fragment =>
    sql`WHERE ${bucketOf(table, key)} IN (${sql.join(buckets.map((bucket) => sql.lit(bucket)))}) AND ${unchanged(table, key, changes)}`;
  const flags = columns
    .filter(({ isKey }) => !isKey)
    .map((column, at) => sql`${valuesDiffer(column)} AS ${sql.id(`c${at}`)}`);
  const present = (table: string) => sql`${sql.id(table, first)} IS NOT NULL`;
  return render(sql`CREATE TEMPORARY TABLE dap_differences AS
    SELECT coalesce(${sql.id('t', first)}, ${sql.id('s', first)}) AS key, ${present('t')} AS stored,
      ${present('s')} AS staged ${flags.length === 0 ? sql`` : sql`, ${sql.join(flags)}`}
    FROM (SELECT * FROM ${tableId(target)} t ${inBuckets('t')}) t
    FULL JOIN (SELECT * FROM ${snapshot.table} s ${inBuckets('s')}) s ON ${sameKey(key)}`);
}

/** Counts of what was collected. Rows with both sides and no flag are equal. */
export function countDifferences({ snapshot }: Compared): string {
  const names = flagNames(snapshot);
  const anyFlag =
    names.length === 0
      ? sql`false`
      : sql`(${sql.join(
          names.map((name) => sql.id(name)),
          sql` OR `,
        )})`;
  const byColumn = names.map(
    (name) => sql`count(*) FILTER (WHERE stored AND staged AND ${sql.id(name)}) AS ${sql.id(name)}`,
  );
  return render(
    sql`SELECT ${sql.join([
      sql`count(*) FILTER (WHERE NOT stored) AS missing`,
      sql`count(*) FILTER (WHERE NOT staged) AS surplus`,
      sql`count(*) FILTER (WHERE stored AND staged AND ${anyFlag}) AS different`,
      ...byColumn,
    ])} FROM dap_differences`,
  );
}

/** Some keys of rows that differ, in the order of the key. */
export function sampleKeys({ snapshot }: Compared, limit: number): string {
  const flags = flagNames(snapshot).map((name) => sql` OR ${sql.id(name)}`);
  return render(sql`SELECT key::text AS key FROM dap_differences
    WHERE NOT stored OR NOT staged${sql.join(flags, sql``)} ORDER BY dap_differences.key LIMIT ${sql.lit(limit)}`);
}

/** The flags of the columns that are no keys, in their order. */
export function flagNames({ columns }: Staging): string[] {
  return columns.filter(({ isKey }) => !isKey).map((_, at) => `c${at}`);
}

function checksums(from: Fragment, values: readonly Fragment[], key: readonly string[], changes: Staging): Fragment {
  const row = sql`hashtextextended(ROW(${sql.join(values)})::text, 0)`;
  return sql`SELECT ${bucketOf('t', key)} AS bucket, count(*) AS count, sum(${row}) AS sum
    FROM ${from} t WHERE ${unchanged('t', key, changes)} GROUP BY 1`;
}

/** Two buckets of a key must not depend on the types of its columns: the text decides. */
function bucketOf(table: string, key: readonly string[]): Fragment {
  const text = sql.join(
    key.map((name) => sql`${sql.id(table, name)}::text`),
    sql` || '/' || `,
  );
  return sql`(hashtextextended(${text}, 1) & ${sql.lit(BUCKETS - 1)})::int`;
}

function unchanged(table: string, key: readonly string[], changes: Staging): Fragment {
  const same = sql.join(
    key.map((name) => sql`${sql.id('x', name)} = ${sql.id(table, name)}`),
    sql` AND `,
  );
  return sql`NOT EXISTS (SELECT FROM ${changes.table} x WHERE ${same})`;
}

/** The value of a column of the table `t`, of the type that it has in staging. */
function storedValue(column: SqlColumn): Fragment {
  const value = sql.id('t', column.name);
  const lookup = lookupOf(column);
  if (lookup !== undefined) {
    const { schema, table, idColumn, valueColumn } = lookup;
    return sql`(SELECT l.${sql.id(valueColumn)} FROM ${sql.id(schema, table)} l WHERE l.${sql.id(idColumn)} = ${value})`;
  }
  if (!column.type.startsWith('"')) return value;
  return sql`${value}::${sql.raw(column.type.endsWith('[]') ? 'text[]' : 'text')}`;
}

/** Both sides are called `t` where checksums are made. */
function stagedText({ name }: SqlColumn): Fragment {
  return sql.id('t', name);
}

function valuesDiffer(column: SqlColumn): Fragment {
  const stored = comparable(storedValue(column), column);
  return sql`${stored} IS DISTINCT FROM ${comparable(sql.id('s', column.name), column)}`;
}
