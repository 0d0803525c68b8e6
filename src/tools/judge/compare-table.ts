import type { Emulator } from '../../emulator/index.js';
import type { PlainClient } from '../../emulator/testing/plain-client.js';
import type { JsonObject } from '../../util/json.js';
import { canonical } from './canonical.js';
import type { Database } from './database.js';

/** How a table of the database compares with the emulator's. */
export interface Comparison {
  readonly rows: number;
  /** What differs, at most a few lines; empty when nothing does. */
  readonly differences: readonly string[];
}

/** Columns that the official client keeps as numbers into tables of their own. */
const LOOKUPS: Readonly<Record<string, string>> = {
  web_application_controller: 'Controller',
  web_application_action: 'Action',
};
const SHOWN = 3;

/** Compares the columns and the rows of a table, value by value. */
export async function compareTable(
  emulator: Emulator,
  client: PlainClient,
  database: Database,
  name: string,
): Promise<Comparison> {
  const [namespace = '', table = ''] = name.split('.');
  const stored = await storedRows(database, namespace, table);
  const expected = new Set<string>();
  for await (const { key, value } of emulator.truth(namespace, table)) expected.add(canonical({ ...key, ...value }));
  const missing = [...expected].filter((row) => !stored.has(row));
  const surplus = [...stored].filter((row) => !expected.has(row));
  const columns = await columnDifferences(client, database, namespace, table);
  const differences = [
    ...columns,
    ...missing.slice(0, SHOWN).map((row) => `not in the database: ${row.slice(0, 300)}`),
    ...surplus.slice(0, SHOWN).map((row) => `only in the database: ${row.slice(0, 300)}`),
  ];
  return { rows: stored.size, differences };
}

async function storedRows(database: Database, namespace: string, table: string): Promise<ReadonlySet<string>> {
  const rows = await database.rows(`select row_to_json(t) from "${namespace}"."${table}" t`);
  if (namespace !== 'canvas_logs') return new Set(rows.map(canonical));
  const words = new Map<string, ReadonlyMap<string, unknown>>();
  for (const [column, lookup] of Object.entries(LOOKUPS)) {
    const known = await database.rows(`select row_to_json(t) from "${namespace}"."${lookup}" t`);
    words.set(column, new Map(known.map((row) => [String(row['id']), row['value']])));
  }
  return new Set(rows.map((row) => canonical(withWords(row, words))));
}

function withWords(
  row: JsonObject,
  words: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const changed = [...words].map(([column, known]) => [column, known.get(String(row[column])) ?? null] as const);
  return { ...row, ...Object.fromEntries(changed) };
}

async function columnDifferences(
  client: PlainClient,
  database: Database,
  namespace: string,
  table: string,
): Promise<readonly string[]> {
  const { body } = await client.call('GET', `/dap/query/${namespace}/table/${table}/schema`);
  const { properties } = body['schema'] as { properties: Record<string, { properties: JsonObject }> };
  const offered = ['key', 'value'].flatMap((part) => Object.keys(properties[part]?.properties ?? {}));
  const found = await database.rows(
    `select json_build_object('name', column_name) from information_schema.columns
     where table_schema = '${namespace}' and table_name = '${table}'`,
  );
  const stored = found.map((row) => String(row['name']));
  return [
    ...offered.filter((column) => !stored.includes(column)).map((column) => `column ${column} is not in the database`),
    ...stored.filter((column) => !offered.includes(column)).map((column) => `column ${column} is not offered any more`),
  ];
}
