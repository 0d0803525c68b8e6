import type { SqlColumn } from '../../contract/design.js';
import type { LoadCell } from '../../contract/load-cell.js';
import { quote } from './names.js';

/** Where a cell of a row goes. */
export type CellTarget =
  /** `isHex`: the cell has digits, the column has bytes. */
  { readonly kind: 'column'; readonly name: string; readonly isHex: boolean } | { readonly kind: 'skip' };

/** A column that rows are not sent for: an expression that the server evaluates for each row. */
export interface FilledColumn {
  readonly name: string;
  readonly sql: string;
}

/** A table that rows are loaded into, and the order of their cells. */
export interface LoadTarget {
  readonly table: string;
  readonly cells: readonly CellTarget[];
  readonly filled?: readonly FilledColumn[];
}

/** The target of a cell of a column. */
export function columnTarget(column: SqlColumn, name: string): CellTarget {
  const isHex = 'write' in column.form && column.form.write === 'hex';
  return { kind: 'column', name, isHex };
}

/** The targets of the cells of a table whose columns have the names of DAP. */
export function plainTargets(cells: readonly LoadCell[]): readonly CellTarget[] {
  return cells.map((cell) => (cell.kind === 'column' ? columnTarget(cell.column, cell.column.name) : { kind: 'skip' }));
}

/**
 * The statement that loads rows from our stream. The name of the file means nothing. `REPLACE`: of a key that comes more
 * than once the last row stays.
 *
 * @example
 * loadStatement({ table: 't', cells }) // LOAD DATA LOCAL INFILE 'rows' REPLACE INTO TABLE `t` … (`id`, @c1) SET `u` = UNHEX(@c1)
 */
export function loadStatement({ table, cells, filled = [] }: LoadTarget): string {
  const names = cells.map((cell, index) => (cell.kind === 'column' && !cell.isHex ? quote(cell.name) : `@c${index}`));
  const bytes = cells.flatMap((cell, index) =>
    cell.kind === 'column' && cell.isHex ? [`${quote(cell.name)} = UNHEX(@c${index})`] : [],
  );
  const sets = [...filled.map(({ name, sql }) => `${quote(name)} = ${sql}`), ...bytes];
  return [
    `LOAD DATA LOCAL INFILE 'rows' REPLACE INTO TABLE ${quote(table)} CHARACTER SET utf8mb4`,
    "FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n'",
    `(${names.join(', ')})`,
    ...(sets.length === 0 ? [] : [`SET ${sets.join(', ')}`]),
  ].join(' ');
}
