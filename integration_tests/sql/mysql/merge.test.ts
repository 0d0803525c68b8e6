import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TableChange } from '../../../src/sql/contract/change.js';
import type { MergeRows, TableSession } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import {
  column,
  createLab,
  ID,
  initialize,
  type Lab,
  META_CELLS,
  NAME,
  record,
  STATE,
  sqlColumns,
  USERS,
  writeFile,
} from './mysql-lab.js';

let lab: Lab;
beforeEach(async () => {
  lab = await createLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const CHANGES: MergeRows = { kind: 'changes' };
const COLUMNS = [ID, NAME, STATE];
const ROWS = ['1\tone\tactive', '2\ttwo\tactive', '3\tthree\tActive'];

async function merge(
  session: TableSession,
  options: {
    columns: readonly SqlColumn[];
    rows: readonly string[];
    changes?: readonly TableChange[];
    kind?: MergeRows;
  },
) {
  const existing = await session.existing();
  if (existing === undefined) throw new Error('there is no table');
  const { columns, changes = [], kind = CHANGES } = options;
  const load = await session.createMerge({ replica: USERS, existing, changes, columns, rows: kind });
  await writeFile(load, columns, options.rows, kind.kind === 'changes' ? META_CELLS : []);
  const counts = await load.commit(record('2026-03-02T00:00:00Z'));
  return { counts, notes: load.notes };
}

async function table(): Promise<string[]> {
  const rows = await lab.query('SELECT * FROM canvas__users ORDER BY id');
  return rows.map((row) =>
    Object.values(row)
      .map((value) => value ?? 'NULL')
      .join('|'),
  );
}

test('the newest change of a key counts, whatever the order and the digits of its instant', async () => {
  const database = await lab.open();
  await initialize(database, COLUMNS, ROWS);
  await using session = await database.open(USERS, 'test');
  const { counts } = await merge(session, {
    columns: sqlColumns(COLUMNS),
    rows: [
      '2026-03-01T10:00:00.5Z\tU\t1\tnewest\tactive',
      '2026-03-01T10:00:00Z\tU\t1\tolder\tactive',
      '2026-03-01T10:00:00Z\tU\t2\tgone\tactive',
      '2026-03-01T10:00:01Z\tD\t2\t\\N\t\\N',
      '2026-03-01T10:00:00Z\tD\t3\t\\N\t\\N',
      '2026-03-01T10:00:00.000001Z\tU\t3\tback\tactive',
      '2026-03-01T10:00:00Z\tU\t4\tfirst\tactive',
      '2026-03-01T10:00:00Z\tU\t4\tlast\tactive',
      '2026-03-01T10:00:00Z\tD\t5\t\\N\t\\N',
    ],
  });
  expect(counts).toEqual({ upserted: 3, deleted: 1 });
  expect(await table()).toEqual(['1|newest|active', '3|back|active', '4|last|active']);
  expect((await session.record())?.timestamp).toBe('2026-03-02T00:00:00Z');
  expect(await session.syncedAt()).toMatch(/^\d{4}-/);
});

test('a unique index of the user never makes one row the other', async () => {
  const database = await lab.open();
  await initialize(database, COLUMNS, ROWS);
  await lab.query('CREATE UNIQUE INDEX mine ON canvas__users (name)');
  await using session = await database.open(USERS, 'test');
  const before = await table();
  const rows = ['2026-03-02 00:00:00\tU\t5\tone\tactive', '2026-03-02 00:00:00\tU\t2\ttwo\tactive'];
  await expect(merge(session, { columns: sqlColumns(COLUMNS), rows })).rejects.toMatchObject({
    code: expect.stringMatching(/^SQL_/),
  });
  expect(await table()).toEqual(before);
});

test('the five changes of a schema, with a view and an index of the user in place', async () => {
  const database = await lab.open();
  const old = [
    ...COLUMNS,
    column('gone', { kind: 'text', maxLength: 10 }, { nullable: false }),
    column('seen', { kind: 'text' }),
  ];
  await initialize(
    database,
    old,
    ROWS.map((row) => `${row}\tg\ts`),
  );
  await lab.query('CREATE VIEW people AS SELECT id, name, seen FROM canvas__users');
  await lab.query('CREATE INDEX by_name ON canvas__users (name(20))');
  await lab.query('ALTER TABLE canvas__users ADD COLUMN mine int DEFAULT 7');
  await using session = await database.open(USERS, 'test');
  const existing = await session.existing();
  const added = sqlColumns([
    column('level', { kind: 'text' }, { nullable: false, default: "it's" }),
    column('note', { kind: 'text', maxLength: 20 }),
    column('kind', { kind: 'enum', values: ['a', 'b'], typeName: 'kind', open: false }),
    column('extra', { kind: 'object', closed: true }),
  ]);
  const [id, name, state] = sqlColumns(COLUMNS);
  const [gone, seen] = ['gone', 'seen'].map((each) => existing?.columns.find((one) => one.name === each));
  if (!id || !name || !state || !gone || !seen) throw new Error('a column is missing');
  const wider = { ...state, form: { kind: 'enum', values: ['active', "it's", 'Active', 'new'] } } as SqlColumn;
  const { notes } = await merge(session, {
    columns: [id, name, wider, ...added],
    changes: [
      ...added.map((each): TableChange => ({ kind: 'add-column', column: each })),
      { kind: 'add-values', column: wider, values: ['new'] },
      { kind: 'drop-column', column: gone },
      { kind: 'drop-column', column: seen },
      { kind: 'set-table-comment', comment: 'People' },
    ],
    rows: ['2026-03-01T10:00:00Z\tU\t9\tnine\tnew\tx\ty\tb\t{}'],
  });
  expect(await lab.query('SELECT id, state, level, note, kind, extra, mine FROM canvas__users ORDER BY id')).toEqual([
    { id: '1', state: 'active', level: "it's", note: null, kind: null, extra: null, mine: 7 },
    { id: '2', state: 'active', level: "it's", note: null, kind: null, extra: null, mine: 7 },
    { id: '3', state: 'Active', level: "it's", note: null, kind: null, extra: null, mine: 7 },
    { id: '9', state: 'new', level: 'x', note: 'y', kind: 'b', extra: '{}', mine: 7 },
  ]);
  expect(notes).toEqual([
    expect.stringMatching(/^Column seen was removed by the service; it stays because of .*people\.$/),
  ]);
  expect((await session.existing())?.columns.map((each) => each.name)).toEqual([
    'id',
    'name',
    'state',
    'seen',
    'mine',
    'level',
    'note',
    'kind',
    'extra',
  ]);
  expect((await lab.query("SHOW INDEX FROM canvas__users WHERE Key_name = 'by_name'")).length).toBe(1);
  expect((await session.existing())?.comment).toBe('People');
});

test.each([
  ['diff', false, { upserted: 2, deleted: 1 }, ['1|one|active', '2|TWO|active', '4|\u00e9|active']],
  ['diff', true, { upserted: 2, deleted: 0 }, ['1|one|active', '2|TWO|active', '3|three|Active', '4|\u00e9|active']],
  ['truncate', false, { upserted: 3, deleted: 3 }, ['1|one|active', '2|TWO|active', '4|\u00e9|active']],
] as const)('a new snapshot by %s, keeping what is missing: %s', async (strategy, keepMissing, counts, rows) => {
  const database = await lab.open();
  await initialize(database, COLUMNS, ROWS);
  await using session = await database.open(USERS, 'test');
  const result = await merge(session, {
    columns: sqlColumns(COLUMNS),
    kind: { kind: 'snapshot', strategy, keepMissing },
    rows: ['1\tone\tactive', '2\ttwo\tactive', '2\tTWO\tactive', '4\t\u00e9\tactive'],
  });
  expect(result.counts).toEqual(counts);
  expect(await table()).toEqual(rows);
});

test('types are widened, NULL is allowed and forbidden, defaults and comments are set', async () => {
  const database = await lab.open();
  const number = column('number', { kind: 'integer', bits: 16 });
  await initialize(database, [ID, number], ['1\t5', '2\t\\N']);
  await using session = await database.open(USERS, 'test');
  const [id, wide] = sqlColumns([
    ID,
    column('number', { kind: 'integer', bits: 64 }, { default: 3, title: 'A number' }),
  ]);
  const from = (await session.existing())?.columns[1];
  if (!id || !wide || !from) throw new Error('a column is missing');
  expect(database.types.compare(from, wide)).toEqual({ fit: 'widen' });
  await merge(session, {
    columns: [id, wide],
    changes: [
      { kind: 'change-type', column: wide, from },
      { kind: 'set-default', column: wide },
      { kind: 'set-comment', column: wide },
      { kind: 'forbid-null', column: wide },
    ],
    rows: ['2026-03-01T10:00:00Z\tU\t2\t9223372036854775807'],
  });
  expect((await session.existing())?.columns[1]).toMatchObject({
    type: 'bigint',
    nullable: false,
    defaultSql: '3',
    comment: 'A number',
  });
  expect(await table()).toEqual(['1|5', '2|9223372036854775807']);
});

test('NULL that could not be forbidden after the rows is in the record, so that the next sync forbids it', async () => {
  const database = await lab.open({}, { lockWaitSeconds: 1 });
  await initialize(database, COLUMNS, ROWS);
  await using session = await database.open(USERS, 'test');
  const columns = sqlColumns([ID, { ...NAME, nullable: false }, STATE]);
  const [, name] = columns;
  if (name === undefined) throw new Error('a column is missing');
  const changes: readonly TableChange[] = [{ kind: 'forbid-null', column: name }];
  await lab.query('START TRANSACTION');
  await lab.query('SELECT * FROM canvas__users');
  const { notes } = await merge(session, { columns, changes, rows: ['2026-03-02T00:00:00Z\tU\t1\tnew\tactive'] });
  await lab.query('COMMIT');
  expect(notes?.join()).toMatch(/the next run tries again/);
  expect((await session.record())?.own?.toForbidNull).toEqual(['name']);
  expect((await session.existing())?.columns[1]?.nullable).toBe(true);
  await merge(session, { columns, changes, rows: [] });
  expect((await session.record())?.own?.toForbidNull).toBeUndefined();
  expect((await session.existing())?.columns[1]?.nullable).toBe(false);
  expect(await table()).toEqual(['1|new|active', '2|two|active', '3|three|Active']);
});

test('a table of the official client keeps its forms: addresses in binary, values by a lookup table', async () => {
  const database = await lab.open();
  await lab.query(
    'CREATE TABLE canvas__Action (id int AUTO_INCREMENT PRIMARY KEY, value varchar(64) NOT NULL, UNIQUE KEY uq_Action (value)) COLLATE utf8mb4_general_ci',
  );
  await lab.query("INSERT INTO canvas__Action VALUES (5, 'show')");
  await lab.query(
    `CREATE TABLE canvas__users (id binary(16) PRIMARY KEY, at datetime NOT NULL, ip binary(16), action int,
     CONSTRAINT fk FOREIGN KEY (action) REFERENCES canvas__Action (id))`,
  );
  await using session = await database.open(USERS, 'test');
  const existing = await session.existing();
  const columns = [
    column('id', { kind: 'uuid' }, { part: 'key' }),
    column('at', { kind: 'date-time' }),
    column('ip', { kind: 'ip', versions: 'both' }),
    column('action', { kind: 'enum', values: ['show'], typeName: 'Action', open: true, maxLength: 64 }),
  ];
  const taken = sqlColumns(columns).map((each, index): SqlColumn => {
    const found = existing?.columns[index];
    const form = found === undefined ? undefined : database.types.formFor(each.column, found);
    if (found === undefined || form === undefined) throw new Error(`column ${each.name} cannot be held`);
    return { ...each, type: found.type, form, ...(found.lookup === undefined ? {} : { lookup: found.lookup }) };
  });
  await merge(session, {
    columns: taken,
    rows: [
      '2026-03-01T10:00:00Z\tU\t00000000000000000000000000000001\t2026-01-01 00:00:00\t0A010126000000000000000000000000\tshow',
      '2026-03-01T10:00:00Z\tU\t00000000000000000000000000000002\t2026-01-01 00:00:00\t\\N\tShow',
      '2026-03-01T10:00:00Z\tU\t00000000000000000000000000000003\t2026-01-01 00:00:00\t\\N\t\\N',
    ],
  });
  const rows = await lab.query(
    'SELECT HEX(u.ip) AS ip, a.value FROM canvas__users u LEFT JOIN canvas__Action a ON a.id = u.action ORDER BY u.id',
  );
  expect(rows).toEqual([
    { ip: '0A010126000000000000000000000000', value: 'show' },
    { ip: null, value: 'Show' },
    { ip: null, value: null },
  ]);
  await session.drop({ cascade: false });
  expect(await lab.query("SHOW TABLES LIKE 'canvas%'")).toEqual([]);
});

test('a comparison tells what is missing, what is too much and what differs, without what has changed', async () => {
  const database = await lab.open();
  await initialize(database, COLUMNS, [...ROWS, '4\tfour\tactive', '5\tfive\tactive', '6\tsix\tactive']);
  await using session = await database.open(USERS, 'test');
  const columns = sqlColumns(COLUMNS);
  const comparison = await session.createComparison(columns);
  await writeFile(comparison.snapshot, columns, [
    '1\tone\tactive',
    '2\tTWO\tactive',
    '4\tfour\tactive',
    '7\tseven\tactive',
    '5\tchanged\tactive',
    '8\tnew\tactive',
  ]);
  await writeFile(
    comparison.changes,
    columns,
    [
      '2026-03-01T10:00:00Z\tU\t5\tchanged\tactive',
      '2026-03-01T10:00:00Z\tD\t6\t\\N\t\\N',
      '2026-03-01T10:00:00Z\tU\t8\tnew\tactive',
    ],
    META_CELLS,
  );
  expect(await comparison.result()).toEqual({
    compared: 4,
    missing: 1,
    surplus: 1,
    different: 1,
    byColumn: { name: 1 },
    sampleKeys: ['7', '3', '2'],
  });
  await comparison.close();
});

test('tables are listed with their state', async () => {
  const database = await lab.open();
  await initialize(database, COLUMNS, ROWS);
  await lab.query('CREATE TABLE canvas_logs__web_logs (id int PRIMARY KEY)');
  await lab.query('CREATE TABLE other (id int PRIMARY KEY)');
  expect((await database.list()).map(({ target, state }) => [target.schema, target.table, state])).toEqual([
    ['canvas', 'users', 'ready'],
    ['canvas_logs', 'web_logs', 'half-loaded'],
  ]);
  expect(await database.countRows(USERS)).toBe(3);
  await lab.query('DROP TABLE canvas__users');
  expect((await database.list())[0]?.state).toBe('missing');
});
