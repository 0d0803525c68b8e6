import type { TargetTable } from '../../contract/names.js';

/** A name as SQL writes it, whatever characters it has. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL writes it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Where a table lies, with the name that DuckDB gives the database. */
export interface Place extends TargetTable {
  /** Without it, `canvas.users` is ambiguous in a file called `canvas.duckdb`. */
  readonly catalog: string;
}

/** The full name of a table as SQL writes it. */
export function quoteTable({ catalog, schema, table }: Place): string {
  return `${quoteSchema({ catalog, schema })}.${quoteName(table)}`;
}

/** The full name of a schema as SQL writes it. */
export function quoteSchema({ catalog, schema }: Pick<Place, 'catalog' | 'schema'>): string {
  return `${quoteName(catalog)}.${quoteName(schema)}`;
}

/** A list of names as SQL writes it, each with a prefix such as `s.`. */
export function nameList(names: readonly string[], prefix = ''): string {
  return names.map((name) => `${prefix}${quoteName(name)}`).join(', ');
}

/** How a table is called in messages. */
export function plainName({ schema, table }: TargetTable): string {
  return `${schema}.${table}`;
}
