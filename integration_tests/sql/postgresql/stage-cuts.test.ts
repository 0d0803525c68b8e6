import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgresql } from '../../../src/sql/dialects/postgresql/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import { createCuttingSockets } from './cutting-socket.js';
import { createLab, designOf, enumOf, existingOf, type Lab, type Row, recordOf, replicaOf, TEXT } from './lab.js';
import { cellsOf, keeperOf, openStage, stageFile, stageOf, takeStage } from './stage-kit.js';

const FIRST = '2026-03-01T00:00:00Z';
const SECOND = '2026-03-02T00:00:00Z';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab('dap_pg_stage_cuts');
});
afterAll(async () => {
  await lab.close();
});

const replica = replicaOf('t');
const design = designOf(replica, { name: { type: TEXT }, state: { type: enumOf('t__state', 'a') } });
const cells = cellsOf(design.columns);
const FILES: readonly (readonly Row[])[] = [
  [
    [1, 'one', 'a'],
    [2, 'two', 'a'],
  ],
  [
    [3, 'three', 'a'],
    [1, 'one again', 'a'],
  ],
];

type Connect = NonNullable<Lab['settings']['connect']>;

/** What a program does: goes on with the stage that is there, or begins one; first a load, then a merge. */
async function run(connect?: Connect): Promise<void> {
  const settings = { ...lab.settings, ...(connect === undefined ? {} : { connect }) };
  const database = await openPostgresql(settings, { meta: createMetaTables('postgresql') });
  try {
    await database.prepare();
    const session = await database.open(replica, 'test');
    const keeper = keeperOf(session);
    for (const timestamp of [FIRST, SECOND]) {
      const since = (await session.record())?.timestamp;
      if (since !== undefined && since >= timestamp) continue;
      let stage = await keeper.stage();
      if (stage?.since !== since || stage === undefined) {
        stage = { ...stageOf(replica, design.columns, 2), ...(since === undefined ? {} : { since }) };
        await keeper.createStage(stage);
      }
      const adding = await openStage(database, stage);
      for (const [index, rows] of [...FILES.entries()].reverse()) await stageFile(adding, `file-${index}`, cells, rows);
      await adding.release();
      if (since === undefined) {
        const load = await session.createLoad(design);
        await takeStage(load, stage);
        expect(await load.commit(recordOf(replica, timestamp))).toEqual({ rows: 3, duplicates: 1 });
      } else {
        const rows = { kind: 'snapshot', strategy: 'diff', keepMissing: false } as const;
        const existing = await existingOf(session);
        const merge = await session.createMerge({ replica, existing, columns: design.columns, changes: [], rows });
        await takeStage(merge, stage);
        await merge.commit(recordOf(replica, timestamp));
      }
    }
    await keeper.dropStage();
  } finally {
    await database.close();
  }
}

const recorded = () => lab.values(`SELECT "timestamp"::text FROM instructure_dap.table_sync WHERE source_table = 't'`);
const stageTables = () =>
  lab.values("SELECT right(relname, 32) FROM pg_class WHERE relname ~ '^dap_stage_[0-9a-f]{32}$' ORDER BY 1");

/** Rows and ledger of every stage agree, and a recorded stage has its table. */
async function checkState(): Promise<void> {
  const ids = await stageTables();
  for (const id of ids) {
    const rows = await lab.values(
      `SELECT dap_file || ':' || count(*) FROM instructure_dap.dap_stage_${id} GROUP BY dap_file ORDER BY 1`,
    );
    const ledger = await lab.values(
      `SELECT place || ':' || file_rows FROM instructure_dap.dap_stage_files WHERE stage_id = '${id}' ORDER BY 1`,
    );
    // A stage that is being dropped has lost its record, and may have its lines yet.
    if ((await lab.values(`SELECT 1 FROM instructure_dap.dap_stages WHERE stage_id = '${id}'`)).length > 0) {
      expect(ledger).toEqual(rows);
    }
  }
  for (const id of await lab.values('SELECT stage_id FROM instructure_dap.dap_stages')) expect(ids).toContain(id);
  if ((await recorded()).length > 0) {
    expect(await lab.values('SELECT t::text FROM canvas.t ORDER BY id')).toEqual([
      '(1,"one again",a)',
      '(2,two,a)',
      '(3,three,a)',
    ]);
  }
}

/** The server goes on with what it was told after the connection is cut. */
async function settle(): Promise<void> {
  const busy = `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND application_name ~ '^dap (test|file)'`;
  await expect.poll(() => lab.values(busy), { timeout: 60_000, interval: 5 }).toEqual([0]);
}

const clean = () =>
  lab.sql.query(
    'DROP SCHEMA IF EXISTS canvas CASCADE; DELETE FROM instructure_dap.table_sync; DELETE FROM instructure_dap.dap_replicas',
  );

test('cut after any write, rows and ledger agree, and the same again goes on and leaves nothing', async () => {
  const whole = createCuttingSockets(Number.POSITIVE_INFINITY, 'before');
  await clean();
  await run(whole.connect);
  const total = whole.writes();
  expect(total).toBeGreaterThan(100);
  const kept = new Set<number>();
  // A cut before the next write finds the server in the same state as a cut after this one.
  for (let cutAt = 0; cutAt <= total; cutAt += 1) {
    await clean();
    const sockets = cutAt === 0 ? createCuttingSockets(1, 'before') : createCuttingSockets(cutAt, 'after');
    await run(sockets.connect).catch((error: unknown) => expect(error).toMatchObject({ code: 'SQL_CONNECTION' }));
    await settle();
    await checkState();
    kept.add((await lab.values('SELECT 1 FROM instructure_dap.dap_stage_files')).length);
    await run();
    expect(await recorded()).toEqual(['2026-03-02 00:00:00']);
    await checkState();
    await lab.database.prepare();
    expect(await stageTables()).toEqual([]);
    for (const table of ['dap_stages', 'dap_stage_files']) {
      expect(await lab.values(`SELECT 1 FROM instructure_dap.${table}`)).toEqual([]);
    }
  }
  expect([...kept].sort()).toEqual([0, 1, 2]);
}, 600_000);
