import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MergePlan } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import type { Replica } from '../../../src/sql/contract/names.js';
import { openPostgresql } from '../../../src/sql/dialects/postgresql/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import {
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
  lab = await createLab('dap_pg_merge');
});
afterAll(async () => {
  await lab.close();
});

const LATER = '2026-03-02T08:00:00.654321Z';

interface Merging {
  readonly columns: readonly SqlColumn[];
  readonly changes?: MergePlan['changes'];
  readonly rows?: MergePlan['rows'];
  readonly files: readonly (readonly Row[])[];
}

async function merge(replica: Replica, { columns, changes = [], rows = { kind: 'changes' }, files }: Merging) {
  await using session = await lab.database.open(replica, 'test');
  const existing = await existingOf(session);
  const merging = await session.createMerge({ replica, existing, changes, columns, rows });
  try {
    for (const file of files) {
      await (rows.kind === 'changes' ? loadChanges : loadFile)(merging, columns, file);
    }
    const counts = await merging.commit(recordOf(replica, LATER));
    return { counts, notes: merging.notes, record: await session.record() };
  } catch (error) {
    await merging.abort();
    throw error;
  }
}

const all = (table: string) => lab.values(`SELECT t::text FROM canvas.${table} t ORDER BY id`);

test('changes are upserted and deleted by the newest row of each key', async () => {
  const replica = replicaOf('changes');
  const design = designOf(replica, { name: { type: TEXT } });
  await initialize(lab, design, [
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
    [4, 'd'],
  ]);
  const { counts, record } = await merge(replica, {
    columns: design.columns,
    files: [
      [
        ['2026-03-01T00:00:00.000002Z', 'U', 1, 'newest'],
        ['2026-03-01T00:00:00.000001Z', 'D', 1, null],
        ['2026-03-01T00:00:00Z', 'D', 2, null],
        ['2026-03-01T00:00:00Z', 'U', 3, 'first'],
      ],
      [
        ['2026-03-01T00:00:00Z', 'U', 3, 'last'],
        ['2026-03-01T00:00:00Z', 'U', 5, null],
        ['2026-03-01T00:00:00Z', 'D', 99, null],
      ],
    ],
  });
  expect(counts).toEqual({ upserted: 3, deleted: 1 });
  expect(await all('changes')).toEqual(['(1,newest)', '(3,last)', '(4,d)', '(5,)']);
  expect(record?.timestamp).toBe(LATER);
});

test('an undone file leaves nothing, undoAll forgets what came before', async () => {
  const replica = replicaOf('undone');
  const design = designOf(replica, { name: { type: TEXT } });
  await initialize(lab, design, []);
  await using session = await lab.database.open(replica, 'test');
  const existing = await existingOf(session);
  const merging = await session.createMerge({
    replica,
    existing,
    changes: [],
    columns: design.columns,
    rows: { kind: 'changes' },
  });
  await loadChanges(merging, design.columns, [['2026-03-01T00:00:00Z', 'U', 1, 'forgotten']]);
  await merging.undoAll();
  await loadChanges(merging, design.columns, [['2026-03-01T00:00:00Z', 'U', 2, 'b']]);
  await expect(loadChanges(merging, design.columns, [['2026-03-01T00:00:00Z', 'U', 'x', 'c']])).rejects.toMatchObject({
    code: 'SQL_ROW_REFUSED',
    details: { column: 'id' },
  });
  await merging.undoFile();
  expect(await merging.commit(recordOf(replica))).toEqual({ upserted: 1, deleted: 0 });
  expect(await all('undone')).toEqual(['(2,b)']);
});

test('a snapshot writes what differs and deletes what is missing, or keeps it', async () => {
  const replica = replicaOf('snapshot');
  const design = designOf(replica, {
    name: { type: TEXT },
    data: { type: { kind: 'object', closed: false } },
    grade: { type: { kind: 'float', bits: 64 } },
    states: { type: { kind: 'array', items: { type: enumOf('snapshot__states', 'a', 'b') } } },
  });
  const { columns } = design;
  const same: Row = [1, 'a', '{"a":1,"b":2}', 'NaN', '{a}'];
  await initialize(lab, design, [same, [2, 'b', null, null, null], [3, 'c', null, null, null]]);
  await lab.sql.query('CREATE VIEW canvas.over_snapshot AS SELECT * FROM canvas.snapshot');
  const before = await lab.values('SELECT xmin || ctid::text FROM canvas.snapshot WHERE id = 1');
  const files = [
    [
      [1, 'a', '{"b": 2, "a": 1}', 'NaN', '{a}'],
      [2, null, null, null, '{b}'],
      [4, 'd', null, null, null],
      [4, 'dd', null, null, null],
    ],
  ] as const;
  const kept = await merge(replica, {
    columns,
    files,
    rows: { kind: 'snapshot', strategy: 'diff', keepMissing: true },
  });
  expect(kept.counts).toEqual({ upserted: 2, deleted: 0 });
  const diff = await merge(replica, {
    columns,
    files,
    rows: { kind: 'snapshot', strategy: 'diff', keepMissing: false },
  });
  expect(diff.counts).toEqual({ upserted: 0, deleted: 1 });
  expect(await all('snapshot')).toEqual(['(1,a,"{""a"": 1, ""b"": 2}",NaN,{a})', '(2,,,,{b})', '(4,dd,,,)']);
  expect(await lab.values('SELECT xmin || ctid::text FROM canvas.snapshot WHERE id = 1')).toEqual(before);
  const truncated = await merge(replica, {
    columns,
    files: [[[1, 'z', null, null, null]]],
    rows: { kind: 'snapshot', strategy: 'truncate', keepMissing: false },
  });
  expect(truncated.counts).toEqual({ upserted: 1, deleted: 2 });
  expect(await lab.values('SELECT name FROM canvas.over_snapshot')).toEqual(['z']);
});

test('all changes of a schema and the rows come together', async () => {
  const replica = replicaOf('evolving');
  const before = designOf(replica, {
    state: { type: enumOf('evolving__state', 'a'), required: true },
    size: { type: { kind: 'integer', bits: 32 }, required: true },
    gone: { type: enumOf('evolving__gone', 'x') },
    kept: { type: TEXT, required: true },
  });
  await initialize(lab, before, [[1, 'a', 10, 'x', 'k']]);
  await lab.sql.query(`ALTER TABLE canvas.evolving ADD mine text DEFAULT 'mine', ADD number bigint GENERATED ALWAYS AS IDENTITY;
    CREATE INDEX mine ON canvas.evolving (mine); CREATE ROLE dap_pg_reader; GRANT SELECT ON canvas.evolving TO dap_pg_reader`);
  await using session = await lab.database.open(replica, 'test');
  const { columns: existing } = await existingOf(session);
  await session.release();
  const enumType = { schema: 'canvas', name: 'evolving__new', values: ['n'] };
  const state = columnOf(replica, 'state', { type: enumOf('evolving__state', 'a', "b'c") });
  const size = columnOf(replica, 'size', { type: { kind: 'integer', bits: 64 }, title: 'The size' });
  const added = columnOf(replica, 'added', { type: enumOf('evolving__new', 'n'), required: true, default: 'n' });
  const late = columnOf(replica, 'late', { type: TEXT, required: true });
  const find = (name: string) => existing.find((column) => column.name === name) as (typeof existing)[number];
  const { counts, notes } = await merge(replica, {
    columns: [before.columns[0] as SqlColumn, state, size, added, late],
    changes: [
      { kind: 'add-values', column: state, values: ["b'c"] },
      { kind: 'change-type', column: size, from: find('size') },
      { kind: 'allow-null', column: size },
      { kind: 'set-comment', column: size },
      { kind: 'add-column', column: added, enumType },
      { kind: 'add-column', column: late },
      { kind: 'drop-column', column: find('gone') },
      { kind: 'keep-removed', column: find('kept') },
      { kind: 'allow-null', column: state },
      { kind: 'forbid-null', column: state },
      { kind: 'set-table-comment', comment: 'New' },
    ],
    files: [[['2026-03-01T00:00:00Z', 'U', 2, "b'c", '5000000000', 'n', 'l']]],
  });
  expect(counts).toEqual({ upserted: 1, deleted: 0 });
  expect(notes).toEqual(['Column late still takes NULL: rows of the table lack a value.']);
  expect(await lab.values('SELECT to_jsonb(t) FROM canvas.evolving t ORDER BY id')).toEqual([
    { id: 1, state: 'a', size: 10, added: 'n', late: null, kept: 'k', mine: 'mine', number: 1 },
    { id: 2, state: "b'c", size: 5000000000, added: 'n', late: 'l', kept: null, mine: 'mine', number: 2 },
  ]);
  await using after = await lab.database.open(replica, 'test');
  const table = await existingOf(after);
  expect(table.comment).toBe('New');
  expect(table.columns.find(({ name }) => name === 'state')?.nullable).toBe(false);
  expect(table.columns.find(({ name }) => name === 'size')).toMatchObject({
    type: 'bigint',
    nullable: true,
    comment: 'The size',
  });
  expect(await lab.values("SELECT typname FROM pg_type WHERE typname IN ('evolving__gone')")).toEqual([]);
  expect(await lab.values("SELECT has_table_privilege('dap_pg_reader', 'canvas.evolving', 'SELECT')")).toEqual([true]);
  expect(await lab.values("SELECT to_regclass('canvas.mine')::text")).toEqual(['canvas.mine']);
  await lab.sql.query('DROP OWNED BY dap_pg_reader; DROP ROLE dap_pg_reader');
});

test('a type change under views restores them with owner, rights, comments and indexes', async () => {
  const replica = replicaOf('viewed');
  const before = designOf(replica, {
    size: { type: { kind: 'integer', bits: 32 } },
    real: { type: { kind: 'float', bits: 32 } },
    state: { type: enumOf('viewed__state', 'a') },
  });
  await initialize(lab, before, [[1, 7, '0.1', 'a']]);
  await lab.sql.query(`DROP ROLE IF EXISTS dap_pg_owner; DROP ROLE IF EXISTS dap_pg_guest; CREATE ROLE dap_pg_owner; CREATE ROLE dap_pg_guest;
    CREATE SCHEMA "My Reports"; GRANT ALL ON SCHEMA "My Reports", canvas TO dap_pg_owner, dap_pg_guest; SET search_path = canvas;
    CREATE VIEW "My Reports"."one ""1""" WITH (security_barrier) AS SELECT id, size, size + 1 AS more, real, state FROM viewed;
    CREATE MATERIALIZED VIEW "My Reports".two AS SELECT id, more FROM "My Reports"."one ""1""";
    CREATE UNIQUE INDEX two_id ON "My Reports".two (id); COMMENT ON INDEX "My Reports".two_id IS 'index''s';
    CREATE VIEW "My Reports".three AS SELECT o.size, t.more FROM "My Reports"."one ""1""" o JOIN "My Reports".two t USING (id);
    CREATE VIEW "My Reports".aside AS SELECT id FROM viewed;
    COMMENT ON VIEW "My Reports".three IS 'the third''s'; COMMENT ON COLUMN "My Reports".three.more IS 'more';
    CREATE FUNCTION "My Reports".refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER refusing INSTEAD OF DELETE ON "My Reports".three FOR EACH ROW EXECUTE FUNCTION "My Reports".refuse();
    GRANT SELECT ON "My Reports".three TO dap_pg_guest WITH GRANT OPTION; GRANT SELECT (more) ON "My Reports".two TO PUBLIC;
    GRANT SELECT ON viewed TO dap_pg_owner; GRANT SELECT ON "My Reports"."one ""1""" TO dap_pg_owner;
    REVOKE INSERT ON "My Reports".three FROM postgres; ALTER VIEW "My Reports".three OWNER TO dap_pg_owner; RESET search_path`);
  const facts = () =>
    lab.values(`SELECT to_jsonb(x) FROM (SELECT c.relname, c.relkind, pg_get_userbyid(c.relowner) AS owner, c.reloptions,
      (SELECT array_agg(g::text ORDER BY g::text) FROM aclexplode(c.relacl) g) AS acl, obj_description(c.oid) AS comment, pg_get_viewdef(c.oid) AS def,
      (SELECT array_agg(pg_get_indexdef(indexrelid) || obj_description(indexrelid)) FROM pg_index WHERE indrelid = c.oid) AS indexes,
      (SELECT array_agg(concat(attname, ' ', col_description(c.oid, attnum), attacl) ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) AS columns,
      (SELECT array_agg(pg_get_triggerdef(oid)) FROM pg_trigger WHERE tgrelid = c.oid) AS triggers
      FROM pg_class c WHERE relnamespace = '"My Reports"'::regnamespace AND relkind IN ('v', 'm') ORDER BY relname) x`);
  const saved = await facts();
  const aside = await lab.values(`SELECT '"My Reports".aside'::regclass::oid`);
  await using session = await lab.database.open(replica, 'test');
  const { columns: existing } = await existingOf(session);
  expect(await session.dependents()).toEqual([
    'My Reports.aside',
    'My Reports.one "1"',
    'My Reports.three',
    'My Reports.two',
  ]);
  await session.release();
  const find = (name: string) => existing.find((column) => column.name === name) as (typeof existing)[number];
  const size = columnOf(replica, 'size', { type: { kind: 'integer', bits: 64 } });
  const real = columnOf(replica, 'real', { type: { kind: 'float', bits: 64 } });
  const state = columnOf(replica, 'state', { type: TEXT });
  await merge(replica, {
    columns: [before.columns[0] as SqlColumn, size, real, state],
    changes: [size, real, state].map((column) => ({ kind: 'change-type', column, from: find(column.name) })),
    files: [[['2026-03-01T00:00:00Z', 'U', 2, '5000000000', '0.2', 'free']]],
  });
  expect(await facts()).toEqual(saved);
  expect(await lab.values(`SELECT '"My Reports".aside'::regclass::oid`)).toEqual(aside);
  expect(await all('viewed')).toEqual(['(1,7,0.1,a)', '(2,5000000000,0.2,free)']);
  expect(await lab.values('SELECT more::text FROM "My Reports".two')).toEqual(['8']);
  expect(await lab.values('SELECT size FROM "My Reports"."one ""1""" ORDER BY id')).toEqual(['7', '5000000000']);
  await lab.sql.query(
    'DROP SCHEMA "My Reports" CASCADE; DROP OWNED BY dap_pg_owner, dap_pg_guest; DROP ROLE dap_pg_owner, dap_pg_guest',
  );
});

test('a column that a view uses is kept although the service removed it', async () => {
  const replica = replicaOf('used');
  const before = designOf(replica, { name: { type: TEXT, required: true }, other: { type: TEXT } });
  await initialize(lab, before, [[1, 'a', 'o']]);
  await lab.sql.query('CREATE VIEW canvas.over_used AS SELECT name FROM canvas.used');
  await using session = await lab.database.open(replica, 'test');
  const { columns: existing } = await existingOf(session);
  await session.release();
  const { notes } = await merge(replica, {
    columns: [before.columns[0] as SqlColumn],
    changes: existing.filter(({ name }) => name !== 'id').map((column) => ({ kind: 'drop-column', column })),
    files: [[['2026-03-01T00:00:00Z', 'U', 2]]],
  });
  expect(notes).toEqual([expect.stringMatching(/^Column name was removed by the service but is kept: .*over_used/)]);
  expect(await all('used')).toEqual(['(1,a)', '(2,)']);
});

test('a column of the user that would refuse every row is an error that names it', async () => {
  const replica = replicaOf('hindered');
  const design = designOf(replica, {});
  await initialize(lab, design, [[1]]);
  await lab.sql.query(
    'ALTER TABLE canvas.hindered ADD mine int; UPDATE canvas.hindered SET mine = 1; ALTER TABLE canvas.hindered ALTER mine SET NOT NULL',
  );
  await expect(merge(replica, { columns: design.columns, files: [] })).rejects.toMatchObject({
    message: expect.stringContaining('column mine'),
    failureType: 'config_error',
  });
});

test('a column with a table of values is recognised by its foreign key and filled through it', async () => {
  const replica = replicaOf('web_logs', 'canvas_logs');
  await lab.sql.query(`CREATE SCHEMA canvas_logs;
    CREATE TABLE canvas_logs."Controller" (id integer GENERATED BY DEFAULT AS IDENTITY CONSTRAINT "pk_Controller" PRIMARY KEY,
      value varchar(64) NOT NULL CONSTRAINT "uq_Controller" UNIQUE);
    CREATE TABLE canvas_logs.web_logs (id bigint NOT NULL CONSTRAINT pk_web_logs PRIMARY KEY, controller integer
      CONSTRAINT fk_web_logs_controller REFERENCES canvas_logs."Controller" (id));
    INSERT INTO canvas_logs."Controller" (value) VALUES ('users'); INSERT INTO canvas_logs.web_logs VALUES (1, 1)`);
  await using session = await lab.database.open(replica, 'test');
  const { columns: existing } = await existingOf(session);
  await session.release();
  const lookup = { schema: 'canvas_logs', table: 'Controller', idColumn: 'id', valueColumn: 'value', maxChars: 64 };
  expect(existing[1]).toMatchObject({ type: 'integer', lookup });
  const open = columnOf(replica, 'controller', {
    type: { kind: 'enum', values: ['x'], typeName: 'Controller', open: true },
  });
  expect(lab.database.types.compare(existing[1] as (typeof existing)[number], open)).toEqual({ fit: 'holds' });
  expect(lab.database.types.formFor(open.column, existing[1] as never)).toEqual({
    kind: 'text',
    holdsNul: false,
    maxChars: 64,
  });
  const columns = [designOf(replica, {}).columns[0] as SqlColumn, { ...open, type: 'integer', lookup }];
  const { counts } = await merge(replica, {
    columns,
    files: [
      [
        ['2026-03-01T00:00:00Z', 'U', 2, 'Users'],
        ['2026-03-01T00:00:00Z', 'U', 3, 'users'],
        ['2026-03-01T00:00:00Z', 'U', 4, null],
        ['2026-03-01T00:00:00Z', 'D', 1, null],
      ],
    ],
  });
  expect(counts).toEqual({ upserted: 3, deleted: 1 });
  const joined = () =>
    lab.values(
      'SELECT concat(w.id, c.value) FROM canvas_logs.web_logs w LEFT JOIN canvas_logs."Controller" c ON c.id = w.controller ORDER BY w.id',
    );
  expect(await joined()).toEqual(['2Users', '3users', '4']);
  const snapshot = await merge(replica, {
    columns,
    rows: { kind: 'snapshot', strategy: 'diff', keepMissing: true },
    files: [
      [
        [2, 'Users'],
        [3, 'new'],
        [5, 'other'],
      ],
    ],
  });
  expect(snapshot.counts).toEqual({ upserted: 2, deleted: 0 });
  expect(await joined()).toEqual(['2Users', '3new', '4', '5other']);
  await using comparing = await lab.database.open(replica, 'test');
  const comparison = await comparing.createComparison(columns);
  await loadFile(comparison.snapshot, columns, [
    [2, 'Users'],
    [3, 'changed'],
    [4, null],
    [5, 'other'],
  ]);
  expect(await comparison.result()).toMatchObject({ different: 1, byColumn: { controller: 1 }, sampleKeys: ['3'] });
  await comparing.drop({ cascade: false });
  expect(await lab.values("SELECT relname FROM pg_class WHERE relnamespace = 'canvas_logs'::regnamespace")).toEqual([]);
});

test('a kill at any time of a merge leaves the table as it was', async () => {
  const replica = replicaOf('killed');
  const design = designOf(replica, { name: { type: TEXT } });
  await initialize(lab, design, [[1, 'a']]);
  const rows: Row[] = [['2026-03-01T00:00:00Z', 'U', 1, 'changed']];
  const added = columnOf(replica, 'added', { type: TEXT });
  for (const phase of ['before', 'open', 'loaded']) {
    const session = await lab.database.open(replica, 'test');
    const existing = await existingOf(session);
    const changes = [{ kind: 'add-column', column: added }] as const;
    const columns = [...design.columns, added];
    const merging = await session.createMerge({ replica, existing, changes, columns, rows: { kind: 'changes' } });
    if (phase === 'open') await merging.beginFile([{ kind: 'instant' }]);
    if (phase === 'loaded') await loadChanges(merging, design.columns, rows);
    await lab.killSessions();
    await expect(merging.commit(recordOf(replica))).rejects.toMatchObject({ code: 'SQL_CONNECTION' });
    await merging.abort();
    await session.release();
    expect(await all('killed')).toEqual(['(1,a)']);
  }
  expect(
    await lab.values(
      "SELECT count(*)::int FROM pg_class WHERE relname LIKE 'dap_merge%' OR relname LIKE 'dap_snapshot%'",
    ),
  ).toEqual([0]);
});

test('a reader that holds the table does not stop a merge; an ALTER gives up after its time and changes nothing', async () => {
  const replica = replicaOf('read');
  const design = designOf(replica, { name: { type: TEXT } });
  await initialize(lab, design, [[1, 'a']]);
  await lab.sql.query('BEGIN; SELECT * FROM canvas.read');
  const files = [[['2026-03-01T00:00:00Z', 'U', 1, 'b']]];
  expect((await merge(replica, { columns: design.columns, files })).counts).toEqual({ upserted: 1, deleted: 0 });
  expect(await lab.values('SELECT name FROM canvas.read')).toEqual(['b']);

  const impatient = await openPostgresql(lab.settings, { meta: createMetaTables('postgresql'), lockTimeoutMs: 100 });
  const session = await impatient.open(replica, 'test');
  const column = columnOf(replica, 'added', { type: TEXT });
  const existing = await existingOf(session);
  const columns = [...design.columns, column];
  const changes = [{ kind: 'add-column', column }] as const;
  const merging = await session.createMerge({ replica, existing, changes, columns, rows: { kind: 'changes' } });
  await loadChanges(merging, design.columns, [['2026-03-01T00:00:00Z', 'U', 1, 'c']]);
  await expect(merging.commit(recordOf(replica, 'never'))).rejects.toMatchObject({ code: 'SQL_TABLE_BUSY' });
  await merging.abort();
  await impatient.close();
  await lab.sql.query('ROLLBACK');
  expect(await all('read')).toEqual(['(1,b)']);
});
