import mysql from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '../../../src/sql/contract/database.js';
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
import { HOSTILE, missingServer, type PrivateServer, startPrivateServer } from './private-server.js';

// A server is made and started several times.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const COLUMNS = [ID, NAME, STATE];
const ROWS = ['1\tone\tactive', '2\ttwo é漢🎓\tActive'];
const ADDED = column('level', { kind: 'text', maxLength: 9 }, { nullable: true });
const missing = missingServer();

describe.skipIf(missing !== undefined)('a server of MariaDB', () => {
  let server: PrivateServer;
  let lab: Lab;
  beforeAll(async () => {
    server = await startPrivateServer(HOSTILE);
  });
  afterAll(async () => await server?.close());
  beforeEach(async () => {
    lab = await createLab(server.port);
  });
  afterEach(async () => await lab[Symbol.asyncDispose]());

  async function open(parts: Parameters<Lab['open']>[1] = {}): Promise<Database> {
    return await lab.open({ port: server.port }, parts);
  }

  /** Changes a row, deletes one, adds one. */
  async function synchronize(database: Database, added = false): Promise<readonly string[]> {
    await using session = await database.open(USERS, 'test');
    const existing = await session.existing();
    if (existing === undefined) throw new Error('there is no table');
    const columns = sqlColumns(added ? [...COLUMNS, ADDED] : COLUMNS);
    const extra = columns.filter(({ name }) => name === 'level');
    const changes = extra.map((each) => ({ kind: 'add-column', column: each }) as const);
    const load = await session.createMerge({ replica: USERS, existing, changes, columns, rows: { kind: 'changes' } });
    const tail = added ? '\tlow' : '';
    try {
      await writeFile(
        load,
        columns,
        [`2026-03-01T10:00:00Z\tD\t1\t\\N\t\\N${tail}`, `2026-03-01T10:00:00.5Z\tU\t3\tthr\\\\ee\tactive${tail}`],
        META_CELLS,
      );
      await load.commit(record('2026-03-02T00:00:00Z'));
    } catch (error) {
      await load.abort();
      throw error;
    }
    return load.notes ?? [];
  }

  const table = async () =>
    (await lab.query('SELECT id, name, state FROM canvas__users ORDER BY id')).map((row) =>
      Object.values(row).join('|'),
    );

  test('with unusual settings is replicated into all the same', async () => {
    const database = await open();
    await initialize(database, COLUMNS, ROWS);
    expect(await table()).toEqual(['1|one|active', '2|two é漢🎓|Active']);
    await synchronize(database, true);
    expect(await table()).toEqual(['2|two é漢🎓|Active', '3|thr\\ee|active']);
    const [found] = await lab.query(
      "SELECT TABLE_COLLATION AS c, ENGINE AS e FROM information_schema.TABLES WHERE TABLE_NAME = 'canvas__users' AND TABLE_SCHEMA = DATABASE()",
    );
    expect(found).toMatchObject({ c: expect.stringContaining('utf8mb4'), e: 'InnoDB' });
    expect((await database.list()).map(({ state }) => state)).toEqual(['ready']);
  });

  test('that makes names small knows its tables again', async () => {
    const database = await open();
    const replica = { ...USERS, target: { schema: 'MySchool', table: 'users' } };
    await using session = await database.open(replica, 'test');
    const plan = design(COLUMNS, replica);
    const load = await session.createLoad(plan);
    await writeFile(load, plan.columns, ROWS);
    await load.commit(record('2026-03-01T08:00:00Z', replica));
    expect((await session.existing())?.key).toEqual(['id']);
    expect((await database.list()).map(({ state }) => state)).toEqual(['ready']);
    expect(await database.countRows(replica)).toBe(2);
  });

  test('with small packets takes a cell of 5 MB', async () => {
    const database = await open();
    const text = 'x'.repeat(5 * 1024 * 1024);
    await initialize(database, COLUMNS, [`1\t${text}\tactive`]);
    const [row] = await lab.query('SELECT LENGTH(name) AS bytes FROM canvas__users');
    expect(Number(row?.['bytes'])).toBe(text.length);
    await synchronize(database);
    expect(await table()).toEqual(['3|thr\\ee|active']);
  });

  test('that forbids LOCAL gets INSERTs, and says so; a cell that is too long for a packet is told', async () => {
    await lab.query('SET GLOBAL local_infile = 0');
    try {
      const database = await open();
      await using session = await database.open(USERS, 'test');
      const plan = design(COLUMNS);
      const load = await session.createLoad(plan);
      await writeFile(load, plan.columns, ROWS);
      await expect(writeFile(load, plan.columns, [`9\t${'x'.repeat(2 * 1024 * 1024)}\tactive`])).rejects.toThrow(
        /max_allowed_packet/,
      );
      await load.undoFile();
      await load.commit(record());
      expect(load.notes?.join()).toMatch(/local_infile/);
      expect(await table()).toEqual(['1|one|active', '2|two é漢🎓|Active']);
    } finally {
      await lab.query('SET GLOBAL local_infile = 1');
    }
  });

  test('without the right to temporary tables refuses a merge by its reason', async () => {
    await initialize(await open(), COLUMNS, ROWS);
    await lab.query(`CREATE OR REPLACE USER 'poor'@'%' IDENTIFIED BY 'pw'`);
    await lab.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES ON \`${lab.name}\`.* TO 'poor'@'%'`,
    );
    const database = await lab.open({ port: server.port, user: 'poor', password: 'pw' });
    await expect(synchronize(database)).rejects.toMatchObject({
      code: 'SQL_PERMISSION',
      message: expect.stringContaining('Access denied'),
    });
    expect(await table()).toEqual(['1|one|active', '2|two é漢🎓|Active']);
  });

  test('whose binary log has too little room for a transaction keeps the old rows', async () => {
    await initialize(await open(), COLUMNS, ROWS);
    await lab.query('SET GLOBAL max_binlog_cache_size = 4096');
    try {
      const database = await open();
      await using session = await database.open(USERS, 'test');
      const existing = await session.existing();
      if (existing === undefined) throw new Error('there is no table');
      const columns = sqlColumns(COLUMNS);
      const many = Array.from({ length: 2000 }, (_, id) => `2026-03-01T10:00:00Z\tU\t${id}\t${'n'.repeat(90)}\tactive`);
      const plan = { replica: USERS, existing, changes: [], columns, rows: { kind: 'changes' } as const };
      const load = await session.createMerge(plan);
      const work = writeFile(load, columns, many, META_CELLS).then(() => load.commit(record('2026-03-02T00:00:00Z')));
      await expect(work).rejects.toThrow(/max_binlog_cache_size/);
      await load.abort();
      expect(await table()).toEqual(['1|one|active', '2|two é漢🎓|Active']);
      expect((await session.record())?.timestamp).toBe('2026-03-01T08:00:00.123456Z');
    } finally {
      await lab.query('SET GLOBAL max_binlog_cache_size = 18446744073709547520');
    }
  });

  test('where a reader does not end a transaction changes no columns, and other readers do not wait for long', async () => {
    await initialize(await open(), COLUMNS, ROWS);
    const options = { host: '127.0.0.1', port: server.port, user: 'root', database: lab.name };
    const reader = await mysql.createConnection(options);
    const other = await mysql.createConnection(options);
    try {
      await reader.query('START TRANSACTION');
      await reader.query('SELECT * FROM canvas__users');
      const database = await open({ lockWaitSeconds: 2 });
      const failed = expect(synchronize(database, true)).rejects.toMatchObject({
        code: 'SQL_STATEMENT',
        failureType: 'transient_error',
        message: expect.stringContaining('canvas.users: the columns of canvas__users could not be changed'),
      });
      await new Promise((resolve) => setTimeout(resolve, 700));
      const started = performance.now();
      await other.query('SELECT * FROM canvas__users');
      expect(performance.now() - started).toBeLessThan(6000);
      await failed;
      expect(await table()).toEqual(['1|one|active', '2|two é漢🎓|Active']);
      await reader.query('COMMIT');
      await synchronize(database, true);
      expect(await table()).toEqual(['2|two é漢🎓|Active', '3|thr\\ee|active']);
    } finally {
      await reader.end();
      await other.end();
    }
  });

  test('that may only be read is told', async () => {
    await initialize(await open(), COLUMNS, ROWS);
    await lab.query(`CREATE OR REPLACE USER 'plain'@'%' IDENTIFIED BY 'pw'`);
    await lab.query(`GRANT ALL ON \`${lab.name}\`.* TO 'plain'@'%'`);
    await lab.query('SET GLOBAL read_only = 1');
    try {
      const database = await lab.open({ port: server.port, user: 'plain', password: 'pw' });
      await expect(synchronize(database)).rejects.toMatchObject({
        code: 'SQL_PERMISSION',
        message: expect.stringContaining('read-only'),
      });
    } finally {
      await lab.query('SET GLOBAL read_only = 0');
    }
  });

  test.each(['load', 'merge'] as const)(
    'that breaks down in the middle of a %s goes on with the same command',
    async (what) => {
      const database = await open();
      if (what === 'merge') await initialize(database, COLUMNS, ROWS);
      const session = await database.open(USERS, 'test');
      const columns = sqlColumns(COLUMNS);
      const existing = await session.existing();
      const load =
        existing === undefined
          ? await session.createLoad(design(COLUMNS))
          : await session.createMerge({ replica: USERS, existing, changes: [], columns, rows: { kind: 'changes' } });
      const lead = what === 'merge' ? META_CELLS : [];
      const start = what === 'merge' ? '2026-03-01T10:00:00Z\tU\t' : '';
      await writeFile(load, columns, [`${start}7\tseven\tactive`], lead);
      await load.beginFile([...lead, ...columns.map((each) => ({ kind: 'column', column: each }) as const)]);
      await load.write(Buffer.from(`${start}8\teight\tactive\n`), 1);
      await server.kill();
      await expect(load.endFile()).rejects.toMatchObject({ code: 'SQL_CONNECTION' });
      await load.abort();
      await session.release();
      await server.start();
      await lab.reconnect();
      const again = await open();
      if (what === 'load') {
        expect(await lab.query("SHOW TABLES LIKE 'canvas%'")).toEqual([]);
        await initialize(again, COLUMNS, ROWS);
      } else {
        expect(await table()).toEqual(['1|one|active', '2|two é漢🎓|Active']);
      }
      await synchronize(again);
      expect(await table()).toEqual(['2|two é漢🎓|Active', '3|thr\\ee|active']);
      expect(await lab.query("SHOW TABLES LIKE 'dap\\_%'")).toEqual([]);
    },
  );
});
