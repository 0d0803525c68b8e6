import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../src/sql/contract/database.js';
import { openDuckdb } from '../../../src/sql/dialects/duckdb/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import {
  cellsOf,
  changeCells,
  designOf,
  ID,
  loadFile,
  NAME,
  openReady,
  queryFile,
  REPLICA,
  recordOf,
  sqlColumn,
  TAGS,
  temporaryFolder,
} from './support.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const SCORE = sqlColumn('score', { kind: 'integer', bits: 32 }, { nullable: false, default: 7 });
const STRICT = { ...NAME, nullable: false };

async function initialize(database: Database): Promise<void> {
  await database.prepare();
  await using session = await database.open(REPLICA, 'test');
  if ((await session.record()) !== undefined) return;
  const load = await session.createLoad(designOf([ID, NAME, TAGS]));
  const cells = cellsOf([ID, NAME, TAGS]);
  await loadFile(load, cells, [
    ['1', 'old', null],
    ['2', 'two', '["b"]'],
  ]);
  await loadFile(load, cells, [['1', 'one', '["a"]']]);
  await load.commit(recordOf([ID, NAME, TAGS], '2026-03-01T08:00:00Z'));
}

async function synchronize(database: Database): Promise<void> {
  await database.prepare();
  await using session = await database.open(REPLICA, 'test');
  const existing = await session.existing();
  if (existing === undefined) throw new Error('There is no table.');
  const hasScore = existing.columns.some(({ name }) => name === 'score');
  const changes = hasScore ? [] : ([{ kind: 'add-column', column: SCORE }] as const);
  const merge = await session.createMerge({
    replica: REPLICA,
    existing,
    changes: [...changes, { kind: 'forbid-null', column: STRICT }],
    columns: [ID, STRICT, TAGS, SCORE],
    rows: { kind: 'changes' },
  });
  await loadFile(merge, changeCells([ID, STRICT, TAGS, SCORE]), [
    ['2026-03-01T09:00:00Z', 'U', '1', 'uno', '["x"]', '1'],
    ['2026-03-01T09:00:00Z', 'D', '2', null, null, null],
    ['2026-03-01T09:00:00Z', 'U', '3', 'tres', null, '3'],
  ]);
  await merge.commit(recordOf([ID, STRICT, TAGS, SCORE], '2026-03-02T08:00:00Z'));
}

const INITIAL = [
  { id: '1', name: 'one', tags: ['a'] },
  { id: '2', name: 'two', tags: ['b'] },
];
const FINAL = [
  { id: '1', name: 'uno', tags: ['x'], score: 1 },
  { id: '3', name: 'tres', tags: null, score: 3 },
];

/** What a process leaves behind that is killed before its k-th statement, for every k: its files at that moment. */
async function statesOf(
  path: string,
  act: (database: Database) => Promise<void>,
  keylessRows?: number,
): Promise<readonly string[]> {
  const states: string[] = [];
  const onStatement = async () => {
    const state = join(folder.path, `state-${states.length}`);
    await mkdir(state);
    const copy = join(state, 'data.duckdb');
    await copyFile(path, copy);
    await copyFile(`${path}.wal`, `${copy}.wal`).catch(() => undefined);
    states.push(copy);
  };
  const database = await openDuckdb({ path, onStatement, keylessRows }, { meta: createMetaTables('duckdb') });
  await act(database);
  await database.close();
  return states;
}

/** Rows and record as they are, before anything is run again. */
async function stateOf(database: Database, path: string) {
  await database.prepare();
  await using session = await database.open(REPLICA, 'test');
  const timestamp = (await session.record())?.timestamp;
  const exists = (await session.existing()) !== undefined;
  await session.release();
  await database.close();
  return { timestamp, rows: exists ? await queryFile(path, 'SELECT * FROM canvas.users ORDER BY id') : undefined };
}

test.each([
  ['in one transaction', undefined],
  ['large', 1],
])(
  'an initialization (%s) that is killed before any statement leaves all or nothing, and succeeds again',
  async (_, keylessRows) => {
    const states = await statesOf(join(folder.path, 'data.duckdb'), initialize, keylessRows);
    expect(states.length).toBeGreaterThan(40);
    const seen = new Set<unknown>();
    for (const path of states) {
      // Any client opens what is left, the program or not.
      await queryFile(path, 'SELECT 1');
      const { timestamp, rows } = await stateOf(await openDuckdb({ path }, { meta: createMetaTables('duckdb') }), path);
      seen.add(timestamp);
      expect(rows).toEqual(timestamp === undefined ? undefined : INITIAL);
      await using again = await openDuckdb({ path }, { meta: createMetaTables('duckdb') });
      await initialize(again);
      expect((await stateOf(again, path)).rows).toEqual(INITIAL);
      const tables = `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'canvas'`;
      expect(await queryFile(path, tables)).toEqual([{ table_name: 'users' }]);
      await rm(path);
    }
    expect(seen).toContain(undefined);
  },
);

test('a synchronization that is killed before any statement leaves the old state or the new one', async () => {
  const path = join(folder.path, 'data.duckdb');
  await using first = await openReady(path);
  await initialize(first);
  await first.close();
  await queryFile(path, 'CREATE UNIQUE INDEX users_name ON canvas.users (name)');
  const states = await statesOf(path, synchronize);
  expect(states.length).toBeGreaterThan(40);
  const seen = new Set<unknown>();
  for (const state of states) {
    await queryFile(state, 'SELECT 1');
    const { timestamp, rows } = await stateOf(await openReady(state), state);
    seen.add(timestamp);
    expect(rows).toEqual(timestamp?.startsWith('2026-03-02') === true ? FINAL : INITIAL);
    await using again = await openReady(state);
    await synchronize(again);
    expect((await stateOf(again, state)).rows).toEqual(FINAL);
    const indexes = await queryFile(state, 'SELECT index_name FROM duckdb_indexes()');
    expect(indexes).toEqual([{ index_name: 'users_name' }]);
  }
  expect(seen.size).toBe(2);
});
