import { storedCell } from './cell-text.js';
import type { CellText, ReadTable } from './scratch.js';
import { keyText, type Truth } from './truth-log.js';

/** What a comparison leaves out. */
export interface CompareOptions {
  /** Columns that the user added; they are not the service's. */
  readonly ownColumns?: readonly string[];
  /** What the database is expected to hold instead of a text: a policy. */
  readonly expected?: (cell: CellText, column: Truth['columns'][number]) => CellText;
  /** Lost fractions of a second are no difference: a table that the official client made in MySQL. */
  readonly wholeSeconds?: boolean;
}

const SHOWN = 5;

/** Every difference between a table that was read and what the service held, cell by cell; empty when there is none. */
export function differences(truth: Truth, table: ReadTable | undefined, options: CompareOptions = {}): string[] {
  if (table === undefined) return ['the table does not exist'];
  const own = new Set(options.ownColumns);
  const names = table.columns.map(({ name }) => name);
  const wanted = truth.columns.map(({ name }) => name);
  const found = [
    ...wanted.filter((name) => !names.includes(name)).map((name) => `column ${name} is missing`),
    ...names.filter((name) => !(wanted.includes(name) || own.has(name))).map((name) => `column ${name} is too many`),
    ...rowDifferences(truth, table, options),
  ];
  const more = found.length - SHOWN;
  return more <= 0 ? found : [...found.slice(0, SHOWN), `and ${more} more`];
}

function rowDifferences(truth: Truth, table: ReadTable, options: CompareOptions): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const places = truth.columns.map(({ name }) => table.columns.findIndex((column) => column.name === name));
  for (const row of table.rows) {
    const cells = Object.fromEntries(
      truth.columns.map(({ name, type }, n) => {
        const place = places[n] ?? -1;
        return [name, storedCell(row[place] ?? null, type, table.columns[place]?.type ?? '')];
      }),
    );
    const key = keyText(truth.columns, cells);
    const expected = truth.rows.get(key);
    if (seen.has(key)) found.push(`row ${key} is there twice`);
    else if (expected === undefined) found.push(`row ${key} is too many`);
    else found.push(...cellDifferences(truth, key, expected, cells, options));
    seen.add(key);
  }
  const missing = [...truth.rows.keys()].filter((key) => !seen.has(key));
  return [...found, ...missing.map((key) => `row ${key} is missing`)];
}

function cellDifferences(
  truth: Truth,
  key: string,
  expected: Readonly<Record<string, CellText>>,
  stored: Readonly<Record<string, CellText>>,
  { expected: policy, wholeSeconds = false }: CompareOptions,
): string[] {
  return truth.columns.flatMap((column) => {
    const { name, type } = column;
    const own = expected[name] ?? null;
    const wanted = policy === undefined ? own : policy(own, column);
    const found = stored[name] ?? null;
    if (wanted === found) return [];
    if (wholeSeconds && type.kind === 'date-time' && wanted?.replace(/\.\d+$/, '') === found) return [];
    return [`row ${key}, ${name}: ${shown(found)} instead of ${shown(wanted)}`];
  });
}

function shown(cell: CellText): string {
  return cell === null ? 'NULL' : JSON.stringify(cell).slice(0, 120);
}
