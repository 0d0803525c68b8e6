import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLab, designOf, enumOf, initialize, type Lab, loadFile, recordOf, replicaOf, TEXT } from './lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab('dap_pg_load');
});
afterAll(async () => {
  await lab.close();
});

const ALL = {
  name: { type: { kind: 'text', maxLength: 5 }, title: 'The name' },
  workflow_state: { type: enumOf('users__workflow_state', 'active', "it's"), required: true, default: 'active' },
  small: { type: { kind: 'integer', bits: 16, minimum: 0n, maximum: 9n } },
  points: { type: { kind: 'decimal', precision: 5, scale: 2 } },
  grade: { type: { kind: 'float', bits: 64 } },
  is_public: { type: { kind: 'boolean' }, default: false, required: true },
  uuid: { type: { kind: 'uuid' } },
  at: { type: { kind: 'date-time' } },
  ip: { type: { kind: 'ip', versions: 'both' } },
  settings: { type: { kind: 'object', closed: false } },
  states: { type: { kind: 'array', items: { type: enumOf('users__states', 'a', 'b c') } } },
  urls: { type: { kind: 'array', items: { type: { kind: 'text', maxLength: 255 } } } },
  objects: { type: { kind: 'array', items: { type: { kind: 'object', closed: false } } } },
  order: { type: TEXT },
  controller: { type: { kind: 'enum', values: ['x'], typeName: 'Controller', open: true, maxLength: 64 } },
  long_enum: { type: enumOf('users__long_enum', 'l'.repeat(64)) },
} as const;

test('a fresh table has the types, names, defaults and comments of the official client', async () => {
  const replica = replicaOf('users');
  const design = { ...designOf(replica, ALL), comment: "Users' table" };
  await using session = await lab.database.open(replica, 'test');
  const load = await session.createLoad(design);
  const row = [1, 'añ😀', "it's", 7, '1.50', 'NaN', 'true', '0b9c8a7e-1111-4222-8333-444455556666'];
  const rest = [
    '2026-03-01T08:00:00.123456Z',
    '10.1.1.38',
    '{"n":12345678901234567890}',
    '{a,"b c",NULL}',
    '{"a,b"}',
    '[{"a":1}]',
    't\ta\\b\n',
    'x',
    'l'.repeat(64),
  ];
  await loadFile(load, design.columns, [[...row, ...rest]]);
  expect(await load.commit(recordOf(replica))).toEqual({ rows: 1, duplicates: 0 });
  expect(load.notes).toEqual([]);

  const existing = await session.existing();
  expect(existing?.key).toEqual(['id']);
  expect(existing?.comment).toBe("Users' table");
  expect(existing?.columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? '' : ' NOT NULL'}`)).toEqual([
    'id bigint NOT NULL',
    'name varchar(5)',
    'workflow_state "canvas"."users__workflow_state" NOT NULL',
    'small smallint',
    'points numeric(5,2)',
    'grade double precision',
    'is_public boolean NOT NULL',
    'uuid uuid',
    'at timestamp without time zone',
    'ip inet',
    'settings jsonb',
    'states "canvas"."users__states"[]',
    'urls varchar(255)[]',
    'objects jsonb',
    'order text',
    'controller varchar(64)',
    'long_enum text',
  ]);
  for (const [index, column] of design.columns.entries()) {
    expect(existing?.columns[index]?.type).toBe(column.type);
    expect(existing?.columns[index]?.defaultSql).toBe(column.defaultSql);
    expect(existing?.columns[index]?.comment).toBe(column.comment);
  }
  expect(existing?.columns[2]?.enumValues).toEqual(['active', "it's"]);
  expect(await lab.values(`SELECT conname FROM pg_constraint WHERE conrelid = 'canvas.users'::regclass`)).toEqual([
    'pk_users',
  ]);
  expect(await lab.values(`SELECT u::text FROM canvas.users u`)).toEqual([
    `(1,añ😀,it's,7,1.50,NaN,t,0b9c8a7e-1111-4222-8333-444455556666,"2026-03-01 08:00:00.123456",10.1.1.38,"{""n"": 12345678901234567890}","{a,""b c"",NULL}","{""a,b""}","[{""a"": 1}]","t\ta\\\\b\n",x,${'l'.repeat(64)})`,
  ]);
  expect(await session.record()).toMatchObject({ timestamp: '2026-03-01T08:00:00.123456Z', schemaVersion: 1 });
  expect(await session.syncedAt()).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test('files are there as a whole or not at all, and of repeated keys the last row stays', async () => {
  const replica = replicaOf('files');
  const design = designOf(replica, { name: { type: TEXT, default: 'none' } });
  await using session = await lab.database.open(replica, 'test');
  const load = await session.createLoad(design);
  await load.undoFile();
  await loadFile(load, design.columns, [[9, 'forgotten']]);
  await load.undoAll();
  await loadFile(load, design.columns, [
    [1, 'a'],
    [2, 'b'],
  ]);
  await load.beginFile([{ kind: 'column', column: design.columns[0] as never }]);
  await load.write(Buffer.from('3\n'.repeat(3_000_000)), 3_000_000);
  await load.undoFile();
  await load.beginFile([{ kind: 'column', column: design.columns[0] as never }]);
  await load.write(Buffer.from('4\n'), 1);
  await load.endFile();
  await loadFile(load, design.columns, [
    [2, 'last'],
    [2, 'very last'],
  ]);
  expect(await lab.values("SELECT count(*)::int FROM pg_class WHERE relname = 'files'")).toEqual([0]);
  expect(await load.commit(recordOf(replica))).toEqual({ rows: 3, duplicates: 2 });
  await load.abort();
  expect(await lab.values('SELECT id || name FROM canvas.files ORDER BY id')).toEqual(['1a', '2very last', '4none']);
  expect(await lab.database.countRows(replica)).toBe(3);
});

test('a row that the server refuses is told by table and column and never by value, and the load goes on', async () => {
  const replica = replicaOf('refused');
  const design = designOf(replica, {
    state: { type: enumOf('refused__state', 'a') },
    name: { type: { kind: 'text', maxLength: 3 } },
  });
  await using session = await lab.database.open(replica, 'test');
  const load = await session.createLoad(design);
  const refused = async (rows: Parameters<typeof loadFile>[2]) => {
    const error = await loadFile(load, design.columns, rows).catch((reason: unknown) => reason as Error);
    await load.undoFile();
    return error;
  };
  for (const [row, column] of [
    [['secret', 'a', 'x'], 'id'],
    [[1, 'secret', 'x'], 'state'],
    [[1, 'a', 'secret'], 'name'],
    [[null, 'a', 'x'], 'id'],
  ] as const) {
    const error = await refused([row]);
    expect(error).toMatchObject({ code: 'SQL_ROW_REFUSED', details: { table: 'canvas.refused', column } });
    expect(JSON.stringify([error?.message, error])).not.toContain('secret');
    expect(error?.cause).toBeUndefined();
  }
  await loadFile(load, design.columns, [[1, 'a', 'x']]);
  await load.commit(recordOf(replica));
  expect(await lab.values('SELECT count(*)::int FROM canvas.refused')).toEqual([1]);
});

test('an aborted load leaves neither table nor type', async () => {
  const replica = replicaOf('aborted');
  const design = designOf(replica, { state: { type: enumOf('aborted__state', 'a') } });
  await using session = await lab.database.open(replica, 'test');
  const load = await session.createLoad(design);
  await load.beginFile(design.columns.map((column) => ({ kind: 'column', column })));
  await load.write(Buffer.from('1\ta\n'), 1);
  await load.abort();
  expect(await session.existing()).toBeUndefined();
  expect(await lab.values("SELECT typname FROM pg_type WHERE typname LIKE 'aborted%'")).toEqual([]);
  const again = await session.createLoad(design);
  await loadFile(again, design.columns, [[1, 'a']]);
  await again.commit(recordOf(replica));
  expect(await lab.values('SELECT id FROM canvas.aborted')).toEqual(['1']);
});

test('a leftover table and its types are replaced; a table of the user is not', async () => {
  const replica = replicaOf('left');
  const design = designOf(replica, { state: { type: enumOf('left__state', 'a', 'b') } });
  await lab.sql.query(`CREATE TYPE canvas.left__state AS ENUM ('old'); CREATE TABLE canvas.left (id bigint CONSTRAINT pk_left PRIMARY KEY,
    state canvas.left__state); INSERT INTO canvas.left VALUES (7, 'old')`);
  await using session = await lab.database.open(replica, 'test');
  const load = await session.createLoad(design);
  expect(load.notes).toEqual([expect.stringContaining('canvas.left without a record')]);
  await loadFile(load, design.columns, [[1, 'b']]);
  await load.commit(recordOf(replica));
  expect(await lab.values('SELECT id || state::text FROM canvas.left')).toEqual(['1b']);

  await lab.sql.query(
    'CREATE TABLE canvas.mine (id bigint PRIMARY KEY, notes text); CREATE VIEW canvas.view AS SELECT 1 AS id',
  );
  for (const table of ['mine', 'view']) {
    const other = replicaOf(table);
    await using taken = await lab.database.open(other, 'test');
    await expect(taken.createLoad(designOf(other, {}))).rejects.toMatchObject({ code: 'SQL_TARGET_TAKEN' });
  }
  expect(await lab.values("SELECT to_regclass('canvas.mine') IS NOT NULL")).toEqual([true]);
});

test('every default of the catalogue compares to the one that was wanted', async () => {
  const replica = replicaOf('defaults');
  const list = { kind: 'array', items: { type: TEXT } } as const;
  const design = designOf(replica, {
    text: { type: TEXT, default: "it's \\ a::b" },
    number: { type: { kind: 'integer', bits: 16 }, default: -1 },
    decimal: { type: { kind: 'decimal', precision: 5, scale: 2 }, default: 1.5 },
    float: { type: { kind: 'float', bits: 64 }, default: -0.5 },
    list: { type: list, default: ['a b', 'c', '', 'null', 'q"\\'] },
    empty: { type: list, default: [] },
    states: { type: { kind: 'array', items: { type: enumOf('defaults__states', 'x', 'y z') } }, default: ['y z', 'x'] },
    data: { type: { kind: 'object', closed: false }, default: { bb: [1, 'x'], a: { d: null, c: "it's" } } },
    at: { type: { kind: 'date-time' }, default: '2026-01-01T00:00:00.500Z' },
    day: { type: { kind: 'date' }, default: '2026-01-01' },
    uuid: { type: { kind: 'uuid' }, default: '0b9c8a7e-1111-4222-8333-444455556666' },
  });
  await initialize(lab, design, []);
  await using session = await lab.database.open(replica, 'test');
  const found = (await session.existing())?.columns.map(({ defaultSql }) => defaultSql);
  expect(found).toEqual(design.columns.map(({ defaultSql }) => defaultSql));
  expect(found?.filter((literal) => literal === undefined)).toHaveLength(1);
});

test('two tables share an enumeration; it takes the values of both', async () => {
  const method = (...values: string[]) => ({ method: { type: enumOf('HTTPMethod', ...values) } });
  await initialize(lab, designOf(replicaOf('one', 'logs'), method('GET')), [[1, 'GET']]);
  await initialize(lab, designOf(replicaOf('two', 'logs'), method('GET', 'POST')), [[1, 'POST']]);
  expect(await lab.values('SELECT enum_range(NULL::logs."HTTPMethod")::text')).toEqual(['{GET,POST}']);
});

test('names longer than 63 bytes are cut, and hashed where they would collide', async () => {
  const long = 'c'.repeat(62);
  const names = [`${long}äx`, `${long}äy`, `${long}b1`, `${long}b2`];
  const columns = lab.database.types.columnNames?.(names) ?? [];
  expect(new Set(columns).size).toBe(4);
  expect(columns[0]).toBe(long);
  const table = 't'.repeat(64);
  const replica = replicaOf(table);
  const state = (name: string) => ({ type: enumOf(`${table}__${name}`, name) });
  await initialize(lab, designOf(replica, { [String(columns[0])]: state('a'), [String(columns[1])]: state('b') }), [
    [1, 'a', 'b'],
  ]);
  expect(await lab.database.countRows(replica)).toBe(1);
  expect((await lab.database.list()).find(({ ref }) => ref.table === table)?.state).toBe('ready');
});

test('several loads may make a schema at a time', async () => {
  const schemas = Array.from({ length: 5 }, (_, at) => `race${at}`);
  for (const schema of schemas) {
    const tables = ['a', 'b', 'c', 'd'].map((table) => designOf(replicaOf(table, schema), {}));
    await Promise.all(tables.map((design) => initialize(lab, design, [[1]])));
  }
  expect(await lab.values("SELECT count(*)::int FROM pg_tables WHERE schemaname LIKE 'race%'")).toEqual([20]);
});

test('a kill at any time of a load leaves no table, and the same again succeeds', async () => {
  const replica = replicaOf('killed');
  const design = designOf(replica, { state: { type: enumOf('killed__state', 'a') } });
  const cells = design.columns.map((column) => ({ kind: 'column', column }) as const);
  type Load = Awaited<ReturnType<Awaited<ReturnType<typeof lab.database.open>>['createLoad']>>;
  const phases: ((load: Load) => Promise<unknown>)[] = [
    async (load) => load.beginFile(cells),
    async (load) => {
      await load.beginFile(cells);
      await load.write(Buffer.from('1\ta\n'.repeat(1_000_000)), 1_000_000);
    },
    async (load) => loadFile(load, design.columns, [[1, 'a']]),
  ];
  for (const phase of phases) {
    const session = await lab.database.open(replica, 'test');
    const load = await session.createLoad(design);
    await phase(load);
    await lab.killSessions();
    await expect(load.commit(recordOf(replica))).rejects.toMatchObject({ code: 'SQL_CONNECTION' });
    await load.abort();
    await session.release();
    expect(await lab.values(`SELECT relname FROM pg_class WHERE relname LIKE 'killed%'`)).toEqual([]);
    expect(await lab.values(`SELECT typname FROM pg_type WHERE typname LIKE '%killed%'`)).toEqual([]);
  }
  await initialize(lab, design, [[1, 'a']]);
  expect(await lab.database.countRows(replica)).toBe(1);
});
