import { expect, test, vi } from 'vitest';
import type { Database, TableSession } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import type { LoadCell } from '../../../src/sql/contract/load-cell.js';
import { type CutPlace, Cutter } from '../../sql-support/cutting-socket.js';
import { createLab, design, ID, initialize, type Lab, META_CELLS, NAME, record, STATE, USERS } from './mysql-lab.js';
import {
  addFile,
  cellsOf,
  type JobFile,
  keeper,
  ledgerAndRows,
  newStage,
  openStage,
  stageTables,
  take,
} from './stage-lab.js';

// Each cut is a database of its own, and there are some 60 of them in a test.
vi.setConfig({ testTimeout: 400_000 });

const PLAN = design([ID, NAME, STATE]);
const BEFORE = ['1\tone\tactive', '2\ttwo\tActive'];
const SINCE = '2026-03-01T08:00:00.123456Z';
const UNTIL = '2026-03-02T00:00:00Z';

/** What is staged, and what the table has before and after. */
interface History {
  readonly files: readonly JobFile[];
  readonly start: readonly string[] | undefined;
  readonly end: readonly string[];
  readonly load: (session: TableSession) => Promise<Awaited<ReturnType<TableSession['createLoad' | 'createMerge']>>>;
}

function files(columns: readonly SqlColumn[], lead: readonly LoadCell[], ...rows: (readonly string[])[]): JobFile[] {
  return rows.map((each) => ({ cells: cellsOf(columns, lead), rows: each }));
}

const HISTORIES: Readonly<Record<'load' | 'merge', History>> = {
  load: {
    files: files(PLAN.columns, [], ['2\told\tactive', '1\tone\tactive'], ['2\ttwo\tActive']),
    start: undefined,
    end: ['1|one|active', '2|two|Active'],
    load: (session) => session.createLoad(PLAN),
  },
  merge: {
    files: files(
      PLAN.columns,
      META_CELLS,
      ['2026-03-01T10:00:00Z\tD\t1\t\\N\t\\N', '2026-03-01T10:00:00Z\tU\t2\told\tActive'],
      ['2026-03-01T10:00:00Z\tU\t2\tTWO\tActive', '2026-03-01T10:00:00Z\tU\t3\tthree\tactive'],
    ),
    start: ['1|one|active', '2|two|Active'],
    end: ['2|TWO|Active', '3|three|active'],
    load: async (session) => {
      const existing = await session.existing();
      if (existing === undefined) throw new Error('there is no table');
      const { columns } = PLAN;
      return session.createMerge({ replica: USERS, existing, changes: [], columns, rows: { kind: 'changes' } });
    },
  },
};

/** Goes on with what is there, as a run would. */
async function run(database: Database, { files: jobFiles, load }: History): Promise<void> {
  await using session = await database.open(USERS, 'test');
  const stages = keeper(session);
  const since = (await session.record())?.timestamp;
  if (since === UNTIL) {
    await stages.dropStage();
    return;
  }
  let stage = await stages.stage();
  if (stage === undefined || stage.since !== since) {
    stage = newStage(PLAN.columns, jobFiles.length, since === undefined ? {} : { since });
    await stages.createStage(stage);
  }
  const adding = await openStage(database, stage);
  for (const [place, file] of jobFiles.entries()) await addFile(adding, `part-${place}`, file);
  await adding.release();
  const taking = await load(session);
  await take(taking, stage);
  await taking.commit(record(UNTIL));
  await stages.dropStage();
}

/** The rows of the table; undefined when there is none. */
async function table(lab: Lab): Promise<string[] | undefined> {
  if ((await lab.query("SHOW TABLES LIKE 'canvas\\_\\_users'")).length === 0) return undefined;
  const rows = await lab.query('SELECT * FROM canvas__users ORDER BY id');
  return rows.map((row) => Object.values(row).join('|'));
}

/** The connections of a process end at the k-th write. */
async function runCut(lab: Lab, at: number, place: CutPlace, history: History): Promise<Cutter> {
  const cutter = new Cutter(at, place, true);
  const work = async (): Promise<void> => {
    await using database = await lab.open({ connect: cutter.connect });
    await run(database, history);
  };
  await work().catch((error: unknown) => {
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

test.each([
  ['load', 'before'],
  ['load', 'after'],
  ['merge', 'before'],
  ['merge', 'after'],
] as const)(
  'a %s by a stage that is cut %s any write goes on, with rows and ledger in agreement',
  async (what, place) => {
    const history = HISTORIES[what];
    let cuts = 0;
    let resumed = 0;
    for (let at = 1; ; at += 1) {
      await using lab = await createLab();
      const setUp = await lab.open();
      if (what === 'merge') await initialize(setUp, [ID, NAME, STATE], BEFORE);
      await setUp.close();
      const cutter = await runCut(lab, at, place, history);
      if (!cutter.isCut) break;
      cuts += 1;
      const database = await lab.open();
      const found = await table(lab);
      expect([history.start, history.end]).toContainEqual(found);
      await patiently(async () => {
        // The lock tells that the server has undone what was open.
        await using session = await database.open(USERS, 'test');
        if ((await session.record())?.timestamp === SINCE) expect(await table(lab)).toEqual(history.start);
        const stage = await keeper(session).stage();
        const { ledger, rows } = await ledgerAndRows(lab);
        if (stage !== undefined && ledger.length > 0) resumed += 1;
        // The connection of the loader is another one: its file may be undone a little later.
        if (stage !== undefined) expect(rows).toEqual(expect.arrayContaining(ledger));
      });
      await patiently(() => run(database, history));
      expect(await table(lab)).toEqual(history.end);
      await lab.open();
      expect(await stageTables(lab)).toEqual([]);
      expect(await ledgerAndRows(lab)).toEqual({ ledger: [], rows: [] });
      expect(await lab.query('SELECT * FROM instructure_dap__dap_stages')).toEqual([]);
      expect(await lab.query("SHOW TABLES LIKE 'dap\\_%'")).toEqual([]);
    }
    expect(cuts).toBeGreaterThan(50);
    expect(resumed).toBeGreaterThan(10);
  },
);
