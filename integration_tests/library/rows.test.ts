import { afterAll, beforeAll, expect, test } from 'vitest';
import { DapClient, FORMATS, MODES, type TableQueryInput } from '../../src/dap/index.js';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { canonicalRow } from './canonical-row.js';

const TABLES = {
  'canvas.assignment_groups': 60,
  'canvas.assignments': 60,
  'canvas.courses': 40,
  'canvas.late_policies': 30,
  'canvas.submissions': 250,
  'canvas.users': 120,
  'canvas_logs.web_logs': 80,
} as const;
const NAMES = Object.keys(TABLES).map((name) => name.split('.') as [string, string]);
const QUERIES: readonly TableQueryInput[] = [
  ...FORMATS.map((format) => ({ format })),
  ...MODES.flatMap((mode) => [
    { format: 'csv' as const, mode },
    { format: 'tsv' as const, mode },
  ]),
];

let emulator: Emulator;
let client: DapClient;

beforeAll(async () => {
  emulator = await startEmulator({
    limits: false,
    jobDelayMs: 0,
    objectRows: 90,
    gzipMembers: 3,
    tables: TABLES,
    presence: 'random',
    webLogDuplicates: 0,
  });
  const { clientId, clientSecret, baseUrl } = emulator;
  client = new DapClient({ clientId, clientSecret, baseUrl, limits: 'none' });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
});

async function rowsOf(namespace: string, table: string, query: TableQueryInput): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const row of client.getTableRows(namespace, table, query)) found.set(keyOf(row), canonicalRow(row));
  return found;
}

const keyOf = ({ key }: { readonly key: object }): string => Object.values(key).map(String).join();

test.each(NAMES)('%s.%s: every format and mode gives the rows that the server holds', async (namespace, table) => {
  const truth = new Map<string, string>();
  for await (const row of emulator.truth(namespace, table)) truth.set(keyOf(row), canonicalRow({ op: 'U', ...row }));
  expect(truth.size).toBeGreaterThan(20);
  for (const query of QUERIES) expect(await rowsOf(namespace, table, query), JSON.stringify(query)).toEqual(truth);
});

test('changes come with their deletions in every format', async () => {
  const { timestamp } = await client.getTableData('canvas', 'submissions', { format: 'jsonl' });
  emulator.commit({ namespace: 'canvas', table: 'submissions', inserts: 5, updates: 20, deletes: 7 });
  const expected = await rowsOf('canvas', 'submissions', { format: 'jsonl', since: timestamp });
  expect([...expected.values()].filter((row) => row.includes('"op":"D"'))).toHaveLength(7);
  for (const format of FORMATS) {
    expect(await rowsOf('canvas', 'submissions', { format, since: timestamp }), format).toEqual(expected);
  }
});
