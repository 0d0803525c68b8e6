import type { CellTarget, FilledColumn, LoadTarget } from './load-target.js';
import { quote } from './names.js';

const TAB = 9;
const LINE_END = 10;
const BACKSLASH = 92;
const CAPITAL_N = 78;
const QUOTE = 39;

/**
 * Makes the lists of values of an INSERT out of rows for LOAD DATA. The escapes of both are the same: a cell becomes a
 * literal when it is put in quotes and the quotes in it are doubled.
 *
 * @example
 * [...valueLists(Buffer.from("1\tit's\\n\n"), cells)] // ["(1,'it''s\\n')"]
 */
export function* valueLists(
  rows: Buffer,
  cells: readonly CellTarget[],
  filled: readonly FilledColumn[] = [],
): Generator<string> {
  const lead = filled.map(({ sql }) => sql);
  let start = 0;
  while (start < rows.length) {
    const end = rows.indexOf(LINE_END, start);
    const stop = end < 0 ? rows.length : end;
    yield valueList(rows.subarray(start, stop), cells, lead);
    start = stop + 1;
  }
}

/** How the INSERT for rows of a target begins. `REPLACE`: of a key that comes more than once the last row stays. */
export function insertHead({ table, cells, filled = [] }: LoadTarget): string {
  const names = cells.flatMap((cell) => (cell.kind === 'column' ? [cell.name] : []));
  const all = [...filled.map(({ name }) => name), ...names];
  return `REPLACE INTO ${quote(table)} (${all.map(quote).join(', ')}) VALUES `;
}

function valueList(row: Buffer, cells: readonly CellTarget[], lead: readonly string[]): string {
  const values = [...lead];
  let start = 0;
  for (const cell of cells) {
    const tab = row.indexOf(TAB, start);
    const end = tab < 0 ? row.length : tab;
    if (cell.kind === 'column') values.push(cellLiteral(row.subarray(start, end), cell.isHex));
    start = end + 1;
  }
  return `(${values.join(',')})`;
}

function cellLiteral(cell: Buffer, isHex: boolean): string {
  if (cell.length === 2 && cell[0] === BACKSLASH && cell[1] === CAPITAL_N) return 'NULL';
  const text = cell.toString('utf8');
  if (isHex) return `UNHEX('${text}')`;
  return cell.includes(QUOTE) ? `'${text.replaceAll("'", "''")}'` : `'${text}'`;
}
