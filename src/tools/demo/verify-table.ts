import type { TruthRow } from '../../emulator/index.js';
import type { Column } from './column-types.js';
import { type Comparable, fromTruth, fromWarehouse } from './comparable.js';
import type { Database } from './duckdb.js';
import { quoteName } from './duckdb.js';
import type { WarehouseTable } from './warehouse.js';

const UPDATED_AT = '_ab_cdc_updated_at';
const DELETED_AT = '_ab_cdc_deleted_at';
const MAX_DIFFERENCES = 10;

/** Outcome of a comparison. */
export interface Verification {
  /** Rows that the table has. */
  readonly rows: number;
  /** Values that were compared. */
  readonly values: number;
  /** What differs, the first ten in words; empty when table and server are equal. */
  readonly differences: readonly string[];
}

/**
 * Compares every row and column of a table with what the server holds at this moment.
 *
 * @param label - how the table is called where it differs.
 */
export async function verifyTable(
  connection: Database['connection'],
  table: WarehouseTable,
  truth: AsyncIterable<TruthRow>,
  label = table.name,
): Promise<Verification> {
  const stored = await storedRows(connection, table);
  const rows = stored.size;
  const known = new Set(table.columns.map(({ name }) => name));
  const differences: string[] = [];
  let count = 0;
  const differ = (what: string): void => {
    count += 1;
    if (count <= MAX_DIFFERENCES) differences.push(`${label}: ${what}`);
  };
  for await (const row of truth) {
    const expected = table.columns.map((column) => fromTruth(truthOf(row, column.name), column.type));
    const key = keyOf(table.columns, expected);
    const found = stored.get(key);
    stored.delete(key);
    for (const column of unknownColumns(known, row)) differ(`row ${key} has a column ${column} on the server only`);
    if (found === undefined) differ(`row ${key} is missing`);
    else for (const column of unequal(table.columns, expected, found)) differ(`row ${key} differs in ${column}`);
  }
  for (const key of stored.keys()) differ(`row ${key} is not on the server (any more)`);
  if (count > MAX_DIFFERENCES) differences.push(`${label}: ${count - MAX_DIFFERENCES} differences more`);
  return { rows, values: rows * table.columns.length, differences };
}

async function storedRows(
  connection: Database['connection'],
  table: WarehouseTable,
): Promise<Map<string, readonly Comparable[]>> {
  const rows = new Map<string, readonly Comparable[]>();
  const columns = table.columns.map(({ name }) => quoteName(name)).join(', ');
  const result = await connection.stream(`SELECT ${columns} FROM ${table.name}`);
  for await (const portion of result.yieldRows()) {
    for (const values of portion) {
      const row = table.columns.map(({ type }, at) => fromWarehouse(values[at], type));
      rows.set(keyOf(table.columns, row), row);
    }
  }
  return rows;
}

function truthOf(row: TruthRow, column: string): unknown {
  if (column === UPDATED_AT) return row.ts;
  if (column === DELETED_AT) return null;
  return Object.hasOwn(row.key, column) ? row.key[column] : row.value[column];
}

function unknownColumns(known: ReadonlySet<string>, row: TruthRow): string[] {
  return [...Object.keys(row.key), ...Object.keys(row.value)].filter((name) => !known.has(name));
}

function keyOf(columns: readonly Column[], row: readonly Comparable[]): string {
  return columns.flatMap(({ isKey }, at) => (isKey ? [String(row[at])] : [])).join('/');
}

function unequal(columns: readonly Column[], expected: readonly Comparable[], found: readonly Comparable[]): string[] {
  return columns.flatMap(({ name }, at) => (expected[at] === found[at] ? [] : [name]));
}
