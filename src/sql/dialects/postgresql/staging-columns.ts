import { sql } from 'kysely';
import type { LookupTable, SqlColumn } from '../../contract/design.js';
import type { LoadCell } from '../../contract/load-cell.js';
import type { Fragment } from './render.js';

/** Names of the columns that the table itself does not have. */
export interface StagingNames {
  readonly instant: string;
  readonly action: string;
  readonly order: string;
}

/** The column of a cell. */
export function cellName(cell: LoadCell, names: StagingNames): string {
  return cell.kind === 'column' ? cell.column.name : names[cell.kind];
}

/** Makes names that no column has. */
export function freeNames(columns: readonly SqlColumn[]): (name: string) => string {
  const taken = new Set(columns.map(({ name }) => name));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  return free;
}

/** Enumerations are texts here, since their types may not exist yet; a column that a file lacks has its default. */
export function stagedColumn(column: SqlColumn): Fragment {
  const byDefault = column.defaultSql === undefined ? sql`` : sql` DEFAULT ${sql.raw(column.defaultSql)}`;
  return sql`${sql.id(column.name)} ${sql.raw(stagedType(column))}${byDefault}`;
}

/** The type of a column while its values wait. */
export function stagedType(column: SqlColumn): string {
  if (lookupOf(column) !== undefined) return 'text';
  if (!column.type.startsWith('"')) return column.type;
  return column.type.endsWith('[]') ? 'text[]' : 'text';
}

/** The table of values of a column; a foreign key of the user on a column of numbers is none. */
export function lookupOf({ lookup, column }: SqlColumn): LookupTable | undefined {
  return column.type.kind === 'enum' || column.type.kind === 'text' ? lookup : undefined;
}

/** The value of a staged column (of the table `s`) as the table takes it. */
export function stagedValue(column: SqlColumn): Fragment {
  const staged = sql.id('s', column.name);
  const lookup = lookupOf(column);
  if (lookup !== undefined) {
    const { schema, table, idColumn, valueColumn } = lookup;
    return sql`(SELECT l.${sql.id(idColumn)} FROM ${sql.id(schema, table)} l WHERE l.${sql.id(valueColumn)} = ${staged})`;
  }
  return stagedType(column) === column.type ? staged : sql`${staged}::${sql.raw(column.type)}`;
}
