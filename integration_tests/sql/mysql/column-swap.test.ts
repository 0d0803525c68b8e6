import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Column } from '../../../src/dap/index.js';
import type { Database, MergeRows } from '../../../src/sql/contract/database.js';
import { type CutPlace, Cutter } from '../../sql-support/cutting-socket.js';
import {
  column,
  createLab,
  ID,
  initialize,
  type Lab,
  NAME,
  record,
  sqlColumns,
  USERS,
  writeFile,
} from './mysql-lab.js';

// A history is made for every write of a merge.
vi.setConfig({ testTimeout: 300_000 });

/** Only every so manieth write; for a look in between. CI cuts at each. */
const STRIDE = Number(process.env['DAP_CUT_STRIDE'] ?? 1);

const DUE = column('due', { kind: 'date' });
const NUMBER = column('due', { kind: 'integer', bits: 32 });
const COLUMNS = [ID, DUE, NAME];
const ROWS = ['1\t2026-03-01\tone', '2\t2026-03-02\ttwo'];
const BEFORE = ['1|2026-03-01|one', '2|2026-03-02|two'];
const AFTER = ['1|11|one', '3|NULL|three'];
const UNTIL = '2026-03-02T00:00:00Z';
const TRUNCATE: MergeRows = { kind: 'snapshot', strategy: 'truncate', keepMissing: false };

let lab: Lab;
beforeEach(async () => {
  lab = await createLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

/** A snapshot that brings another type of a column. */
async function retype(
  database: Database,
  rows = TRUNCATE,
  lines: readonly string[] = ['1\t11\tone', '3\t\\N\tthree'],
  number = NUMBER,
): Promise<readonly string[]> {
  await using session = await database.open(USERS, 'test');
  const existing = await session.existing();
  if (existing === undefined) throw new Error('there is no table');
  const columns = sqlColumns([ID, number, NAME]);
  const from = existing.columns.find(({ name }) => name === 'due');
  const wanted = columns.find(({ name }) => name === 'due');
  if (from === undefined || wanted === undefined) throw new Error('there is no column');
  const change = { kind: 'change-type', column: wanted, from, discardsValues: true } as const;
  const changes = from.type === 'int' ? [] : [change];
  const load = await session.createMerge({ replica: USERS, existing, changes, columns, rows });
  try {
    await writeFile(load, columns, lines);
    await load.commit(record(UNTIL));
  } catch (error) {
    await load.abort();
    throw error;
  }
  return load.notes ?? [];
}

async function rowsOf(list = 'id, due, name'): Promise<string[]> {
  const rows = await lab.query(`SELECT ${list} FROM canvas__users ORDER BY id`);
  return rows.map((row) => Object.values(row).map(String).join('|').replaceAll('null', 'NULL'));
}

async function columnNames(): Promise<string[]> {
  const rows = await lab.query('SHOW COLUMNS FROM canvas__users');
  return rows.map((row) => String(row['Field']));
}

test('a column of another type is filled beside the old one; its place, indexes and views stay', async () => {
  const database = await lab.open();
  await initialize(database, COLUMNS, ROWS);
  await lab.query('CREATE INDEX mine ON canvas__users (due, id)');
  await lab.query('CREATE VIEW mine AS SELECT due FROM canvas__users');
  await retype(database);
  expect(await rowsOf()).toEqual(AFTER);
  expect(await columnNames()).toEqual(['id', 'due', 'name']);
  const parts = await lab.query("SHOW INDEX FROM canvas__users WHERE Key_name = 'mine'");
  expect(parts.map((row) => row['Column_name'])).toEqual(['due', 'id']);
  expect(await lab.query('SELECT * FROM mine')).toHaveLength(2);
});

test('old values of rows that no snapshot brings stay in a column of their own', async () => {
  const database = await lab.open();
  await initialize(database, COLUMNS, ROWS);
  const notes = await retype(database, { kind: 'snapshot', strategy: 'diff', keepMissing: true });
  expect(notes.join()).toContain('column due_old');
  expect(await rowsOf('id, due, due_old')).toEqual(['1|11|2026-03-01', '2|NULL|2026-03-02', '3|NULL|NULL']);
});

test('a key whose values no statement carries over is refused, and nothing is changed', async () => {
  const database = await lab.open();
  await initialize(database, COLUMNS, ROWS);
  await using session = await database.open(USERS, 'test');
  const existing = await session.existing();
  const [from] = existing?.columns ?? [];
  const columns = sqlColumns([column('id', { kind: 'uuid' }, { part: 'key' }), DUE, NAME]);
  const [wanted] = columns;
  if (existing === undefined || from === undefined || wanted === undefined) throw new Error('there is no table');
  const change = { kind: 'change-type', column: wanted, from, discardsValues: true } as const;
  const plan = { replica: USERS, existing, changes: [change], columns, rows: TRUNCATE };
  await expect(session.createMerge(plan)).rejects.toMatchObject({ code: 'SQL_SCHEMA_CHANGE' });
  expect(await rowsOf()).toEqual(BEFORE);
});

test('new values that an index of the user does not allow wait beside the old ones until it is gone', async () => {
  const database = await lab.open();
  const [date, number] = [DUE, NUMBER].map((each) => ({ ...each, nullable: false })) as [Column, Column];
  await initialize(database, [ID, date, NAME], ROWS);
  const other = { ref: { namespace: 'canvas', table: 'other' }, target: { schema: 'canvas', table: 'other' } };
  await lab.query('CREATE UNIQUE INDEX one_due ON canvas__users (due)');
  const lines = ['1\t11\tone', '3\t11\tthree'];
  const error = await retype(database, TRUNCATE, lines, number).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'SQL_UNIQUE_INDEX', details: { table: 'canvas__users', index: 'one_due' } });
  expect((error as Error).message).toMatch(/rows are committed.*next run then finishes/s);
  await database.close();

  const next = await lab.open(); // The other tables have nothing to do with it.
  await (await next.open(other, 'test')).release();
  await expect(next.open(USERS, 'test')).rejects.toMatchObject({ code: 'SQL_UNIQUE_INDEX' });
  await lab.query('DROP INDEX one_due ON canvas__users');
  await using session = await next.open(USERS, 'test');
  expect(session.notes?.join()).toMatch(/was finished/);
  // The next sync sees to NOT NULL.
  expect(await session.record()).toMatchObject({ timestamp: UNTIL, own: { toForbidNull: ['due'] } });
  expect(await rowsOf()).toEqual(['1|11|one', '3|11|three']);
  expect(await columnNames()).toEqual(['id', 'due', 'name']);
});

test('a table whose swap an index of the user hinders can be dropped', async () => {
  const database = await lab.open();
  await initialize(database, COLUMNS, ROWS);
  await lab.query('CREATE UNIQUE INDEX one_due ON canvas__users (due)');
  await expect(retype(database, TRUNCATE, ['1\t11\tone', '3\t11\tthree'])).rejects.toThrow();
  await using session = await database.open(USERS, 'test', 'drop');
  await session.drop({ cascade: false });
  expect(await lab.query("SHOW TABLES LIKE 'canvas\\_\\_%'")).toEqual([]);
  expect(await session.record()).toBeUndefined();
});

test('a failed merge leaves no column behind', async () => {
  const database = await lab.open();
  await initialize(database, COLUMNS, ROWS);
  await lab.query(
    `CREATE TRIGGER no BEFORE INSERT ON canvas__users FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'`,
  );
  await expect(retype(database)).rejects.toMatchObject({ code: 'SQL_STATEMENT' });
  expect(await rowsOf()).toEqual(BEFORE);
  expect(await columnNames()).toEqual(['id', 'due', 'name']);
});

test.each(['before', 'after'] as const)(
  'a change of types that is cut %s any write leaves the old rows or the new ones',
  async (place) => {
    let cuts = 0;
    for (let at = 1; ; at += STRIDE) {
      await lab.query('DROP TABLE IF EXISTS canvas__users');
      await initialize(await lab.open(), COLUMNS, ROWS);
      const cutter = await runCut(at, place);
      if (!cutter.isCut) break;
      cuts += 1;
      const database = await lab.open();
      const stored = await patiently(async () => {
        await using session = await database.open(USERS, 'test');
        return (await session.record())?.timestamp;
      });
      expect(await rowsOf(), `cut ${place} write ${at}`).toEqual(stored === UNTIL ? AFTER : BEFORE);
      expect(await columnNames(), `cut ${place} write ${at}`).toEqual(['id', 'due', 'name']);
      await patiently(() => retype(database));
      expect(await rowsOf(), `after the cut ${place} write ${at}`).toEqual(AFTER);
      expect(await columnNames()).toEqual(['id', 'due', 'name']);
      await database.close();
    }
    expect(cuts).toBeGreaterThan(30 / STRIDE);
  },
);

async function runCut(at: number, place: CutPlace): Promise<Cutter> {
  const cutter = new Cutter(at, place, true);
  const run = async (): Promise<void> => {
    await using database = await lab.open({ connect: cutter.connect });
    await retype(database);
  };
  await run().catch((error: unknown) => {
    if (!cutter.isCut) throw error;
  });
  return cutter;
}

/** A killed process gives its lock back when the server notices. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 100 || !(error instanceof Error && 'code' in error && error.code === 'SQL_TABLE_BUSY')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
