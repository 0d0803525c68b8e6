import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TableChange } from '../../../src/sql/contract/change.js';
import type { Database, MergeCounts, MergePlan, MergeRows } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import {
  cellsOf,
  changeCells,
  ID,
  initialize,
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
let path: string;
let database: Database;
const COLUMNS = [ID, NAME, TAGS];

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'data.duckdb');
  database = await openReady(path);
  await initialize(database, COLUMNS, [
    ['1', 'one', '["a"]'],
    ['2', 'two', null],
    ['3', 'three', '[]'],
  ]);
});
afterEach(async () => {
  await database.close();
  await folder.remove();
});

interface Merging {
  readonly changes?: readonly TableChange[];
  readonly columns?: readonly SqlColumn[];
  readonly rows?: MergeRows;
}

async function merge(rows: readonly (readonly (string | null)[])[], plan: Merging = {}): Promise<MergeCounts> {
  await using session = await database.open(REPLICA, 'test');
  const existing = await session.existing();
  if (existing === undefined) throw new Error('There is no table.');
  const columns = plan.columns ?? COLUMNS;
  const full: MergePlan = {
    replica: REPLICA,
    existing,
    changes: plan.changes ?? [],
    columns,
    rows: plan.rows ?? { kind: 'changes' },
  };
  const load = await session.createMerge(full);
  const cells = full.rows.kind === 'changes' ? changeCells(columns) : cellsOf(columns);
  await loadFile(load, cells, rows);
  return await load.commit(recordOf(columns, '2026-03-02T08:00:00.000001Z'));
}

async function query(...statements: string[]): Promise<readonly Record<string, unknown>[]> {
  await database.close();
  const rows = await queryFile(path, ...statements);
  database = await openReady(path);
  return rows;
}

const all = () => query('SELECT id, name, tags FROM canvas.users ORDER BY id');
const T1 = '2026-03-01T09:00:00Z';
const T2 = '2026-03-01T09:00:00.000001Z';

test('rows are upserted and deleted with their record, and again', async () => {
  const rows = [
    [T1, 'U', '1', 'uno', '["b","c"]'],
    [T1, 'D', '2', null, null],
    [T1, 'U', '4', 'four', null],
    [T1, 'D', '9', null, null],
  ];
  expect(await merge(rows)).toEqual({ upserted: 2, deleted: 1 });
  expect(await merge(rows)).toEqual({ upserted: 2, deleted: 0 });
  expect(await all()).toEqual([
    { id: '1', name: 'uno', tags: ['b', 'c'] },
    { id: '3', name: 'three', tags: [] },
    { id: '4', name: 'four', tags: null },
  ]);
  await using session = await database.open(REPLICA, 'test');
  expect((await session.record())?.timestamp).toBe('2026-03-02T08:00:00.000001Z');
});

test('the newest row of a key counts, then the last', async () => {
  await merge([
    [T2, 'U', '1', 'newest', null],
    [T1, 'D', '1', null, null],
    [T1, 'U', '2', 'first', null],
    [T1, 'U', '2', 'last', null],
    [T1, 'U', '3', 'before', null],
    [T2, 'D', '3', null, null],
    [T1, 'D', '4', null, null],
    [T2, 'U', '4', 'back', null],
  ]);
  expect((await all()).map((row) => row['name'])).toEqual(['newest', 'last', 'back']);
});

test('a snapshot is merged by its differences', async () => {
  const rows = [
    ['1', 'one', '["a"]'],
    ['2', 'changed', null],
    ['4', 'new', '["x"]'],
  ];
  const kind = 'snapshot';
  expect(await merge(rows, { rows: { kind, strategy: 'diff', keepMissing: false } })).toEqual({
    upserted: 2,
    deleted: 1,
  });
  expect((await all()).map((row) => row['name'])).toEqual(['one', 'changed', 'new']);
  expect(await merge(rows.slice(1), { rows: { kind, strategy: 'truncate', keepMissing: true } })).toEqual({
    upserted: 0,
    deleted: 0,
  });
  expect(await merge(rows.slice(1), { rows: { kind, strategy: 'truncate', keepMissing: false } })).toEqual({
    upserted: 2,
    deleted: 1,
  });
  expect((await all()).map((row) => row['name'])).toEqual(['changed', 'new']);
});

test('columns and indexes of the user survive, and views can be read', async () => {
  await query(
    "ALTER TABLE canvas.users ADD COLUMN note VARCHAR DEFAULT 'none'",
    "UPDATE canvas.users SET note = 'mine' WHERE id = 1",
    'CREATE UNIQUE INDEX users_name ON canvas.users (name)',
    'CREATE VIEW everything AS SELECT * FROM canvas.users',
    'CREATE VIEW names AS SELECT name FROM canvas.users',
  );
  const added = sqlColumn('score', { kind: 'integer', bits: 32 }, { nullable: false, default: 7, comment: 'A score.' });
  const strict = { ...NAME, nullable: false };
  const columns = [ID, strict, TAGS, added];
  await merge(
    [
      [T1, 'U', '1', 'uno', null, '1'],
      [T1, 'U', '5', 'five', null, '5'],
    ],
    {
      columns,
      changes: [
        { kind: 'add-column', column: added },
        { kind: 'forbid-null', column: strict },
        { kind: 'set-comment', column: { ...NAME, comment: "The user's name." } },
        { kind: 'set-table-comment', comment: undefined },
        { kind: 'set-default', column: { ...NAME, defaultSql: "'?'" } },
      ],
    },
  );
  await using session = await database.open(REPLICA, 'test');
  expect(await session.existing()).toMatchObject({
    key: ['id'],
    columns: [
      { name: 'id' },
      { name: 'name', nullable: false, defaultSql: "'?'", comment: "The user's name." },
      { name: 'tags', nullable: true },
      { name: 'note' },
      { name: 'score', type: 'INTEGER', nullable: false, defaultSql: '7', comment: 'A score.' },
    ],
  });
  await session.release();
  expect(await query('SELECT id, note, score FROM everything ORDER BY id')).toEqual([
    { id: '1', note: 'mine', score: 1 },
    { id: '2', note: 'none', score: 7 },
    { id: '3', note: 'none', score: 7 },
    { id: '5', note: 'none', score: 5 },
  ]);
  expect(await query('SELECT index_name, is_unique FROM duckdb_indexes()')).toEqual([
    { index_name: 'users_name', is_unique: true },
  ]);
});

test('columns are dropped, kept, widened and allowed NULL', async () => {
  const count = sqlColumn('count', { kind: 'integer', bits: 32 }, { nullable: false, default: 1 });
  const second = { ref: REPLICA.ref, target: REPLICA.target };
  await using first = await database.open(second, 'test');
  await first.drop({ cascade: false });
  await first.release();
  await initialize(database, [ID, NAME, TAGS, count], [['1', 'one', null, '2147483647']]);
  const wide = sqlColumn('count', { kind: 'integer', bits: 64 }, { nullable: true, default: 1 });
  const existingCount = { name: 'count', type: 'INTEGER', nullable: false, defaultSql: '1' };
  await merge(
    [
      [T1, 'U', '2', '9223372036854775807'],
      [T1, 'U', '3', null],
    ],
    {
      columns: [ID, wide],
      changes: [
        { kind: 'change-type', column: wide, from: existingCount },
        { kind: 'allow-null', column: wide },
        { kind: 'drop-column', column: { name: 'tags', type: 'VARCHAR[]', nullable: true } },
        { kind: 'keep-removed', column: { name: 'name', type: 'VARCHAR', nullable: true } },
      ],
    },
  );
  expect(await query('SELECT * FROM canvas.users ORDER BY id')).toEqual([
    { id: '1', name: 'one', count: '2147483647' },
    { id: '2', name: null, count: '9223372036854775807' },
    { id: '3', name: null, count: null },
  ]);
});

test('a required truth value with a default fills old rows and forbids NULL', async () => {
  const flag = sqlColumn('flag', { kind: 'boolean' }, { nullable: false, default: true });
  await merge([[T1, 'U', '4', 'four', null, 'false']], {
    columns: [...COLUMNS, flag],
    changes: [{ kind: 'add-column', column: flag }],
  });
  expect((await query('SELECT flag FROM canvas.users ORDER BY id')).map((row) => row['flag'])).toEqual([
    ...[true, true, true, false],
  ]);
  await using session = await database.open(REPLICA, 'test');
  expect((await session.existing())?.columns.at(-1)).toMatchObject({
    name: 'flag',
    nullable: false,
    defaultSql: `'true'`,
  });
});

test('old values that no cast carries over make room for those of a snapshot, and NULL is forbidden again', async () => {
  const day = sqlColumn('day', { kind: 'date' }, { nullable: false });
  const flag = sqlColumn('day', { kind: 'boolean' }, { nullable: false });
  await using first = await database.open(REPLICA, 'test');
  await first.drop({ cascade: false });
  await first.release();
  await initialize(database, [ID, day], [['1', '2026-03-01']]);
  const counts = await merge(
    [
      ['1', 'true'],
      ['2', 'false'],
    ],
    {
      columns: [ID, flag],
      changes: [
        {
          kind: 'change-type',
          column: flag,
          from: { name: 'day', type: 'DATE', nullable: false },
          discardsValues: true,
        },
      ],
      rows: { kind: 'snapshot', strategy: 'truncate', keepMissing: false },
    },
  );
  expect(counts).toEqual({ upserted: 2, deleted: 0 });
  expect(await query('SELECT * FROM canvas.users ORDER BY id')).toEqual([
    { id: '1', day: true },
    { id: '2', day: false },
  ]);
  await using session = await database.open(REPLICA, 'test');
  expect((await session.existing())?.columns.at(-1)).toMatchObject({ type: 'BOOLEAN', nullable: false });
});

test('a column that a view reads is not dropped; nothing is changed', async () => {
  await query('CREATE VIEW names AS SELECT name FROM canvas.users');
  const dropped = merge([[T1, 'U', '1', null]], {
    columns: [ID, TAGS],
    changes: [{ kind: 'drop-column', column: { name: 'name', type: 'VARCHAR', nullable: true } }],
  });
  await expect(dropped).rejects.toMatchObject({
    code: 'SQL_DEPENDENTS',
    message: expect.stringContaining('main.names'),
  });
  expect((await query('SELECT name FROM names ORDER BY ALL')).map((row) => row['name'])).toEqual([
    'one',
    'three',
    'two',
  ]);
});

test('dependent views are found by what they read, and dropped only on demand', async () => {
  await query(
    'CREATE SCHEMA "other s"',
    'CREATE VIEW direct AS SELECT name FROM canvas.users',
    'CREATE VIEW "other s"."in,direct" AS SELECT * FROM direct',
    "CREATE VIEW words AS SELECT 'canvas.users' AS text",
    'CREATE TABLE main.users (id INTEGER)',
    'CREATE VIEW of_main AS SELECT * FROM main.users',
  );
  await using session = await database.open(REPLICA, 'test');
  expect(await session.dependents()).toEqual(['main.direct', 'other s.in,direct']);
  await expect(session.drop({ cascade: false })).rejects.toMatchObject({ code: 'SQL_DEPENDENTS' });
  expect(await database.countRows(REPLICA)).toBe(3);
  await session.drop({ cascade: true });
  expect(await session.existing()).toBeUndefined();
  expect(await session.record()).toBeUndefined();
  await session.drop({ cascade: false });
  await session.release();
  expect(
    (await query('SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL')).map(
      (row) => row['view_name'],
    ),
  ).toEqual(['of_main', 'words']);
});

test('a snapshot is held against the table', async () => {
  await using session = await database.open(REPLICA, 'test');
  const comparison = await session.createComparison(COLUMNS);
  await loadFile(comparison.snapshot, cellsOf(COLUMNS), [
    ['1', 'one', '["a"]'],
    ['2', 'other', '["z"]'],
    ['4', 'lacking', null],
    ['5', 'changed since', null],
  ]);
  await loadFile(comparison.changes, changeCells([ID]), [[T1, 'U', '5']]);
  expect(await comparison.result()).toEqual({
    compared: 4,
    missing: 1,
    surplus: 1,
    different: 1,
    byColumn: { name: 1, tags: 1 },
    sampleKeys: ['2', '3', '4'],
  });
  await comparison.close();
});
