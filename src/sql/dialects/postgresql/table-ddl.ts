import { sql } from 'kysely';
import type { SqlColumn, TableDesign } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import { type Fragment, idList, lit, render, tableId } from './render.js';

/** A column as CREATE TABLE and ADD COLUMN write it. */
export function columnDefinition({ name, type, nullable, defaultSql }: SqlColumn): Fragment {
  const notNull = nullable ? sql`` : sql` NOT NULL`;
  const byDefault = defaultSql === undefined ? sql`` : sql` DEFAULT ${sql.raw(defaultSql)}`;
  return sql`${sql.id(name)} ${sql.raw(type)}${byDefault}${notNull}`;
}

/** The table without its key: an index that is made after the load costs less. */
export function createTable({ target, columns }: TableDesign): string {
  return render(sql`CREATE TABLE ${tableId(target)} (${sql.join(columns.map(columnDefinition))})`);
}

/** The primary key. */
export function addKey({ target, key }: Pick<TableDesign, 'target' | 'key'>, name: string): string {
  return render(sql`ALTER TABLE ${tableId(target)} ADD CONSTRAINT ${sql.id(name)} PRIMARY KEY (${idList(key)})`);
}

/** Lets the planner know the rows: the next merge must not be planned for an empty table. */
export function analyze(target: TargetTable): string {
  return render(sql`ANALYZE ${tableId(target)}`);
}

/**
 * Lets the planner know the number of rows and the values of the key, which is what a merge needs. PostgreSQL still counts
 * the table as one to be analyzed, so autovacuum does the other columns soon; doing them at once takes a tenth of the load.
 */
export function analyzeKey({ target, key }: Pick<TableDesign, 'target' | 'key'>): string {
  return render(sql`ANALYZE ${tableId(target)} (${idList(key)})`);
}

/** Of the rows with one key, all but the one that was loaded last. */
export function deleteDuplicates({ target, key }: Pick<TableDesign, 'target' | 'key'>): string {
  const table = tableId(target);
  return render(sql`DELETE FROM ${table} WHERE ctid IN (SELECT place FROM (
    SELECT ctid AS place, row_number() OVER (PARTITION BY ${idList(key)} ORDER BY ctid DESC) AS number FROM ${table}
  ) AS rows WHERE number > 1)`);
}

/** The comment of a table; none removes it. */
export function commentOnTable(target: TargetTable, comment: string | undefined): string {
  return render(sql`COMMENT ON TABLE ${tableId(target)} IS ${comment === undefined ? sql`NULL` : lit(comment)}`);
}

/** The comment of a column; none removes it. */
export function commentOnColumn({ schema, table }: TargetTable, { name, comment }: SqlColumn): string {
  const text = comment === undefined ? sql`NULL` : lit(comment);
  return render(sql`COMMENT ON COLUMN ${sql.id(schema, table, name)} IS ${text}`);
}
