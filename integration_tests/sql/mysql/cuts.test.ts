import { expect, test, vi } from 'vitest';
import type { Database } from '../../../src/sql/contract/database.js';
import { type CutPlace, Cutter } from '../../sql-support/cutting-socket.js';
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
  writeFile,
} from './mysql-lab.js';

// Each cut is a database of its own, and there are some 60 of them in a test.
vi.setConfig({ testTimeout: 400_000 });

const COLUMNS = [ID, NAME, STATE];
const ROWS = ['1\tone\tactive', '2\ttwo\tActive'];
const ADDED = column('level', { kind: 'text', maxLength: 9 }, { nullable: false, default: 'low' });
const BEFORE = ['1|one|active', '2|two|Active'];
const AFTER = ['2|TWO|Active|low', '3|three|active|high'];
const UNTIL = '2026-03-02T00:00:00Z';

/** The rows of the table; undefined when there is none. */
async function table(lab: Lab): Promise<string[] | undefined> {
  const found = await lab.query("SHOW TABLES LIKE 'canvas\\_\\_users'");
  if (found.length === 0) return undefined;
  const rows = await lab.query('SELECT * FROM canvas__users ORDER BY id');
  return rows.map((row) => Object.values(row).join('|'));
}

async function synchronize(database: Database): Promise<void> {
  await using session = await database.open(USERS, 'test');
  const existing = await session.existing();
  if (existing === undefined) throw new Error('there is no table');
  const columns = sqlColumns([...COLUMNS, ADDED]);
  const added = columns.filter(({ name }) => name === 'level' && !existing.columns.some((one) => one.name === name));
  const changes = added.map((each) => ({ kind: 'add-column', column: each }) as const);
  const load = await session.createMerge({ replica: USERS, existing, changes, columns, rows: { kind: 'changes' } });
  await writeFile(
    load,
    columns,
    [
      '2026-03-01T10:00:00Z\tD\t1\t\\N\t\\N\t\\N',
      '2026-03-01T10:00:00Z\tU\t2\tTWO\tActive\tlow',
      '2026-03-01T10:00:00Z\tU\t3\tthree\tactive\thigh',
    ],
    META_CELLS,
  );
  await load.commit(record(UNTIL));
}

/** The connections of a process end at the k-th write; tells how many writes there were, and whether it was cut. */
async function runCut(
  lab: Lab,
  at: number,
  place: CutPlace,
  work: (database: Database) => Promise<void>,
): Promise<Cutter> {
  const cutter = new Cutter(at, place, true);
  const run = async (): Promise<void> => {
    await using database = await lab.open({ connect: cutter.connect });
    await work(database);
  };
  await run().catch((error: unknown) => {
    if (!cutter.isCut) throw error;
  });
  return cutter;
}

/** A killed process gives its lock back when the server notices. */
async function patiently(work: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 100 || !(error instanceof Error && 'code' in error && error.code === 'SQL_TABLE_BUSY')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

test.each(['before', 'after'] as const)(
  'an initialization that is cut %s any write leaves no table or the whole one',
  async (place) => {
    let cuts = 0;
    for (let at = 1; ; at += 1) {
      await using lab = await createLab();
      await (await lab.open()).close();
      const cutter = await runCut(lab, at, place, (database) => initialize(database, COLUMNS, ROWS));
      if (!cutter.isCut) break;
      cuts += 1;
      const database = await lab.open();
      const half = await table(lab);
      if (half !== undefined) expect(half).toEqual(BEFORE);
      await patiently(async () => {
        await using session = await database.open(USERS, 'test');
        if ((await session.record()) !== undefined) return;
        const plan = design(COLUMNS);
        const load = await session.createLoad(plan);
        await writeFile(load, plan.columns, ROWS);
        await load.commit(record());
      });
      expect(await table(lab)).toEqual(BEFORE);
      expect(await lab.query("SHOW TABLES LIKE 'dap\\_%'")).toEqual([]);
      expect((await database.list()).map(({ state }) => state)).toEqual(['ready']);
    }
    expect(cuts).toBeGreaterThan(30);
  },
);

test.each(['before', 'after'] as const)(
  'a synchronization that is cut %s any write leaves the old rows or the new ones',
  async (place) => {
    let cuts = 0;
    for (let at = 1; ; at += 1) {
      await using lab = await createLab();
      await initialize(await lab.open(), COLUMNS, ROWS);
      const cutter = await runCut(lab, at, place, synchronize);
      if (!cutter.isCut) break;
      cuts += 1;
      const database = await lab.open();
      const found = (await table(lab)) ?? [];
      const stored = await patientRecord(database);
      if (stored === UNTIL) expect(found).toEqual(AFTER);
      else expect(found.map((row) => row.replace(/\|low$/, ''))).toEqual(BEFORE);
      await patiently(() => synchronize(database));
      expect(await table(lab)).toEqual(AFTER);
    }
    expect(cuts).toBeGreaterThan(30);
  },
);

async function patientRecord(database: Database): Promise<string | undefined> {
  let timestamp: string | undefined;
  await patiently(async () => {
    await using session = await database.open(USERS, 'test');
    timestamp = (await session.record())?.timestamp;
  });
  return timestamp;
}
