import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createLab, design, ID, initialize, type Lab, META_CELLS, NAME, record, STATE, USERS } from './mysql-lab.js';
import { HOSTILE, missingServer, type PrivateServer, startPrivateServer } from './private-server.js';
import {
  addFile,
  bytesOf,
  cellsOf,
  keeper,
  ledgerAndRows,
  newStage,
  openStage,
  stageTables,
  take,
} from './stage-lab.js';

// A server is made and started several times.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PLAN = design([ID, NAME, STATE]);
const CELLS = cellsOf(PLAN.columns, META_CELLS);
const ROWS = ["2026-03-01T10:00:00Z\tU\t1\tit's \\\\ é漢🎓\tActive", '2026-03-01T10:00:00Z\tU\t2\ttwo\tactive'];

const missing = missingServer();

describe.skipIf(missing !== undefined)('a server of MariaDB', () => {
  let server: PrivateServer;
  beforeAll(async () => {
    server = await startPrivateServer(HOSTILE);
  });
  afterAll(async () => await server?.close());

  const table = async (lab: Lab) =>
    (await lab.query('SELECT id, name, state FROM canvas__users ORDER BY id')).map((row) =>
      Object.values(row).join('|'),
    );

  test.each([
    ['files', 1],
    ['INSERTs only', 0],
  ])('with unusual settings that takes %s stages a merge', async (_, localInfile) => {
    await using lab = await createLab(server.port);
    await lab.query(`SET GLOBAL local_infile = ${localInfile}`);
    await initialize(await lab.open({ port: server.port }), [ID, NAME, STATE], ['1\told\tactive', '7\tseven\tactive']);
    const database = await lab.open({ port: server.port });
    await using session = await database.open(USERS, 'test');
    const existing = await session.existing();
    if (existing === undefined) throw new Error('there is no table');
    const stage = newStage(PLAN.columns, 2, { since: '2026-03-01T08:00:00.123456Z' });
    await keeper(session).createStage(stage);
    await using adding = await openStage(database, stage);
    await addFile(adding, 'part-1', { cells: CELLS, rows: ['2026-03-01T10:00:00Z\tU\t2\tlast\tactive'] });
    await addFile(adding, 'part-0', { cells: CELLS, rows: ROWS });
    const { columns } = PLAN;
    const load = await session.createMerge({
      replica: USERS,
      existing,
      changes: [],
      columns,
      rows: { kind: 'changes' },
    });
    await take(load, stage);
    expect(await load.commit(record('2026-03-02T00:00:00Z'))).toEqual({ upserted: 2, deleted: 0 });
    expect((load.notes ?? []).filter((each) => each.includes('local_infile'))).toHaveLength(1 - localInfile);
    await keeper(session).dropStage();
    expect(await table(lab)).toEqual(["1|it's \\ é漢🎓|Active", '2|last|active', '7|seven|active']);
    expect(await stageTables(lab)).toEqual([]);
    expect((await database.list()).map(({ state }) => state)).toEqual(['ready']);
  });

  test('that breaks down in the middle of a file has the files before it, and nothing of that one', async () => {
    await using lab = await createLab(server.port);
    const database = await lab.open({ port: server.port });
    const session = await database.open(USERS, 'test');
    const stage = newStage(PLAN.columns, 2);
    await keeper(session).createStage(stage);
    const adding = await openStage(database, stage);
    await addFile(adding, 'part-0', { cells: CELLS, rows: ROWS });
    await adding.beginFile('part-1', CELLS);
    await adding.write(bytesOf(ROWS), 2);
    await server.kill();
    await expect(adding.endFile(2, '{}')).rejects.toMatchObject({ code: 'SQL_CONNECTION' });
    await adding.undoFile();
    await adding.release();
    await session.release();
    await server.start();
    await lab.reconnect();
    const again = await lab.open({ port: server.port });
    expect(await ledgerAndRows(lab)).toEqual({ ledger: [`${stage.id}/0: 2`], rows: [`${stage.id}/0: 2`] });
    await using adder = await openStage(again, stage);
    expect(await addFile(adder, 'part-0', { cells: CELLS, rows: ROWS })).toBe(false);
    expect(await addFile(adder, 'part-1', { cells: CELLS, rows: ROWS })).toBe(true);
  });
});
