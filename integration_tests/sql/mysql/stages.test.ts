import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database, MergeRows, TableSession } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import {
  column,
  createLab,
  design,
  ID,
  initialize,
  type Lab,
  META_CELLS,
  NAME,
  record,
  STATE,
  sqlColumns,
  USERS,
} from './mysql-lab.js';
import {
  addFile,
  bytesOf,
  cellsOf,
  fillStage,
  type JobFile,
  keeper,
  ledgerAndRows,
  newStage,
  openStage,
  stageTables,
  take,
} from './stage-lab.js';

let lab: Lab;
beforeEach(async () => {
  lab = await createLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const ALL = [
  ID,
  NAME,
  STATE,
  column('at', { kind: 'date-time' }),
  column('day', { kind: 'date' }),
  column('hour', { kind: 'time' }),
  column('uuid', { kind: 'uuid' }),
  column('ip', { kind: 'ip', versions: 'both' }),
  column('rules', { kind: 'object', closed: true }),
  column('tags', { kind: 'array' }),
  column('score', { kind: 'decimal', precision: 5, scale: 2 }),
  column('isOn', { kind: 'boolean' }),
  column('ratio', { kind: 'float', bits: 64 }),
  column('part', { kind: 'float', bits: 32 }),
  column('small', { kind: 'integer', bits: 16 }),
  column('short', { kind: 'text', maxLength: 9 }),
  column('level', { kind: 'text', maxLength: 9 }, { nullable: false, default: 'low' }),
];
const FULL = [
  '9223372036854775807\ttab\\t line\\n back\\\\slash \'quote\' \u{1F600}\\0\tit\'s\t2026-03-01 08:00:00.123456\t0001-01-01\t08:00:00.5\t00112233445566778899AABBCCDDEEFF\t2001:db8::1\t{"a":12345678901234567890.5}\t[1,"x"]\t-999.99\t1\t0.1\t0.1\t-32768\tblank  \thigh',
  '-1\t\tActive\t9999-12-31 23:59:59.999999\t9999-12-31\t\t00000000000000000000000000000000\t::\t{}\t[]\t0.00\t0\t1e300\t1e-30\t0\t\tA',
];
const EMPTY = `2\t${Array.from({ length: ALL.length - 2 }, () => '\\N').join('\t')}\tlow`;
const LONG = `3\t${'é漢\u{1F600}'.repeat(200_000)}\t${Array.from({ length: ALL.length - 3 }, () => '\\N').join('\t')}\tlow`;

/** All rows, bytes as digits, in the order of the key. */
async function rowsOf(columns: readonly { name: string }[]): Promise<unknown[]> {
  const cells = columns.map(({ name }) => `HEX(CAST(\`${name}\` AS BINARY)) AS \`${name}\``);
  return await lab.query(`SELECT ${cells.join(', ')} FROM canvas__users ORDER BY id`);
}

function filesOf(columns: readonly SqlColumn[], ...files: (readonly string[])[]): JobFile[] {
  return files.map((rows) => ({ cells: cellsOf(columns), rows }));
}

async function loadFiles(session: TableSession, plan: ReturnType<typeof design>, files: readonly JobFile[]) {
  const load = await session.createLoad(plan);
  for (const { cells, rows } of files) {
    await load.beginFile(cells);
    await load.write(bytesOf(rows), rows.length);
    await load.endFile();
  }
  return await load.commit(record());
}

test.each([
  ['LOAD DATA', true],
  ['INSERT', false],
])('a load takes every type from a stage as it takes it from files, by %s', async (_, useLocalInfile) => {
  const database = await lab.open({}, { useLocalInfile });
  await using session = await database.open(USERS, 'test');
  const plan = design(ALL);
  // The last file has no column `level`, which has a default then.
  const files = [
    ...filesOf(plan.columns, FULL, [], [LONG]),
    { cells: cellsOf(plan.columns.slice(0, -1)), rows: [EMPTY.slice(0, -'\tlow'.length)] },
  ];
  const counts = await loadFiles(session, plan, files);
  const expected = await rowsOf(ALL);
  expect(expected).toHaveLength(4);
  await session.drop({ cascade: false });
  const stage = newStage(plan.columns, files.length);
  await fillStage(database, session, stage, files);
  const load = await session.createLoad(plan);
  await take(load, stage);
  expect(await load.commit(record())).toEqual(counts);
  expect(await rowsOf(ALL)).toEqual(expected);
  expect((await keeper(session).ledger(stage)).map(({ rows }) => rows)).toEqual([2, 0, 1, 1]);
});

test('of equal keys the last row of the job counts, in whatever order its files were staged', async () => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const plan = design([column('id', { kind: 'text', maxLength: 20 }, { part: 'key' }), NAME]);
  const many = Array.from({ length: 5000 }, (_, number) => `same\tnumber ${number}`);
  const files = filesOf(plan.columns, ['a\tone', 'A\ttwo', 'a \tthree', 'same\tfirst'], many, ['a\tfour', 'b\tfive']);
  const counts = await loadFiles(session, plan, files);
  const expected = await rowsOf(plan.columns);
  expect(counts).toEqual({ rows: 5, duplicates: 5001 });
  await session.drop({ cascade: false });
  const stage = newStage(plan.columns, 3);
  await fillStage(database, session, stage, files, [2, 0, 1]);
  const load = await session.createLoad(plan);
  await take(load, stage);
  expect(await load.commit(record())).toEqual(counts);
  expect(await rowsOf(plan.columns)).toEqual(expected);
  expect(await lab.query("SELECT name FROM canvas__users WHERE id = 'same'")).toEqual([{ name: 'number 4999' }]);
});

const CHANGES: MergeRows = { kind: 'changes' };
const DIFF: MergeRows = { kind: 'snapshot', strategy: 'diff', keepMissing: false };
const TRUNCATE: MergeRows = { kind: 'snapshot', strategy: 'truncate', keepMissing: false };

async function mergeBy(
  database: Database,
  kind: MergeRows,
  fill: (
    session: TableSession,
    load: Awaited<ReturnType<TableSession['createMerge']>>,
    columns: readonly SqlColumn[],
  ) => Promise<void>,
) {
  await lab.query('DROP TABLE IF EXISTS canvas__users');
  await initialize(database, ALL, [...FULL, '7\tseven\tactive', '8\teight\tactive'].map(padded));
  await using session = await database.open(USERS, 'test');
  const existing = await session.existing();
  if (existing === undefined) throw new Error('there is no table');
  const columns = sqlColumns(ALL);
  const load = await session.createMerge({ replica: USERS, existing, changes: [], columns, rows: kind });
  await fill(session, load, columns);
  return { counts: await load.commit(record('2026-03-02T00:00:00Z')), rows: await rowsOf(ALL) };
}

/** A row of its first cells, the others NULL, the level `low`. */
function padded(row: string): string {
  const lacking = ALL.length - row.split('\t').length;
  if (lacking === 0) return row;
  return [row, ...Array.from({ length: lacking - 1 }, () => '\\N'), 'low'].join('\t');
}

test.each([
  ['changes', CHANGES],
  ['a snapshot by difference', DIFF],
  ['a snapshot in place of all rows', TRUNCATE],
])('a merge takes %s from a stage as it takes it from files', async (_, kind) => {
  const database = await lab.open();
  const isChanges = kind.kind === 'changes';
  const rows = [
    ['2026-03-01T10:00:00.5Z\tU', '7\tnewest\tactive'],
    ['2026-03-01T10:00:01Z\tU', "9\tnine\tit's"],
    ['2026-03-01T10:00:00Z\tU', '7\tolder\tactive'],
    ['2026-03-01T10:00:00Z\tU', FULL[0] ?? ''],
    ['2026-03-01T10:00:01Z\tU', '9\tlast\tActive'],
    ['2026-03-01T10:00:02Z\tD', '8\t\\N\t\\N'],
  ].map(([lead, row = '']) => (isChanges ? `${lead}\t${padded(row)}` : padded(row)));
  const filesFor = (columns: readonly SqlColumn[]): JobFile[] => {
    const cells = cellsOf(columns, isChanges ? META_CELLS : []);
    return [rows.slice(0, 2), rows.slice(2)].map((each) => ({ cells, rows: each }));
  };
  const direct = await mergeBy(database, kind, async (_session, load, columns) => {
    for (const file of filesFor(columns)) {
      await load.beginFile(file.cells);
      await load.write(bytesOf(file.rows), file.rows.length);
      await load.endFile();
    }
  });
  expect(direct.counts.upserted).toBeGreaterThan(0);
  const staged = await mergeBy(database, kind, async (session, load, columns) => {
    const stage = newStage(columns, 2);
    await fillStage(database, session, stage, filesFor(columns), [1, 0]);
    await take(load, stage);
  });
  expect(staged).toEqual(direct);
});

test('a table of the official client takes binary addresses, and values by a lookup table, from a stage', async () => {
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
  if (existing === undefined) throw new Error('there is no table');
  const wanted = [
    column('id', { kind: 'uuid' }, { part: 'key' }),
    column('at', { kind: 'date-time' }),
    column('ip', { kind: 'ip', versions: 'both' }),
    column('action', { kind: 'enum', values: ['show'], typeName: 'Action', open: true, maxLength: 64 }),
  ];
  const columns = sqlColumns(wanted).map((each, index): SqlColumn => {
    const found = existing.columns[index];
    const form = found === undefined ? undefined : database.types.formFor(each.column, found);
    if (found === undefined || form === undefined) throw new Error(`column ${each.name} cannot be held`);
    return { ...each, type: found.type, form, ...(found.lookup === undefined ? {} : { lookup: found.lookup }) };
  });
  const stage = newStage(columns, 1);
  const lead = '2026-03-01T10:00:00Z\tU\t0000000000000000000000000000000';
  const rows = [
    `${lead}1\t2026-01-01 00:00:00\t0A010126000000000000000000000000\tshow`,
    `${lead}2\t2026-01-01 00:00:00\t\\N\tShow`,
    `${lead}3\t2026-01-01 00:00:00\t\\N\t\\N`,
  ];
  await fillStage(database, session, stage, [{ cells: cellsOf(columns, META_CELLS), rows }]);
  expect(await keeper(session).stage()).toEqual(stage);
  const load = await session.createMerge({ replica: USERS, existing, changes: [], columns, rows: CHANGES });
  await take(load, stage);
  expect(await load.commit(record())).toEqual({ upserted: 3, deleted: 0 });
  expect(
    await lab.query(
      'SELECT HEX(u.ip) AS ip, a.value FROM canvas__users u LEFT JOIN canvas__Action a ON a.id = u.action ORDER BY u.id',
    ),
  ).toEqual([
    { ip: '0A010126000000000000000000000000', value: 'show' },
    { ip: null, value: 'Show' },
    { ip: null, value: null },
  ]);
});

test('a stage of many wide texts is made all the same', async () => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const wide = Array.from({ length: 100 }, (_, index) => column(`w${index}`, { kind: 'text', maxLength: 255 }));
  const plan = design([ID, ...wide]);
  const stage = newStage(plan.columns, 1);
  const row = ['1', ...wide.map(() => '\u{1F600}'.repeat(255))].join('\t');
  await fillStage(database, session, stage, filesOf(plan.columns, [row]));
  const load = await session.createLoad(plan);
  await take(load, stage);
  expect(await load.commit(record())).toEqual({ rows: 1, duplicates: 0 });
  expect(await lab.query('SELECT CHAR_LENGTH(w99) AS chars FROM canvas__users')).toEqual([{ chars: 255 }]);
});

test.each([
  ['a number out of range', '99999999999999999999\tx\tactive', /column '?id/],
  ['an unknown value', '1\tx\tunknown', /column '?state/],
  ['a cell too few', '1\tx', /cells are missing|contain data for all columns/],
])('%s is refused by the name of its column, and the file is undone', async (_, row, told) => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const plan = design([ID, NAME, STATE]);
  const stage = newStage(plan.columns, 2);
  const [good, bad] = filesOf(plan.columns, ['7\tgood\tactive'], ['8\tgood\tactive', row]);
  if (good === undefined || bad === undefined) throw new Error('a file is missing');
  await keeper(session).createStage(stage);
  await using adding = await openStage(database, stage);
  await addFile(adding, 'part-0', good);
  const failure = addFile(adding, 'part-1', bad);
  await expect(failure).rejects.toMatchObject({ code: 'SQL_ROW_REFUSED', message: expect.stringMatching(told) });
  await adding.undoFile();
  const { ledger, rows } = await ledgerAndRows(lab);
  expect(ledger).toEqual([`${stage.id}/0: 1`]);
  expect(rows).toEqual(ledger);
  expect(await addFile(adding, 'part-0', good)).toBe(false);
  expect(await addFile(adding, 'part-1', good)).toBe(true);
});

test('a row that only the table refuses is refused as a file would be, and the load goes on without the stage', async () => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const plan = design([ID, { ...NAME, nullable: false }]);
  const stage = newStage(plan.columns, 1);
  await fillStage(database, session, stage, filesOf(plan.columns, ['1\tone', '2\t\\N']));
  const load = await session.createLoad(plan);
  await expect(take(load, stage)).rejects.toMatchObject({
    code: 'SQL_ROW_REFUSED',
    message: expect.stringMatching(/name/),
  });
  await load.undoAll();
  const [file] = filesOf(plan.columns, ['1\tone']);
  if (file === undefined) throw new Error('a file is missing');
  await load.beginFile(file.cells);
  await load.write(bytesOf(file.rows), 1);
  await load.endFile();
  expect(await load.commit(record())).toEqual({ rows: 1, duplicates: 0 });
});

test('rows that something else has removed, and columns that were changed since, are noticed', async () => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const plan = design([ID, NAME]);
  const stage = newStage(plan.columns, 1);
  await fillStage(database, session, stage, filesOf(plan.columns, ['1\tone', '2\ttwo']));
  const other = await session.createLoad(design([ID, column('name', { kind: 'date' })]));
  await expect(take(other, stage)).rejects.toMatchObject({
    code: 'SQL_ROW_REFUSED',
    message: expect.stringContaining('column name was changed to date'),
  });
  await lab.query(`DELETE FROM instructure_dap__dap_stage_${stage.id} WHERE c0 = 1`);
  const load = await session.createLoad(plan);
  await expect(take(load, stage)).rejects.toMatchObject({
    code: 'SQL_ROW_REFUSED',
    message: expect.stringContaining('the stage holds 1 rows of a file that brought 2'),
  });
  await lab.query(`DROP TABLE instructure_dap__dap_stage_${stage.id}`);
  await expect(take(load, stage)).rejects.toThrow('the stage is gone');
});

test('a stage that lacks a file of its job is not taken', async () => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const plan = design([ID, NAME]);
  const stage = newStage(plan.columns, 3);
  await fillStage(database, session, stage, filesOf(plan.columns, ['1\tone'], [], ['2\ttwo']), [0, 2]);
  const load = await session.createLoad(plan);
  await expect(take(load, stage)).rejects.toMatchObject({
    code: 'SQL_ROW_REFUSED',
    message: expect.stringContaining('lacks 1 files of its job'),
  });
});

test('a new stage replaces the old one, and a dropped table takes its stage along', async () => {
  const database = await lab.open();
  await initialize(database, [ID, NAME], ['1\tone']);
  await using session = await database.open(USERS, 'test');
  const { columns } = design([ID, NAME]);
  const [first, second] = [newStage(columns, 1), newStage(columns, 1, { since: '2026-03-01T08:00:00Z' })];
  await fillStage(database, session, first, filesOf(columns, ['1\tone']));
  await fillStage(database, session, second, filesOf(columns, ['2\ttwo', '3\tthree']));
  expect(await database.openStage(first)).toBeUndefined();
  expect(await keeper(session).stage()).toEqual(second);
  expect(await ledgerAndRows(lab)).toEqual({ ledger: [`${second.id}/0: 2`], rows: [`${second.id}/0: 2`] });
  await session.drop({ cascade: false });
  expect(await stageTables(lab)).toEqual([]);
  expect(await lab.query('SELECT * FROM instructure_dap__dap_stages')).toEqual([]);
  expect(await lab.query('SELECT * FROM instructure_dap__dap_stage_files')).toEqual([]);
  await keeper(session).dropStage();
});

test('a stage whose rows somebody has dropped counts as none', async () => {
  const database = await lab.open();
  await using session = await database.open(USERS, 'test');
  const { columns } = design([ID, NAME]);
  const stage = newStage(columns, 1);
  await keeper(session).createStage(stage);
  await lab.query(`DROP TABLE instructure_dap__dap_stage_${stage.id}`);
  expect(await keeper(session).stage()).toBeUndefined();
  expect(await database.openStage(stage)).toBeUndefined();
  const next = newStage(columns, 1);
  await keeper(session).createStage(next);
  expect(await keeper(session).stage()).toEqual(next);
});
