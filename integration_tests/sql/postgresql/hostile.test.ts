import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MergePlan } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import type { Replica } from '../../../src/sql/contract/names.js';
import { openPostgresql } from '../../../src/sql/dialects/postgresql/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import {
  BIGINT,
  columnOf,
  createLab,
  designOf,
  enumOf,
  existingOf,
  initialize,
  type Lab,
  loadChanges,
  loadFile,
  type Row,
  recordOf,
  replicaOf,
  TEXT,
} from './lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab('dap_pg_hostile');
});
afterAll(async () => {
  await lab.close();
});

const LATER = '2026-03-02T08:00:00.654321Z';

async function merge(
  replica: Replica,
  columns: readonly SqlColumn[],
  rows: readonly Row[],
  more: Partial<MergePlan> = {},
) {
  await using session = await lab.database.open(replica, 'test');
  const existing = await existingOf(session);
  const plan: MergePlan = { replica, existing, changes: [], columns, rows: { kind: 'changes' }, ...more };
  const merging = await session.createMerge(plan);
  await (plan.rows.kind === 'changes' ? loadChanges : loadFile)(merging, columns, rows);
  const counts = await merging.commit(recordOf(replica, LATER));
  return { counts, notes: merging.notes };
}

async function columnsOf(replica: Replica) {
  await using session = await lab.database.open(replica, 'test');
  const { columns } = await existingOf(session);
  return (name: string) => columns.find((column) => column.name === name) as (typeof columns)[number];
}

test('no default of role or database ends a session that waits, or changes what is written', async () => {
  const own = await createLab('dap_pg_defaults');
  try {
    for (const setting of [
      "statement_timeout = '300ms'",
      "lock_timeout = '1ms'",
      "idle_in_transaction_session_timeout = '200ms'",
      "idle_session_timeout = '200ms'",
      'default_transaction_read_only = on',
      "default_transaction_isolation = 'serializable'",
      'array_nulls = off',
      "datestyle = 'SQL, DMY'",
      "timezone = 'Asia/Tokyo'",
      'standard_conforming_strings = off',
      'extra_float_digits = -2',
      "search_path = 'nowhere'",
    ]) {
      await own.sql.query(`ALTER DATABASE ${own.settings.database} SET ${setting}`);
    }
    await using database = await openPostgresql(own.settings, { meta: createMetaTables('postgresql') });
    const replica = replicaOf('slow');
    const design = designOf(replica, {
      at: { type: { kind: 'date-time' } },
      tags: { type: { kind: 'array', items: { type: TEXT } } },
      number: { type: { kind: 'float', bits: 64 } },
      text: { type: TEXT, default: 'a\\b' },
    });
    await using session = await database.open(replica, 'test');
    const wait = () => new Promise((resolve) => setTimeout(resolve, 500));
    await wait(); // For a job, outside a transaction.
    const load = await session.createLoad(design);
    await load.beginFile(design.columns.slice(0, 4).map((column) => ({ kind: 'column', column })));
    await wait(); // For the bytes of a file, inside COPY.
    await load.write(Buffer.from('1\t2026-03-04T05:06:07.123456Z\t{NULL,"NULL"}\t0.1\n'), 1);
    await load.endFile();
    await wait(); // For the next file, inside the transaction.
    await load.commit(recordOf(replica));
    expect(await own.values(`SELECT to_jsonb(t) FROM canvas.slow t`)).toEqual([
      { id: 1, at: '2026-03-04T05:06:07.123456', tags: [null, 'NULL'], number: 0.1, text: 'a\\b' },
    ]);
  } finally {
    await own.close();
  }
});

test('what is about no table is asked one after the other', async () => {
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);
  process.on('warning', listen);
  try {
    const nothing = replicaOf('nothing');
    await lab.database.now();
    const answers = await Promise.allSettled([
      lab.database.list(),
      lab.database.countRows(nothing),
      lab.database.now(),
      lab.database.list(),
      lab.database.now(),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  } finally {
    process.off('warning', listen);
  }
});

test('a policy that hides rows is an error, and the table stays as it is', async () => {
  const replica = replicaOf('hidden');
  const design = designOf(replica, { name: { type: TEXT } });
  await initialize(lab, design, [[1, 'a']]);
  await lab.sql.query(`DROP ROLE IF EXISTS dap_pg_plain; CREATE ROLE dap_pg_plain LOGIN; ALTER TABLE canvas.hidden OWNER TO dap_pg_plain;
    GRANT USAGE ON SCHEMA canvas, instructure_dap TO dap_pg_plain; GRANT ALL ON ALL TABLES IN SCHEMA instructure_dap TO dap_pg_plain;
    ALTER TABLE canvas.hidden ENABLE ROW LEVEL SECURITY; ALTER TABLE canvas.hidden FORCE ROW LEVEL SECURITY;
    CREATE POLICY mine ON canvas.hidden USING (id > 5)`);
  const settings = { ...lab.settings, user: 'dap_pg_plain' };
  try {
    await using database = await openPostgresql(settings, { meta: createMetaTables('postgresql') });
    await using session = await database.open(replica, 'test');
    const merging = await session.createMerge({
      replica,
      existing: await existingOf(session),
      changes: [],
      columns: design.columns,
      rows: { kind: 'snapshot', strategy: 'diff', keepMissing: false },
    });
    await loadFile(merging, design.columns, [[2, 'b']]);
    await expect(merging.commit(recordOf(replica, LATER))).rejects.toMatchObject({
      code: 'SQL_PERMISSION',
      message: expect.stringMatching(/row-level security/),
    });
    await merging.abort();
    expect(await lab.values('SELECT id FROM canvas.hidden')).toEqual(['1']);
  } finally {
    await lab.sql.query(
      'ALTER TABLE canvas.hidden OWNER TO postgres; DROP OWNED BY dap_pg_plain; DROP ROLE dap_pg_plain',
    );
  }
});

test('the planner knows a fresh table and one that a large merge has changed', async () => {
  const replica = replicaOf('known');
  const design = designOf(replica, { name: { type: TEXT } });
  const rowsKnown = () => lab.values("SELECT reltuples FROM pg_class WHERE oid = 'canvas.known'::regclass");
  const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, n): Row => [from + n, 'x']);
  await initialize(lab, design, rows(0, 500));
  expect(await rowsKnown()).toEqual([500]);
  const changed = rows(500, 20_500).map((row): Row => ['2026-03-01T00:00:00Z', 'U', ...row]);
  expect((await merge(replica, design.columns, changed)).notes).toEqual([]);
  expect(await rowsKnown()).toEqual([20_500]);
});

test('a table that the user has renamed keeps its key, and the new one gets another name for its own', async () => {
  const replica = replicaOf('moved');
  const design = designOf(replica, { state: { type: enumOf('moved__state', 'a') } });
  await initialize(lab, design, [[1, 'a']]);
  await lab.sql.query('ALTER TABLE canvas.moved RENAME TO kept_by_me');
  await initialize(lab, design, [[2, 'a']]);
  expect(await lab.values('SELECT id FROM canvas.moved')).toEqual(['2']);
  expect(await lab.values('SELECT id FROM canvas.kept_by_me')).toEqual(['1']);
  expect(
    await lab.values("SELECT conname FROM pg_constraint WHERE conrelid = 'canvas.moved'::regclass AND contype = 'p'"),
  ).toEqual(['pk_moved_1']);
});

test('a type that no statement carries over: NOT NULL comes back with the rows of the snapshot', async () => {
  const replica = replicaOf('retyped');
  const before = designOf(replica, { due: { type: { kind: 'date' }, required: true } });
  await initialize(lab, before, [
    [1, '2026-03-01'],
    [2, '2026-03-02'],
  ]);
  await lab.sql.query(
    'CREATE TABLE canvas.mine (id bigint REFERENCES canvas.retyped (id)); INSERT INTO canvas.mine VALUES (1)',
  );
  const due = columnOf(replica, 'due', { type: { kind: 'boolean' }, required: true });
  const columns = [before.columns[0] as SqlColumn, due];
  const from = (await columnsOf(replica))('due');
  // A foreign key of the user forbids TRUNCATE: the rows are compared then.
  const { counts } = await merge(
    replica,
    columns,
    [
      [1, 'true'],
      [3, 'false'],
    ],
    {
      changes: [{ kind: 'change-type', column: due, from, discardsValues: true }],
      rows: { kind: 'snapshot', strategy: 'truncate', keepMissing: false },
    },
  );
  expect(counts).toEqual({ upserted: 2, deleted: 1 });
  expect(await lab.values('SELECT t::text FROM canvas.retyped t ORDER BY id')).toEqual(['(1,t)', '(3,f)']);
  expect((await columnsOf(replica))('due')).toMatchObject({ type: 'boolean', nullable: false });
});

test('rows that the service has forgotten keep their values when the type of a column changes', async () => {
  const replica = replicaOf('logs');
  const before = designOf(replica, { code: { type: { kind: 'date' }, required: true, title: 'The code' } });
  await initialize(lab, before, [
    [1, '2026-03-01'],
    [2, '2026-03-02'],
  ]);
  await lab.sql.query(
    'ALTER TABLE canvas.logs ADD code_old int; CREATE VIEW canvas.over_logs AS SELECT id, code::text FROM canvas.logs',
  );
  const code = columnOf(replica, 'code', { type: BIGINT, required: true, default: 7 });
  const from = (await columnsOf(replica))('code');
  const { notes } = await merge(replica, [before.columns[0] as SqlColumn, code], [[2, 22]], {
    changes: [{ kind: 'change-type', column: code, from, discardsValues: true }],
    rows: { kind: 'snapshot', strategy: 'diff', keepMissing: true },
  });
  expect(notes?.[0]).toMatch(/^Column code has another type now\. Its values so far stay in column code_old2/);
  expect(await lab.values('SELECT to_jsonb(t) FROM canvas.logs t ORDER BY id')).toEqual([
    { id: 1, code: null, code_old: null, code_old2: '2026-03-01' },
    { id: 2, code: 22, code_old: null, code_old2: '2026-03-02' },
  ]);
  expect(await lab.values('SELECT code FROM canvas.over_logs ORDER BY id')).toEqual([null, '22']);
  // The next rows are not stopped by the old column.
  const more = [['2026-03-01T00:00:00Z', 'U', 3, 33]] as const;
  expect((await merge(replica, [before.columns[0] as SqlColumn, code], more)).counts.upserted).toBe(1);
});

test('an index that goes with a removed column is told', async () => {
  const replica = replicaOf('indexed');
  const design = designOf(replica, { name: { type: TEXT }, gone: { type: TEXT } });
  await initialize(lab, design, [[1, 'a', 'b']]);
  await lab.sql.query(
    'CREATE INDEX both_mine ON canvas.indexed (name, gone); CREATE INDEX name_mine ON canvas.indexed (name)',
  );
  const column = (await columnsOf(replica))('gone');
  const { notes } = await merge(replica, design.columns.slice(0, 2), [], {
    changes: [{ kind: 'drop-column', column }],
  });
  expect(notes).toEqual(['Index canvas.both_mine went with column gone, which the service has removed.']);
  expect(await lab.values("SELECT to_regclass('canvas.name_mine')::text")).toEqual(['canvas.name_mine']);
});

test('triggers, checks and defaults of the user stay at work through a merge with changes', async () => {
  const replica = replicaOf('watched');
  const design = designOf(replica, { name: { type: TEXT } });
  await initialize(lab, design, [[1, 'a']]);
  await lab.sql.query(`ALTER TABLE canvas.watched ADD mine int NOT NULL DEFAULT 5 CHECK (mine > 0);
    CREATE TABLE canvas.seen (id bigint); CREATE FUNCTION canvas.note() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN INSERT INTO canvas.seen VALUES (new.id); RETURN new; END';
    CREATE TRIGGER noting AFTER INSERT OR UPDATE ON canvas.watched FOR EACH ROW EXECUTE FUNCTION canvas.note()`);
  const added = columnOf(replica, 'added', { type: TEXT });
  await merge(replica, [...design.columns, added], [['2026-03-01T00:00:00Z', 'U', 2, 'b', 'c']], {
    changes: [{ kind: 'add-column', column: added }],
  });
  expect(await lab.values('SELECT to_jsonb(t) FROM canvas.watched t ORDER BY id')).toEqual([
    { id: 1, name: 'a', mine: 5, added: null },
    { id: 2, name: 'b', mine: 5, added: 'c' },
  ]);
  expect(await lab.values('SELECT id FROM canvas.seen')).toEqual(['2']);
});

test('columns that differ only in case stay apart', async () => {
  const replica = replicaOf('cased');
  const design = designOf(replica, { Name: { type: TEXT }, name: { type: TEXT } });
  await initialize(lab, design, [[1, 'A', 'a']]);
  await merge(replica, design.columns, [['2026-03-01T00:00:00Z', 'U', 2, 'B', 'b']]);
  expect(await lab.values('SELECT to_jsonb(t) FROM canvas.cased t ORDER BY id')).toEqual([
    { id: 1, Name: 'A', name: 'a' },
    { id: 2, Name: 'B', name: 'b' },
  ]);
});

test('a half load of the official client is replaced although the service has removed a column since', async () => {
  const replica = replicaOf('half');
  const design = designOf(replica, { name: { type: TEXT } });
  await lab.sql.query(`CREATE TYPE canvas.half__gone AS ENUM ('x');
    CREATE TABLE canvas.half (id bigint CONSTRAINT pk_half PRIMARY KEY, name text, gone canvas.half__gone);
    COMMENT ON COLUMN canvas.half.gone IS 'What it was'; INSERT INTO canvas.half VALUES (7, 'half', 'x');
    CREATE TABLE canvas.other (id bigint CONSTRAINT pk_other PRIMARY KEY, name text, mine text)`);
  await using session = await lab.database.open(replica, 'test');
  const load = await session.createLoad(design);
  expect(load.notes).toEqual([expect.stringContaining('canvas.half without a record')]);
  await loadFile(load, design.columns, [[1, 'b']]);
  await load.commit(recordOf(replica));
  expect(await lab.values('SELECT t::text FROM canvas.half t')).toEqual(['(1,b)']);
  expect(await lab.values("SELECT to_regtype('canvas.half__gone')::text")).toEqual([null]);
  const other = replicaOf('other');
  await using taken = await lab.database.open(other, 'test');
  await expect(taken.createLoad(designOf(other, { name: { type: TEXT } }))).rejects.toMatchObject({
    code: 'SQL_TARGET_TAKEN',
    message: expect.stringContaining('mine'),
  });
});

test('the keys and values that DETAIL of the server quotes are told to nobody', async () => {
  const replica = replicaOf('quoted');
  const design = designOf(replica, { name: { type: TEXT } });
  await initialize(lab, design, [[1, 'a']]);
  await lab.sql.query('CREATE UNIQUE INDEX one_name ON canvas.quoted (name)');
  const error: unknown = await merge(replica, design.columns, [['2026-03-01T00:00:00Z', 'U', 2, 'secret']])
    .then(() => merge(replica, design.columns, [['2026-03-01T00:00:00Z', 'U', 3, 'secret']]))
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'SQL_UNIQUE_INDEX', message: expect.stringContaining('one_name') });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause)).not.toContain(
    'secret',
  );
});
