import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TruthRow } from '../../emulator/index.js';
import { verifyTable } from './verify-table.js';
import { Warehouse, type WarehouseTable } from './warehouse.js';

const TS = '2026-03-01T08:00:00.123456Z';
const nullable = (type: string, format?: string) => ({
  type: ['null', type],
  ...(format === undefined ? {} : { format }),
});
const stream = {
  name: 'users',
  supported_sync_modes: ['full_refresh' as const],
  source_defined_primary_key: [['id']],
  json_schema: {
    properties: {
      id: { type: 'integer' },
      name: nullable('string'),
      settings: nullable('object'),
      _ab_cdc_updated_at: nullable('string', 'date-time'),
      _ab_cdc_deleted_at: nullable('string', 'date-time'),
    },
  },
};

let folder = '';
let warehouse: Warehouse;
let table: WarehouseTable;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'warehouse-'));
  warehouse = await Warehouse.create(join(folder, 'test.duckdb'));
  table = await warehouse.createTable(stream);
  await apply(
    `{"id":10820000000000001,"name":"o'Neill","settings":{"a":10000000000000001},"_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":null}`,
    `{"id":2,"name":"old","_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":null}`,
    `{"id":3,"_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":null}`,
  );
  await apply(
    `{"id":2,"name":"new","_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":null}`,
    `{"id":3,"_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":"${TS}"}`,
    `{"id":4,"_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":"${TS}"}`,
  );
});
afterAll(async () => {
  warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

async function apply(...records: readonly string[]): Promise<void> {
  const file = join(folder, 'records.jsonl');
  const lines = records.map((data) => `{"type":"RECORD","record":{"stream":"users","emitted_at":1,"data":${data}}}\n`);
  await writeFile(file, lines.join(''));
  await warehouse.apply(table, file);
}

async function differencesTo(...rows: readonly TruthRow[]): Promise<readonly string[]> {
  async function* truth(): AsyncGenerator<TruthRow> {
    yield* rows;
  }
  return (await verifyTable(warehouse.connection, table, truth())).differences;
}

const SHARDED: TruthRow = {
  key: { id: 10820000000000001n },
  value: { name: "o'Neill", settings: { a: 10000000000000001n } },
  ts: TS,
};
const RENAMED: TruthRow = { key: { id: 2 }, value: { name: 'new' }, ts: TS };

it('replaces rows by their key, removes the deleted ones and ignores deletions of unknown rows', async () => {
  expect(await differencesTo(SHARDED, RENAMED)).toEqual([]);
});

it.each([
  ['a row that is missing', [SHARDED, RENAMED, { key: { id: 5 }, value: {}, ts: TS }], 'row 5 is missing'],
  ['a row too many', [SHARDED], 'row 2 is not on the server (any more)'],
  [
    'an integer that is off by one',
    [{ ...SHARDED, value: { ...SHARDED.value, settings: { a: 10000000000000002n } } }, RENAMED],
    'row 10820000000000001 differs in settings',
  ],
  [
    'an instant that is off by a microsecond',
    [SHARDED, { ...RENAMED, ts: '2026-03-01T08:00:00.123457Z' }],
    'row 2 differs in _ab_cdc_updated_at',
  ],
  [
    'a column that never came',
    [SHARDED, { ...RENAMED, value: { name: 'new', age: 3 } }],
    'row 2 has a column age on the server only',
  ],
] as const)('notices %s', async (_what, rows, difference) => {
  expect(await differencesTo(...rows)).toEqual([`"users": ${difference}`]);
});
