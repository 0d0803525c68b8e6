import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgresql } from '../../../src/sql/dialects/postgresql/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import { createCuttingSockets } from './cutting-socket.js';
import {
  columnOf,
  createLab,
  designOf,
  enumOf,
  existingOf,
  type Lab,
  loadChanges,
  loadFile,
  recordOf,
  replicaOf,
  TEXT,
} from './lab.js';

const FIRST = '2026-03-01T00:00:00Z';
const SECOND = '2026-03-02T00:00:00Z';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab('dap_pg_cuts');
});
afterAll(async () => {
  await lab.close();
});

const replica = replicaOf('t');
const before = designOf(replica, {
  state: { type: enumOf('t__state', 'a') },
  size: { type: { kind: 'integer', bits: 32 } },
});
const state = columnOf(replica, 'state', { type: enumOf('t__state', 'a', 'b') });
const size = columnOf(replica, 'size', { type: { kind: 'integer', bits: 64 } });
const added = columnOf(replica, 'added', { type: TEXT, default: 'new' });
const after = [...before.columns.slice(0, 1), state, size, added];

type Connect = NonNullable<Lab['settings']['connect']>;

/** What a program does: an initialization, or the next step by the record. Ends at the second state. */
async function run(connect?: Connect): Promise<void> {
  const settings = { ...lab.settings, ...(connect === undefined ? {} : { connect }) };
  const database = await openPostgresql(settings, { meta: createMetaTables('postgresql') });
  try {
    const session = await database.open(replica, 'test');
    const record = await session.record();
    if (record === undefined) {
      const load = await session.createLoad(before);
      await loadFile(load, before.columns, [
        [1, 'a', 1],
        [2, 'a', 2],
      ]);
      await loadFile(load, before.columns, [
        [3, 'a', 3],
        [3, 'a', 4],
      ]);
      await load.commit(recordOf(replica, FIRST));
    }
    if (record?.timestamp !== SECOND) {
      const existing = await existingOf(session);
      const from = existing.columns.find(({ name }) => name === 'size') as (typeof existing.columns)[number];
      const merge = await session.createMerge({
        replica,
        existing,
        columns: after,
        changes: [
          { kind: 'add-values', column: state, values: ['b'] },
          { kind: 'change-type', column: size, from },
          { kind: 'add-column', column: added },
        ],
        rows: { kind: 'changes' },
      });
      await loadChanges(merge, after, [
        [FIRST, 'U', 1, 'b', 5000000000, 'x'],
        [FIRST, 'D', 2, null, null, null],
      ]);
      await merge.commit(recordOf(replica, SECOND));
    }
  } finally {
    await database.close();
  }
}

const tableText = () => lab.values('SELECT t::text FROM canvas.t ORDER BY id');
const recorded = () => lab.values(`SELECT "timestamp"::text FROM instructure_dap.table_sync WHERE source_table = 't'`);

/** The table always is what its record says. */
async function checkState(): Promise<void> {
  const [timestamp] = await recorded();
  const isThere = (await lab.values("SELECT to_regclass('canvas.t') IS NOT NULL"))[0];
  if (timestamp === undefined) expect(isThere).toBe(false);
  else if (timestamp === '2026-03-01 00:00:00') expect(await tableText()).toEqual(['(1,a,1)', '(2,a,2)', '(3,a,4)']);
  else expect(await tableText()).toEqual(['(1,b,5000000000,x)', '(3,a,4,new)']);
}

/** The server goes on with what it was told after the connection is cut. */
async function settle(): Promise<void> {
  for (;;) {
    const [busy] = await lab.values(
      "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'dap test%'",
    );
    if (busy === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const clean = () =>
  lab.sql.query(
    'DROP SCHEMA IF EXISTS canvas CASCADE; DELETE FROM instructure_dap.table_sync; DELETE FROM instructure_dap.dap_replicas',
  );

test('cut after any write, the table is what its record says, and the same again ends well', async () => {
  const whole = createCuttingSockets(Number.POSITIVE_INFINITY, 'before');
  await clean();
  await run(whole.connect);
  const total = whole.writes();
  expect(total).toBeGreaterThan(50);
  const seen = new Set<unknown>();
  // A cut before the next write finds the server in the same state as a cut after this one.
  for (let cutAt = 0; cutAt <= total; cutAt += 1) {
    await clean();
    const sockets = cutAt === 0 ? createCuttingSockets(1, 'before') : createCuttingSockets(cutAt, 'after');
    await run(sockets.connect).catch((error: unknown) => expect(error).toMatchObject({ code: 'SQL_CONNECTION' }));
    await settle();
    await checkState();
    seen.add((await recorded())[0]);
    await run();
    expect(await recorded()).toEqual(['2026-03-02 00:00:00']);
    await checkState();
  }
  expect(seen.size).toBe(3);
}, 400_000);
