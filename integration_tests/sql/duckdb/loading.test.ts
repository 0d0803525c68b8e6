import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../src/sql/contract/database.js';
import {
  cellsOf,
  csv,
  designOf,
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

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'canvas.duckdb');
  database = await openReady(path);
});
afterEach(async () => {
  await database.close();
  await folder.remove();
});

const HOSTILE = [
  ...['plain', '', '\\N', '\\n', 'a\tb', 'a\nb', 'a\r\nb', '\r', '\n', '"', '""', '"x"', '\\"', 'back\\slash', '\\'],
  ...['\u{1f600}', 'nul\0x', '\0', ' lead', 'trail ', 'NULL', 'null', '#c', 'a,b', "'", '\u2028', 'x\ufeffy'],
  ...['\u0001\u0002\u001f\u007f', '""\t""\n', 'x'.repeat(65_536), 'y\n"z'.repeat(20_000), "Robert'); DROP TABLE x;--"],
];

test('texts arrive as they are', async () => {
  await initialize(
    database,
    [ID, NAME],
    [...HOSTILE, null].map((text, index) => [String(index), text]),
  );
  await database.close();
  const rows = await queryFile(path, 'SELECT id, name FROM canvas.canvas.users ORDER BY id');
  expect(rows.map((row) => row['name'])).toEqual([...HOSTILE, null]);
});

test('a cell of ten megabytes arrives', async () => {
  const text = `${'m\n"'.repeat(3_400_000)}end`;
  await initialize(
    database,
    [ID, NAME],
    [
      ['1', 'before'],
      ['2', text],
      ['3', 'after'],
    ],
  );
  await database.close();
  const rows = await queryFile(
    path,
    'SELECT id, length(name) AS chars, name[-3:] AS tail FROM canvas.canvas.users ORDER BY id',
  );
  expect(rows).toEqual([
    { id: '1', chars: '6', tail: 'ore' },
    { id: '2', chars: String(text.length), tail: 'end' },
    { id: '3', chars: '5', tail: 'ter' },
  ]);
});

test('a table of 200 columns loads', async () => {
  const columns = [ID, ...Array.from({ length: 200 }, (_, index) => sqlColumn(`select "${index}"`, { kind: 'text' }))];
  await initialize(database, columns, [
    ['1', ...columns.slice(1).map((_, index) => `v${index}`)],
    ['2', ...columns.slice(1).map(() => null)],
  ]);
  await database.close();
  const [row] = await queryFile(path, 'SELECT * FROM canvas.canvas.users ORDER BY id LIMIT 1');
  expect(row?.['select "199"']).toBe('v199');
});

test('every type keeps its values exactly', async () => {
  const columns = [
    ID,
    sqlColumn('small', { kind: 'integer', bits: 16 }),
    sqlColumn('int', { kind: 'integer', bits: 32 }),
    sqlColumn('big', { kind: 'integer', bits: 64 }),
    sqlColumn('single', { kind: 'float', bits: 32 }),
    sqlColumn('double', { kind: 'float', bits: 64 }),
    sqlColumn('money', { kind: 'decimal', precision: 5, scale: 2 }),
    sqlColumn('exact', { kind: 'decimal', precision: 38, scale: 9 }),
    sqlColumn('free', { kind: 'decimal' }),
    sqlColumn('flag', { kind: 'boolean' }),
    sqlColumn('at', { kind: 'date-time' }),
    sqlColumn('day', { kind: 'date' }),
    sqlColumn('clock', { kind: 'time' }),
    sqlColumn('span', { kind: 'duration' }),
    sqlColumn('guid', { kind: 'uuid' }),
    sqlColumn('ip', { kind: 'ip', versions: 'both' }),
    sqlColumn('state', { kind: 'enum', values: ['a b', 'a_b'], typeName: 'users__state', open: false }),
    sqlColumn('object', { kind: 'object', closed: false }),
    sqlColumn('numbers', { kind: 'array', items: { type: { kind: 'integer', bits: 64 } } }),
    sqlColumn('texts', { kind: 'array', items: { type: { kind: 'text' } } }),
    sqlColumn('objects', { kind: 'array', items: { type: { kind: 'object', closed: false } } }),
    sqlColumn('decimals', { kind: 'array', items: { type: { kind: 'decimal', precision: 30, scale: 9 } } }),
  ];
  const full = [
    ...['-9223372036854775808', '-32768', '2147483647', '9223372036854775807', '0.1', '0.30000000000000004', '-999.99'],
    ...['12345678901234567890123456789.123456789', '1234567890123456789012345678901234567890.5', 'true'],
    ...[
      '2026-03-01T08:00:00.123456Z',
      '0001-01-01',
      '23:59:59.999999',
      'P1DT2H',
      '00000000-0000-4001-8000-000000000007',
    ],
    ...['2001:db8::1', 'a_b', '{"n":123456789012345678901234567890.5,"t":"\\u0000"}', '[9223372036854775807,null,-1]'],
    ...['["","a\\nb\\u0000","\\"q\\"",null,"\\\\N"]', '[{"a":1}]', '[12345678901234567890.123456789]'],
  ];
  const odd = full.map((_, index) => (index === 0 ? '2' : null));
  const special = odd.map(
    (value, index) => ({ 0: '3', 4: 'nan', 5: '-inf', 10: '294246-12-31T23:59:59.999999Z' })[index] ?? value,
  );
  await initialize(database, columns, [full, odd, special]);
  await database.close();
  const texts = columns.map(({ name }) => `"${name}"::VARCHAR AS "${name}"`).join(', ');
  const rows = await queryFile(path, `SELECT ${texts} FROM canvas.canvas.users AS u ORDER BY u.id`);
  expect(Object.values(rows[0] ?? {})).toEqual(
    [
      ...full.slice(0, 10),
      ...['2026-03-01 08:00:00.123456', ...full.slice(11, 18)],
      ...['[9223372036854775807, NULL, -1]', `['', a\nb\0, '"q"', NULL, \\N]`, ...full.slice(20)],
    ].map((text, index) => (index === 19 ? expect.stringContaining('"q"') : text)),
  );
  expect(Object.values(rows[1] ?? {}).slice(1)).toEqual(columns.slice(1).map(() => null));
  expect(rows[2]).toMatchObject({ single: 'nan', double: '-inf', at: '294246-12-31 23:59:59.999999' });
  const [list] = await queryFile(
    path,
    `SELECT texts[2] = 'a' || chr(10) || 'b' || chr(0) AS same, len(texts) AS items FROM canvas.canvas.users WHERE texts IS NOT NULL`,
  );
  expect(list).toEqual({ same: true, items: '5' });
});

test('key, comments, defaults and NOT NULL are made; the record is there; the spool is gone', async () => {
  const state = sqlColumn(
    'state',
    { kind: 'text' },
    { nullable: false, default: "it's", comment: "The user's state." },
  );
  await initialize(database, [ID, state, NAME], [['1', 'x', null]]);
  await using session = await database.open(REPLICA, 'test');
  expect(await session.existing()).toEqual({
    key: ['id'],
    comment: 'Users.',
    columns: [
      { name: 'id', type: 'BIGINT', nullable: false, comment: 'The key.' },
      { name: 'state', type: 'VARCHAR', nullable: false, defaultSql: "'it''s'", comment: "The user's state." },
      { name: 'name', type: 'VARCHAR', nullable: true },
    ],
  });
  expect(await session.record()).toEqual(recordOf([ID, state, NAME], '2026-03-01T08:00:00.123456Z'));
  expect(await session.syncedAt()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(await readdir(`${path}.spool`)).toEqual([]);
  expect((await stat(`${path}.spool`)).mode & 0o777).toBe(0o700);
});

test('of rows with one key the last stays, over files too', async () => {
  await using session = await database.open(REPLICA, 'test');
  const load = await session.createLoad(designOf([ID, NAME]));
  await loadFile(load, cellsOf([ID, NAME]), [
    ['1', 'old'],
    ['2', 'only'],
    ['1', 'newer'],
  ]);
  await loadFile(load, cellsOf([NAME, ID]), [
    ['newest', '1'],
    ['other', '3'],
  ]);
  expect(await load.commit(recordOf([ID, NAME], '2026-03-01T08:00:00Z'))).toEqual({ rows: 3, duplicates: 2 });
  await database.close();
  const rows = await queryFile(path, 'SELECT * FROM canvas.canvas.users ORDER BY id');
  expect(rows.map((row) => row['name'])).toEqual(['newest', 'only', 'other']);
});

test('a file that lacks a column leaves its default', async () => {
  const state = sqlColumn('state', { kind: 'text' }, { nullable: false, default: 'active' });
  await using session = await database.open(REPLICA, 'test');
  const load = await session.createLoad(designOf([ID, NAME, state]));
  await loadFile(load, cellsOf([ID]), [['1']]);
  await load.commit(recordOf([ID, NAME, state], '2026-03-01T08:00:00Z'));
  await database.close();
  expect(await queryFile(path, 'SELECT * FROM canvas.canvas.users')).toEqual([
    { id: '1', name: null, state: 'active' },
  ]);
});

test('a file under way is forgotten, and all files are', async () => {
  await using session = await database.open(REPLICA, 'test');
  const load = await session.createLoad(designOf([ID, NAME]));
  await load.undoFile();
  await loadFile(load, cellsOf([ID, NAME]), [['1', 'gone']]);
  await load.undoAll();
  await load.beginFile(cellsOf([ID, NAME]));
  await load.write(csv([['2', 'half']]), 1);
  await load.undoFile();
  await loadFile(load, cellsOf([ID, NAME]), [['3', 'kept']]);
  await loadFile(load, cellsOf([ID, NAME]), []);
  expect(await load.commit(recordOf([ID, NAME], '2026-03-01T08:00:00Z'))).toEqual({ rows: 1, duplicates: 0 });
  await load.abort();
  await database.close();
  expect(await queryFile(path, 'SELECT id FROM canvas.canvas.users')).toEqual([{ id: '3' }]);
});

test.each([
  [
    'a value of another type',
    [
      ['1', 'a'],
      ['secret-value', 'b'],
    ],
    /column id in line 2 is no BIGINT/,
  ],
  ['a NULL that is forbidden', [[null, 'a']], /NOT NULL constraint failed/],
  ['malformed JSON', [['1', '{"secret-value']], /users/],
] as const)('%s is refused without its value, and the load begins again', async (_case, rows, words) => {
  const columns = [ID, sqlColumn('object', { kind: 'object', closed: false })];
  const good = rows.map(([id, text]) => [id, text === '{"secret-value' ? text : JSON.stringify(text)] as const);
  await using session = await database.open(REPLICA, 'test');
  const load = await session.createLoad(designOf(columns));
  const failing = loadFile(load, cellsOf(columns), good);
  await expect(failing).rejects.toMatchObject({ code: 'SQL_ROW_REFUSED', message: expect.stringMatching(words) });
  await expect(failing).rejects.toMatchObject({ message: expect.not.stringContaining('secret-value') });
  await expect(load.beginFile(cellsOf(columns))).rejects.toMatchObject({ code: 'SQL_ROW_REFUSED' });
  await load.undoAll();
  await loadFile(load, cellsOf(columns), [['1', '{}']]);
  await load.commit(recordOf(columns, '2026-03-01T08:00:00Z'));
  expect(await database.countRows(REPLICA)).toBe(1);
});

test.each([
  ['a row too few', 'a\tb\n', 2],
  ['a row too many', '1\tb\n2\tc\n', 1],
  ['a row with too few cells', '1\n', 1],
  ['a row with too many cells', '1\ta\tb\n', 1],
  ['an open quote', '1\t"a\n', 1],
] as const)('%s is refused', async (_case, text, rows) => {
  await using session = await database.open(REPLICA, 'test');
  const load = await session.createLoad(designOf([ID, NAME]));
  await load.beginFile(cellsOf([ID, NAME]));
  await load.write(Buffer.from(text), rows);
  await expect(load.endFile()).rejects.toMatchObject({ code: 'SQL_ROW_REFUSED' });
});

test('a load that is not committed leaves nothing, and a table of the user is left alone', async () => {
  {
    await using session = await database.open(REPLICA, 'test');
    const load = await session.createLoad(designOf([ID, NAME]));
    await loadFile(load, cellsOf([ID, NAME]), [['1', 'a']]);
    await load.beginFile(cellsOf([ID, NAME]));
  }
  expect(await readdir(`${path}.spool`)).toEqual([]);
  await database.close();
  expect(await queryFile(path, `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'canvas'`)).toEqual([]);
  await queryFile(
    path,
    'CREATE TABLE canvas.canvas.users (other INTEGER)',
    'INSERT INTO canvas.canvas.users VALUES (1)',
  );
  database = await openReady(path);
  expect(await database.list()).toEqual([]);
  await expect(initialize(database, [ID, TAGS], [['1', '["a"]']])).rejects.toMatchObject({ code: 'SQL_TARGET_TAKEN' });
  await database.close();
  expect(await queryFile(path, 'SELECT * FROM canvas.canvas.users')).toEqual([{ other: 1 }]);
});

test('a large load goes on in a shadow table, and the last of rows with one key stays', async () => {
  await database.close();
  database = await openReady(path, { keylessRows: 2 });
  await using session = await database.open(REPLICA, 'test');
  const flag = sqlColumn('flag', { kind: 'boolean' }, { nullable: false, default: true });
  const columns = [ID, NAME, TAGS, flag];
  const load = await session.createLoad(designOf(columns));
  const fill = async () => {
    await loadFile(load, cellsOf(columns), [
      ['1', 'first', null, 'false'],
      ['1', 'again', null, 'false'],
      ['2', 'two', '["b"]', 'true'],
    ]);
    expect(await database.list()).toMatchObject([{ target: REPLICA.target, state: 'half-loaded' }]);
    await loadFile(load, cellsOf([ID, NAME]), [['3', 'three']]);
    await loadFile(load, cellsOf([ID, NAME]), [
      ['4', 'four'],
      ['4', 'last four'],
      ['1', 'last one'],
    ]);
    await expect(loadFile(load, cellsOf([ID, NAME]), [['x', 'no number']])).rejects.toMatchObject({
      code: 'SQL_ROW_REFUSED',
    });
  };
  await fill();
  await load.undoAll();
  await fill();
  await load.undoFile();
  expect(await load.commit(recordOf(columns, '2026-03-01T08:00:00Z'))).toEqual({ rows: 4, duplicates: 3 });
  await session.release();
  expect(await database.list()).toMatchObject([{ target: REPLICA.target, state: 'ready' }]);
  await database.close();
  expect(await queryFile(path, 'SELECT * FROM canvas.canvas.users ORDER BY id')).toEqual([
    { id: '1', name: 'last one', tags: null, flag: true },
    { id: '2', name: 'two', tags: ['b'], flag: true },
    { id: '3', name: 'three', tags: null, flag: true },
    { id: '4', name: 'last four', tags: null, flag: true },
  ]);
  const doubled = queryFile(path, `INSERT INTO canvas.canvas.users (id) VALUES (1)`);
  await expect(doubled).rejects.toThrow(/Duplicate key/);
});

test('a large load that is given up leaves nothing, and one that was killed is replaced', async () => {
  await database.close();
  await queryFile(path, 'CREATE SCHEMA canvas.canvas', 'CREATE TABLE canvas.canvas.users__dap_loading (other INTEGER)');
  database = await openReady(path, { keylessRows: 0 });
  {
    await using session = await database.open(REPLICA, 'test');
    const load = await session.createLoad(designOf([ID]));
    await loadFile(load, cellsOf([ID]), [['1']]);
    expect(load.notes).toMatchObject([expect.stringContaining('interrupted')]);
  }
  expect(await database.list()).toEqual([]);
  await initialize(database, [ID], [['1']]);
  await database.close();
  expect(await queryFile(path, `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'canvas'`)).toEqual([
    { table_name: 'users' },
  ]);
});

test('a view in the place of the table is left alone', async () => {
  await database.close();
  await queryFile(path, 'CREATE SCHEMA canvas', 'CREATE VIEW canvas.canvas.users AS SELECT 1 AS id');
  database = await openReady(path);
  await using session = await database.open(REPLICA, 'test');
  await expect(session.createLoad(designOf([ID]))).rejects.toMatchObject({ code: 'SQL_TARGET_TAKEN' });
});

test('what a dead process left in the spool is removed', async () => {
  await database.close();
  await mkdir(`${path}.spool`);
  await writeFile(join(`${path}.spool`, '1.csv'), 'old');
  database = await openReady(path);
  expect(await readdir(`${path}.spool`)).toEqual([]);
  await database.close();
  expect(await readdir(folder.path)).toEqual(['canvas.duckdb']);
});

test('tables are loaded at the same time', async () => {
  const replicas = ['a', 'b', 'c', 'd'].map((table) => ({
    ref: { namespace: 'canvas', table },
    target: { schema: 'canvas', table },
  }));
  const rows = Array.from({ length: 5_000 }, (_, index) => [String(index), 'x']);
  await Promise.all(replicas.map((replica) => initialize(database, [ID, NAME], rows, replica)));
  expect(await Promise.all(replicas.map((replica) => database.countRows(replica)))).toEqual([5000, 5000, 5000, 5000]);
});
