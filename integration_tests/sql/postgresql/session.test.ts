import { createServer, Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgresql } from '../../../src/sql/dialects/postgresql/index.js';
import { createMetaTables } from '../../../src/sql/meta/meta-tables.js';
import {
  createLab,
  designOf,
  enumOf,
  initialize,
  type Lab,
  loadChanges,
  loadFile,
  recordOf,
  replicaOf,
  TEXT,
} from './lab.js';

let lab: Lab;
beforeAll(async () => {
  lab = await createLab('dap_pg_session');
});
afterAll(async () => {
  await lab.close();
});

const open = (settings: Partial<Lab['settings']>) =>
  openPostgresql({ ...lab.settings, ...settings }, { meta: createMetaTables('postgresql') });

test('a table is locked for one session; the second is told who has it, and a dead holder blocks nobody', async () => {
  const replica = replicaOf('locked');
  const session = await lab.database.open(replica, 'test: syncdb on host, process 1');
  await expect(lab.database.open(replica, 'test')).rejects.toMatchObject({
    code: 'SQL_TABLE_BUSY',
    message: expect.stringMatching(
      /^canvas\.locked is in use by dap test: syncdb on host, process 1 \(user postgres, from 127\.0\.0\.1, .*\)\.$/,
    ),
  });
  await using other = await lab.database.open(replicaOf('locked', 'elsewhere'), 'test');
  expect(await other.record()).toBeUndefined();
  await lab.killSessions();
  const next = await lab.database.open(replica, 'test');
  await next.release();
  await session.release();
  await (await lab.database.open(replica, 'test')).release();
});

test('the list shows records, tables without a record, and records without a table, but none of the user', async () => {
  await initialize(lab, designOf(replicaOf('ready'), {}), [[1]]);
  await initialize(lab, designOf({ ...replicaOf('ready'), target: { schema: 'second', table: 'ready' } }, {}), [[1]]);
  await initialize(lab, designOf(replicaOf('missing'), {}), [[1]]);
  await lab.sql.query(`DROP TABLE canvas.missing; CREATE TABLE canvas.half (id bigint CONSTRAINT pk_half PRIMARY KEY);
    CREATE TABLE second.half2 (id bigint CONSTRAINT pk_half2 PRIMARY KEY); CREATE TABLE canvas.mine (id bigint PRIMARY KEY);
    CREATE TABLE canvas.notes (text text); CREATE VIEW canvas.view AS SELECT 1 AS id; CREATE SCHEMA catalog;
    CREATE TABLE catalog."Values" (id int CONSTRAINT "pk_Values" PRIMARY KEY, value text CONSTRAINT "uq_Values" UNIQUE);
    CREATE TABLE public.t (id bigint CONSTRAINT pk_t PRIMARY KEY)`);
  const list = (await lab.database.list()).map(
    ({ ref, target, state }) => `${ref.namespace}.${ref.table} ${target.schema} ${state}`,
  );
  expect(list.sort()).toEqual([
    'canvas.half canvas half-loaded',
    'canvas.half2 second half-loaded',
    'canvas.missing canvas missing',
    'canvas.ready canvas ready',
    'canvas.ready second ready',
  ]);
  for (const table of ['half', 'missing', 'absent']) {
    await using session = await lab.database.open(replicaOf(table), 'test');
    await session.drop({ cascade: false });
  }
  expect((await lab.database.list()).map(({ state }) => state).sort()).toEqual(['half-loaded', 'ready', 'ready']);
});

test('a drop takes the types along, names what depends and changes nothing then', async () => {
  const replica = replicaOf('dropped');
  const state = { state: { type: enumOf('dropped__state', 'a') }, shared: { type: enumOf('Shared', 'a') } };
  await initialize(lab, designOf(replica, state), [[1, 'a', 'a']]);
  await initialize(lab, designOf(replicaOf('sharing'), { shared: { type: enumOf('Shared', 'a') } }), []);
  await lab.sql.query(`CREATE VIEW public.one AS SELECT id FROM canvas.dropped; CREATE MATERIALIZED VIEW public.two AS SELECT * FROM public.one;
    CREATE TABLE public.child (id bigint REFERENCES canvas.dropped); CREATE FUNCTION public.rows() RETURNS SETOF canvas.dropped LANGUAGE sql AS 'SELECT * FROM canvas.dropped'`);
  await using session = await lab.database.open(replica, 'test');
  const names = ['public.child', 'public.one', 'public.rows', 'public.two'];
  expect(await session.dependents()).toEqual(names);
  await expect(session.drop({ cascade: false })).rejects.toMatchObject({
    code: 'SQL_DEPENDENTS',
    message: expect.stringContaining(names.join(', ')),
  });
  expect(await session.record()).toBeDefined();
  expect(await lab.database.countRows(replica)).toBe(1);
  await session.drop({ cascade: true });
  await session.drop({ cascade: false });
  expect(await session.record()).toBeUndefined();
  expect(await lab.values("SELECT typname FROM pg_type WHERE typname IN ('dropped__state', 'Shared')")).toEqual([
    'Shared',
  ]);
  expect(await lab.values("SELECT to_regclass('public.two')")).toEqual([null]);
});

test('a comparison finds every difference, by column and key, and leaves changed keys out', async () => {
  const replica = replicaOf('compared');
  const design = designOf(replica, { name: { type: TEXT }, data: { type: { kind: 'object', closed: false } } });
  const { columns } = design;
  const rows = Array.from({ length: 5000 }, (_, at) => [at + 1, `name ${at}`, '{"a":1}']);
  await initialize(lab, design, rows);
  await using session = await lab.database.open(replica, 'test');
  const comparison = await session.createComparison(columns);
  await loadFile(comparison.snapshot, columns, rows);
  const equal = { compared: 5000, missing: 0, surplus: 0, different: 0, byColumn: {}, sampleKeys: [] };
  expect(await comparison.result()).toEqual(equal);
  await lab.sql.query(`DELETE FROM canvas.compared WHERE id IN (3, 4); INSERT INTO canvas.compared VALUES (9001, 's'), (9002, 's');
    UPDATE canvas.compared SET name = NULL WHERE id IN (5, 6, 7); UPDATE canvas.compared SET data = '{"a":2}' WHERE id IN (7, 8, 10)`);
  await loadChanges(comparison.changes, columns, [
    ['2026-03-01T00:00:00Z', 'U', 4, null, null],
    ['2026-03-01T00:00:00Z', 'D', 9002, null, null],
    ['2026-03-01T00:00:00Z', 'U', 8, 'x', null],
  ]);
  expect(await comparison.result()).toEqual({
    compared: 4998,
    missing: 1,
    surplus: 1,
    different: 4,
    byColumn: { name: 3, data: 2 },
    sampleKeys: ['3', '5', '6', '7', '10', '9001'],
  });
  await comparison.close();
});

test('moving the record on needs no rows', async () => {
  const replica = replicaOf('moved');
  await initialize(lab, designOf(replica, {}), [[1]]);
  await using session = await lab.database.open(replica, 'test');
  await session.saveRecord(recordOf(replica, '2026-04-01T00:00:00Z'));
  expect((await session.record())?.timestamp).toBe('2026-04-01T00:00:00Z');
  expect(await lab.database.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
});

test('what a server says is told by our codes, with its own message and without a password', async () => {
  const secret = 'Zq8-secret';
  await expect(open({ database: 'dap_pg_absent', password: secret })).rejects.toMatchObject({
    code: 'SQL_AUTHENTICATION',
    message: expect.stringContaining('does not exist'),
  });
  await expect(open({ port: 1 })).rejects.toMatchObject({
    code: 'SQL_CONNECTION',
    message: expect.stringContaining('127.0.0.1:1'),
  });
  await expect(open({ tls: {}, tlsMode: 'require' })).rejects.toMatchObject({ code: 'SQL_CONNECTION' });
  const plain = await open({ tls: { rejectUnauthorized: false }, tlsMode: 'prefer', password: secret });
  await plain.close();

  await lab.sql.query(`DROP ROLE IF EXISTS dap_pg_weak; CREATE ROLE dap_pg_weak LOGIN; REVOKE CREATE ON DATABASE ${lab.settings.database} FROM PUBLIC;
    GRANT USAGE ON SCHEMA instructure_dap TO dap_pg_weak; GRANT ALL ON ALL TABLES IN SCHEMA instructure_dap TO dap_pg_weak`);
  const weak = await open({ user: 'dap_pg_weak' });
  await using session = await weak.open(replicaOf('t', 'forbidden'), 'test');
  await expect(session.createLoad(designOf(replicaOf('t', 'forbidden'), {}))).rejects.toMatchObject({
    code: 'SQL_PERMISSION',
  });
  await weak.close();
  await lab.sql.query('DROP OWNED BY dap_pg_weak; DROP ROLE dap_pg_weak');
});

test('the driver takes a socket of ours, and TLS of a server that has none is refused or left out', async () => {
  let sockets = 0;
  const database = await open({
    connect: () => {
      sockets += 1;
      return new Socket();
    },
  });
  await using session = await database.open(replicaOf('socket'), 'test');
  expect(await session.existing()).toBeUndefined();
  expect(sockets).toBe(2);
  await database.close();
});

test('the connection for what is about no table is made again when it was lost', async () => {
  const database = await open({ applicationName: 'dap test common' });
  await lab.killSessions();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await database.list()).toBeDefined();
  await database.close();
});

test('the client of a limiter answers', async () => {
  const store = await lab.database.limiterStore();
  const client = store?.client as { query(sql: string): Promise<{ rows: unknown[] }> };
  expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('a server before version 12 is refused by name', async () => {
  const server = createServer((socket) => {
    const upstream = new Socket().connect(5432, '127.0.0.1');
    upstream.setEncoding('latin1');
    for (const end of [socket, upstream]) end.on('error', () => undefined);
    socket.pipe(upstream);
    upstream.on('data', (chunk) => {
      socket.write(Buffer.from(String(chunk).replace(/\b1[2-9]00(\d\d)\b/, '1100$1'), 'latin1'));
    });
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await expect(open({ port })).rejects.toMatchObject({ code: 'SQL_DIALECT_UNSUPPORTED' });
  server.close();
});

test('a database of another encoding is told', async () => {
  const name = 'dap_pg_latin';
  await lab.sql.query(`DROP DATABASE IF EXISTS ${name}`);
  await lab.sql.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'`);
  const warnings: string[] = [];
  const meta = createMetaTables('postgresql');
  const onWarning = (message: string) => warnings.push(message);
  const database = await openPostgresql({ ...lab.settings, database: name }, { meta, onWarning });
  expect(warnings).toEqual([expect.stringContaining('LATIN1')]);
  await database.prepare();
  const replica = replicaOf('latin');
  const session = await database.open(replica, 'test');
  const design = designOf(replica, { name: { type: TEXT } });
  const load = await session.createLoad(design);
  await expect(loadFile(load, design.columns, [[1, '😀']])).rejects.toMatchObject({ code: 'SQL_ROW_REFUSED' });
  await load.abort();
  await database.close();
  await lab.sql.query(`DROP DATABASE ${name}`);
});
