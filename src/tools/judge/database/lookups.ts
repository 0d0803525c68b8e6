import type { ReadTable, Scratch } from '../../sql-truth/scratch.js';

/** Columns of web_logs that the official client keeps as numbers, and the tables of their values. */
const LOOKUPS: Readonly<Record<string, string>> = {
  web_application_controller: 'Controller',
  web_application_action: 'Action',
};

/** The table with words in place of the numbers of lookup tables. */
export async function withLookups(scratch: Scratch, namespace: string, table: ReadTable): Promise<ReadTable> {
  let { columns, rows } = table;
  for (const [name, lookup] of Object.entries(LOOKUPS)) {
    const place = columns.findIndex((column) => column.name === name && /^int/i.test(column.type));
    if (place < 0) continue;
    const known = await scratch.query(`select id, value from ${scratch.nameOf(namespace, lookup)}`);
    const words = new Map(known.map(({ id, value }) => [id, value ?? null] as const));
    rows = rows.map((row) => row.map((cell, n) => (n === place ? (words.get(cell) ?? null) : cell)));
    columns = columns.map((column, n) => (n === place ? { ...column, type: 'text' } : column));
  }
  return { columns, rows };
}
