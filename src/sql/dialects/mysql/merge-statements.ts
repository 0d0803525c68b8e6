import { quote } from './names.js';
import type { StagedColumn, Staging } from './staging.js';
import { isTextType } from './type-words.js';

/** The rows that a merge writes: where they come from, and which of them count. */
export interface WrittenRows {
  readonly staging: Staging;
  readonly from: string;
  readonly condition: string;
}

/** Rows of the staging table that count, one for each key. */
export const NEWEST = 'dap_newest';

/**
 * Numbers of the rows that count: of each key the newest by `meta.ts`, then the last that came. The instants have
 * fractions of different lengths.
 */
export function pickNewest(staging: Staging): string {
  const key = staging.key.map(({ cell }) => `s.${cell}`).join(', ');
  const fraction = "RPAD(SUBSTRING(TRIM(TRAILING 'Z' FROM s.`at`), 21), 9, '0')";
  return `INSERT INTO ${quote(NEWEST)} (n, act) SELECT n, act FROM (
    SELECT s.n, s.act, ROW_NUMBER() OVER (PARTITION BY ${key}
      ORDER BY LEFT(s.\`at\`, 19) DESC, ${fraction} DESC, s.n DESC) AS place
    FROM ${quote(staging.table)} s) AS ranked WHERE place = 1`;
}

/** Deletes the rows of the table whose newest change is a deletion. */
export function deleteChanged(table: string, staging: Staging): string {
  return `DELETE t FROM ${quote(NEWEST)} w JOIN ${quote(staging.table)} s ON s.n = w.n
    JOIN ${quote(table)} t ON ${sameKey(staging)} WHERE w.act = 'D'`;
}

const IS_WRITTEN = "(w.act IS NULL OR w.act <> 'D')";

/**
 * Writes the rows whose newest change is no deletion and whose key the table has. Not by ON DUPLICATE KEY: that would take
 * a row with an equal value in a unique index of the user for the row of the key.
 */
export function updateChanged(table: string, staging: Staging): string | undefined {
  const rest = staging.columns.filter(({ column }) => !column.isKey);
  if (rest.length === 0) return undefined;
  const sets = rest.map(({ column, value }) => `t.${quote(column.name)} = s.${value}`);
  return `UPDATE ${quote(NEWEST)} w JOIN ${quote(staging.table)} s ON s.n = w.n
    JOIN ${quote(table)} t ON ${sameKey(staging)} SET ${sets.join(', ')} WHERE ${IS_WRITTEN}`;
}

/** Writes those whose key the table lacks. */
export function insertChanged(table: string, staging: Staging): string {
  const [first] = staging.key;
  const from = `${quote(NEWEST)} w JOIN ${quote(staging.table)} s ON s.n = w.n
    LEFT JOIN ${quote(table)} t ON ${sameKey(staging)}`;
  return insert(table, staging, `${from} WHERE ${IS_WRITTEN} AND t.${quote(first?.column.name ?? '')} IS NULL`);
}

/** Deletes the rows of the table that a snapshot lacks. */
export function deleteMissing(table: string, staging: Staging): string {
  return `DELETE t FROM ${quote(table)} t LEFT JOIN ${quote(staging.table)} s ON ${sameKey(staging)}
    WHERE ${isAbsent(staging, 's')}`;
}

/** Writes the rows of a snapshot that the table has with other values. */
export function updateDifferent(table: string, staging: Staging): string | undefined {
  const rest = staging.columns.filter(({ column }) => !column.isKey);
  if (rest.length === 0) return undefined;
  const sets = rest.map(({ column, value }) => `t.${quote(column.name)} = s.${value}`);
  return `UPDATE ${quote(table)} t JOIN ${quote(staging.table)} s ON ${sameKey(staging)}
    SET ${sets.join(', ')} WHERE ${rest.map(differs).join(' OR ')}`;
}

/** Counts the rows that `updateDifferent` writes. */
export function countDifferent(table: string, staging: Staging): string {
  const rest = staging.columns.filter(({ column }) => !column.isKey);
  const reasons = rest.length === 0 ? ['FALSE'] : rest.map(differs);
  return `SELECT COUNT(*) AS different FROM ${quote(table)} t JOIN ${quote(staging.table)} s ON ${sameKey(staging)}
    WHERE ${reasons.join(' OR ')}`;
}

/** The rows that `updateChanged` and `insertChanged` write, as `w` and `s`. */
export function changedRows(staging: Staging): WrittenRows {
  return { staging, from: `${quote(NEWEST)} w JOIN ${quote(staging.table)} s ON s.n = w.n`, condition: IS_WRITTEN };
}

/** The rows of a snapshot, as `s`. */
export function snapshotRows(staging: Staging): WrittenRows {
  return { staging, from: `${quote(staging.table)} s`, condition: 'TRUE' };
}

/** Writes the rows of a snapshot that the table lacks. */
export function insertMissing(table: string, staging: Staging): string {
  const [first] = staging.key;
  const from = `${quote(staging.table)} s LEFT JOIN ${quote(table)} t ON ${sameKey(staging)}`;
  return insert(table, staging, `${from} WHERE t.${quote(first?.column.name ?? '')} IS NULL`);
}

/** Writes all rows of the staging table into an empty table. */
export function insertAll(table: string, staging: Staging): string {
  return insert(table, staging, `${quote(staging.table)} s`);
}

/** Rows of both sides with the same key. */
export function sameKey(staging: Staging): string {
  return staging.key.map(({ column, value }) => `t.${quote(column.name)} = s.${value}`).join(' AND ');
}

/** The row of the staging table is missing. */
export function isAbsent({ key }: Staging, alias: string): string {
  return `${alias}.${key[0]?.cell ?? ''} IS NULL`;
}

/** The values differ; texts and JSON byte by byte. */
export function differs({ column, value }: StagedColumn): string {
  const table = `t.${quote(column.name)}`;
  if (column.lookup !== undefined || !(isTextType(column.type) || column.type === 'json')) {
    return `NOT (${table} <=> s.${value})`;
  }
  return `NOT (CAST(${table} AS BINARY) <=> CAST(s.${value} AS BINARY))`;
}

function insert(table: string, staging: Staging, from: string): string {
  const names = staging.columns.map(({ column }) => quote(column.name)).join(', ');
  const values = staging.columns.map(({ value }) => `s.${value}`).join(', ');
  return `INSERT INTO ${quote(table)} (${names}) SELECT ${values} FROM ${from}`;
}
