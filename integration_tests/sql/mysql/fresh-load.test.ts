import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCodedError } from '../../../src/errors.js';
import {
  column,
  createLab,
  design,
  ID,
  initialize,
  type Lab,
  NAME,
  record,
  STATE,
  USERS,
  writeFile,
} from './mysql-lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const ALL = [
  ID,
  { ...NAME, title: 'Name\nsecond line' },
  STATE,
  column('at', { kind: 'date-time' }),
  column('day', { kind: 'date' }),
  column('uuid', { kind: 'uuid' }),
  column('ip', { kind: 'ip', versions: 'both' }),
  column('rules', { kind: 'object', closed: true }),
  column('score', { kind: 'decimal', precision: 5, scale: 2 }),
  column('isOn', { kind: 'boolean' }),
  column('ratio', { kind: 'float', bits: 64 }),
];

test.each([
  ['LOAD DATA', true],
  ['INSERT', false],
])('stores every type exactly, by %s', async (_, useLocalInfile) => {
  await lab.query('DROP TABLE IF EXISTS canvas__users');
  const database = await lab.open({}, { useLocalInfile });
  await using session = await database.open(USERS, 'test');
  const plan = design(ALL);
  const load = await session.createLoad(plan);
  await writeFile(load, plan.columns, [
    "9223372036854775807\ttab\\t line\\n back\\\\slash 'quote' \u{1F600}\\0\tit's\t2026-03-01 08:00:00.123456\t0001-01-01\t00112233445566778899AABBCCDDEEFF\t2001:db8::1\t{\"a\":12345678901234567890.5}\t-999.99\t1\t0.1",
    '2\t\tActive\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N',
    '3\t\\N\tactive\t\\N\t9999-12-31\t\\N\t\\N\t\\N\t\\N\t0\t1e300',
  ]);
  expect(await load.commit(record())).toEqual({ rows: 3, duplicates: 0 });
  expect(await lab.query('SELECT *, HEX(uuid) AS hex FROM canvas__users ORDER BY id')).toMatchObject([
    { id: '2', name: '', state: 'Active', at: null },
    { id: '3', name: null, state: 'active', day: '9999-12-31', isOn: 0, ratio: 1e300 },
    {
      id: '9223372036854775807',
      name: "tab\t line\n back\\slash 'quote' \u{1F600}\0",
      state: "it's",
      at: '2026-03-01 08:00:00.123456',
      day: '0001-01-01',
      hex: '00112233445566778899AABBCCDDEEFF',
      ip: '2001:db8::1',
      rules: expect.stringContaining('12345678901234567890.5'),
      score: '-999.99',
      isOn: 1,
      ratio: 0.1,
    },
  ]);
  expect((await session.record())?.timestamp).toBe('2026-03-01T08:00:00.123456Z');
});

test('the catalogue says what was declared', async () => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const existing = await session.existing();
  const wanted = design(ALL).columns;
  expect(existing?.key).toEqual(['id']);
  expect(existing?.comment).toBe('Users of Canvas');
  expect(existing?.columns.map(({ type }) => type)).toEqual(wanted.map(({ type }) => type));
  expect(existing?.columns[1]?.comment).toBe('Name');
  expect(existing?.columns[2]?.enumValues).toEqual(['active', "it's", 'Active']);
  for (const [index, each] of (existing?.columns ?? []).entries()) {
    const one = wanted[index];
    if (one === undefined) throw new Error('a column is missing');
    expect(database.types.compare(each, one)).toEqual({ fit: 'same' });
  }
});

test('a key that comes twice keeps the last row, and keys that differ in case or blanks are two', async () => {
  await lab.query('DROP TABLE IF EXISTS canvas__users');
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const plan = design([column('id', { kind: 'text', maxLength: 20 }, { part: 'key' }), NAME]);
  const load = await session.createLoad(plan);
  await writeFile(load, plan.columns, ['a\tone', 'A\ttwo', 'a \tthree']);
  await writeFile(load, plan.columns, ['a\tfour']);
  expect(await load.commit(record())).toEqual({ rows: 3, duplicates: 1 });
  expect(await lab.query('SELECT name FROM canvas__users ORDER BY name')).toEqual([
    { name: 'four' },
    { name: 'three' },
    { name: 'two' },
  ]);
});

test.each([
  ['a number out of range', '99999999999999999999\tx\tactive', /column '?id/],
  ['an unknown value', '1\tx\tunknown', /column '?state/],
  ['a cell too few', '1\tx', /cells are missing|contain data for all columns/],
  ['NULL as key', '\\N\tx\tactive', /column '?id/],
])('%s is refused, and its value is not told', async (_, row, told) => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const plan = design([ID, NAME, STATE]);
  const load = await session.createLoad(plan);
  const failure = await writeFile(load, plan.columns, ['7\tgood\tactive', row]).catch((error: unknown) => error);
  expect(isCodedError(failure, 'SQL_ROW_REFUSED')).toBe(true);
  expect(String(failure)).toMatch(told);
  expect(String(failure)).not.toMatch(/99999999|unknown/);
  await load.undoFile();
  await load.undoAll();
  await writeFile(load, plan.columns, ['8\tgood\tactive']);
  await load.abort();
  expect(await lab.query("SHOW TABLES LIKE 'dap\\_load%'")).toEqual([]);
});

test('a file that is undone leaves nothing, half a row neither', async () => {
  await lab.query('DROP TABLE IF EXISTS canvas__users');
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const plan = design([ID, NAME]);
  const load = await session.createLoad(plan);
  await writeFile(load, plan.columns, ['1\tone']);
  await load.beginFile(plan.columns.map((each) => ({ kind: 'column', column: each })));
  await load.write(Buffer.from('2\ttwo\n3\tcut'), 2);
  await load.undoFile();
  expect(await load.commit(record())).toEqual({ rows: 1, duplicates: 0 });
  expect(await lab.query('SELECT * FROM canvas__users')).toEqual([{ id: '1', name: 'one' }]);
});

test('a table without a record is replaced, and its views go on', async () => {
  await lab.query('DROP TABLE IF EXISTS canvas__users');
  await lab.query('CREATE TABLE canvas__users (id bigint PRIMARY KEY, old int)');
  await lab.query('CREATE VIEW people AS SELECT id FROM canvas__users');
  const database = await lab.open();
  await initialize(database, [ID, NAME], ['5\tfive']);
  expect(await lab.query('SELECT * FROM people')).toEqual([{ id: '5' }]);
  await using session = await database.open(USERS, 'test');
  expect(await session.dependents()).toEqual([`${lab.name}.people`]);
  await expect(session.drop({ cascade: false })).rejects.toMatchObject({ code: 'SQL_DEPENDENTS' });
  expect(await lab.query('SELECT * FROM people')).toEqual([{ id: '5' }]);
  await session.drop({ cascade: true });
  await session.drop({ cascade: true });
  expect(await session.existing()).toBeUndefined();
  expect(await session.record()).toBeUndefined();
});

test('a table of many wide texts is made all the same', async () => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const wide = Array.from({ length: 100 }, (_, index) => column(`c${index}`, { kind: 'text', maxLength: 255 }));
  const plan = design([ID, ...wide]);
  const load = await session.createLoad(plan);
  await writeFile(load, plan.columns, [['1', ...wide.map(() => '\u{1F600}'.repeat(255))].join('\t')]);
  expect(await load.commit(record())).toEqual({ rows: 1, duplicates: 0 });
  const existing = await session.existing();
  expect(existing?.columns.filter(({ type }) => type === 'mediumtext').length).toBeGreaterThan(30);
  for (const [index, each] of (existing?.columns ?? []).entries()) {
    const one = plan.columns[index];
    if (one !== undefined) expect(['same', 'holds']).toContain(database.types.compare(each, one).fit);
  }
});

test('the lock is held by one, and told to the other', async () => {
  const database = await lab.open();
  const other = await lab.open();
  const session = await database.open(USERS, 'test');
  await expect(other.open(USERS, 'test')).rejects.toMatchObject({
    code: 'SQL_TABLE_BUSY',
    message: expect.stringMatching(/connection \d+ of root from 127\.0\.0\.1/),
  });
  await session.release();
  await (await other.open(USERS, 'test')).release();
});
