import type { SqlColumn, TableDesign } from '../../contract/design.js';
import { nameList, type Place, quoteName, quoteTable, quoteText } from './names.js';

/** The table without its key, which is made after the load. */
export function createTable(place: Place, design: TableDesign): string {
  return `CREATE TABLE ${quoteTable(place)} (${design.columns.map(columnSql).join(', ')})`;
}

/** Gives a table its key; undefined when it has none. */
export function addKey(place: Place, { key }: TableDesign): string | undefined {
  return key.length === 0 ? undefined : `ALTER TABLE ${quoteTable(place)} ADD PRIMARY KEY (${nameList(key)})`;
}

/** Says what a table and its columns hold. */
export function commentOnAll(target: Place, { columns, comment }: TableDesign): readonly string[] {
  return [
    ...(comment === undefined ? [] : [commentOnTable(target, comment)]),
    ...columns.filter((column) => column.comment !== undefined).map((column) => commentOnColumn(target, column)),
  ];
}

/** Says what a table holds. */
export function commentOnTable(target: Place, comment: string | undefined): string {
  return `COMMENT ON TABLE ${quoteTable(target)} IS ${commentText(comment)}`;
}

/** Says what a column holds. */
export function commentOnColumn(target: Place, { name, comment }: SqlColumn): string {
  return `COMMENT ON COLUMN ${quoteTable(target)}.${quoteName(name)} IS ${commentText(comment)}`;
}

function columnSql({ name, type, nullable, defaultSql }: SqlColumn): string {
  const notNull = nullable ? '' : ' NOT NULL';
  return `${quoteName(name)} ${type}${notNull}${defaultSql === undefined ? '' : ` DEFAULT ${defaultSql}`}`;
}

function commentText(comment: string | undefined): string {
  return comment === undefined ? 'NULL' : quoteText(comment);
}
