import type { DialectName } from '../contract/names.js';

/**
 * The form of a column's name in which two names are equal if the database takes them for one: MySQL and DuckDB do not
 * look at case.
 */
export function foldName(dialect: DialectName, name: string): string {
  return dialect === 'postgresql' ? name : name.toLowerCase();
}
