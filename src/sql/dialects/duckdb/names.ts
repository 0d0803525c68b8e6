import type { TargetTable } from '../../contract/names.js';

/** A name as SQL writes it, whatever characters it has. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL writes it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The full name of a table as SQL writes it. */
export function quoteTable({ schema, table }: TargetTable): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

/** A list of names as SQL writes it, each with a prefix such as `s.`. */
export function nameList(names: readonly string[], prefix = ''): string {
  return names.map((name) => `${prefix}${quoteName(name)}`).join(', ');
}

/** How a table is called in messages. */
export function plainName({ schema, table }: TargetTable): string {
  return `${schema}.${table}`;
}
