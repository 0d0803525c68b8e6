import { nameList } from './names.js';

/** Rows that are to be inserted. */
export interface RowSource {
  /** Names of the columns that get values. */
  readonly names: readonly string[];
  /** The values, as expressions over `from`. */
  readonly values: readonly string[];
  readonly from: string;
  /** What it takes to insert them into a table of so many columns, about. */
  need(columns: number): number;
}

/** Inserts the rows in their order. */
export function insertFrom(table: string, { names, values, from }: RowSource): string {
  return `INSERT INTO ${table} (${nameList(names)}) SELECT ${values.join(', ')} FROM ${from}`;
}
