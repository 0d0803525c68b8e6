import { describe, expect, it } from 'vitest';
import { DatabaseConnection, type DialectName } from '../../src/sql/index.js';
import { SERVER_TARGETS, TARGETS } from '../sql-support/targets.js';
import { DatabaseLab } from './database-lab.js';

/** Meta tables in the catalogue. */
const META_TABLES: Readonly<Record<DialectName, string>> = {
  postgresql: `select relname from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'instructure_dap'`,
  mysql: `select table_name from information_schema.tables where table_schema = database() and table_name like 'instructure%'`,
  duckdb: `select table_name from information_schema.tables where table_schema = 'instructure_dap'`,
};

const TABLES = { 'canvas.users': 20, 'canvas.roles': 10, 'canvas.role_overrides': 10, 'canvas.courses': 10 };

describe.each(TARGETS)('tables on $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('that are named, or meant by a pattern', () => {
    it('initdb fails for a named table that is there, and passes over it for a pattern', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      await lab.results(0, ['initdb', '--table', 'roles']);
      const named = await lab.results(5, ['initdb', '--table', 'roles,users']);
      expect(named).toMatchObject([
        { table: 'users', status: 'initialized' },
        { table: 'roles', error: { code: 'SQL_ALREADY_INITIALIZED' } },
      ]);
      const run = await lab.dap(['initdb', '--table', 'role*', '--dry-run']);
      expect(run.stdout).toBe('canvas.role_overrides: initialize\ncanvas.roles: skip: it is initialized already\n');
      const pattern = await lab.dap(['initdb', '--table', 'role*']);
      expect(pattern.code, pattern.stderr).toBe(0);
      expect(pattern.stderr).toMatch(/canvas\.roles: already initialized; dap syncdb brings it up to date/);
      await lab.expectTruth('role_overrides');
    });

    it('syncdb, verify and dropdb fail for a named table that is not there; the others are done', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      await lab.results(0, ['initdb', '--table', 'roles']);
      for (const command of ['syncdb', 'verify', 'dropdb']) {
        const results = await lab.results(5, [command, '--table', 'courses,roles']);
        expect(results, command).toMatchObject([
          { table: 'roles' },
          { table: 'courses', error: { code: 'SQL_NOT_INITIALIZED' } },
        ]);
      }
      const none = await lab.dap(['dropdb', '--table', 'co*']);
      expect(none).toMatchObject({ code: 5 });
      expect(none.stderr).toMatch(/no table of canvas that matches "co\*".*\[SQL_NOT_INITIALIZED\]/);
      expect(await lab.dap(['dropdb', '--table', 'all'])).toMatchObject({ code: 0 });
    });

    it('one that fails does not stop the others, and the end says why', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      lab.emulator.faults.set({ name: 'tableVanishes', table: 'canvas.roles', times: 'forever' });
      const run = await lab.dap(['initdb', '--table', 'users,roles,courses']);
      expect(run.code, run.stderr).toBe(5);
      expect(run.stderr).toMatch(/\ncanvas\.roles +DAP_NOT_FOUND +\S.*\n.*initdb: 1 of 3 tables failed\n$/);
      await lab.expectTruth('users');
      await lab.expectTruth('courses');
    });
  });
});

describe.each(SERVER_TARGETS)('an empty database of $dialect', (target) => {
  it.skipIf(target.missing !== undefined)('stays empty when it is only read', async () => {
    const lab = await DatabaseLab.start(target, TABLES);
    await lab.results(0, ['listdb']);
    await lab.results(0, ['initdb', '--table', 'roles', '--dry-run'], { env: { DAP_LIMITS: 'on' } });
    await lab.results(5, ['dropdb', '--table', 'roles']);
    await lab.results(0, ['dropdb', '--table', 'all']);
    expect(await lab.scratch.objects()).toEqual([]);
    expect(await lab.scratch.query(META_TABLES[target.dialect])).toEqual([]);
  });
});

describe.each(SERVER_TARGETS)('tables on $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('that another process is at work on', () => {
    it('are named, looked at once more, and not done; the others are', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      await lab.results(0, ['initdb', '--table', 'roles,users']);
      lab.emulator.commit({ namespace: 'canvas', table: 'users', updates: 2 });
      const replica = { ref: { namespace: 'canvas', table: 'roles' }, target: { schema: 'canvas', table: 'roles' } };
      await using connection = new DatabaseConnection(lab.url);
      const holder = await (await connection.open()).open(replica, 'syncdb on another machine');
      const run = await lab.dap(['syncdb', '--table', 'all']);
      await holder.release();
      expect(run.code, run.stderr).toBe(5);
      // MySQL tells the purpose where its performance schema is on, and the connection everywhere.
      const holderText =
        target.dialect === 'mysql'
          ? /INFO - canvas\.roles: .*connection \d+/
          : /INFO - canvas\.roles: .*syncdb on another machine/;
      expect(run.stderr).toMatch(holderText);
      expect(run.stderr).toMatch(/syncdb looks again at the tables that were busy: roles/);
      expect(run.stderr).toMatch(/\ncanvas\.roles +SQL_TABLE_BUSY +/);
      await lab.expectTruth('users');
      await lab.results(0, ['syncdb', '--table', 'all']);
    });

    it('a refused login and a database that is gone stop the command at once', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      const gone = lab.url.replace(/:\d+\//, ':1/');
      const run = await lab.dap(['initdb', '--table', 'users,roles'], { env: { DAP_CONNECTION_STRING: gone } });
      expect(run.code).toBe(5);
      expect(run.stderr).toMatch(/^error: .*\[SQL_CONNECTION\]$/m);
      const absent = lab.url.replace(/\/[^/]*$/, '/no_such_database');
      const refused = await lab.dap(['listdb'], { env: { DAP_CONNECTION_STRING: absent } });
      expect(refused.code).toBe(5);
      expect(refused.stderr).toMatch(/^error: .*no_such_database.*\[SQL_(AUTHENTICATION|PERMISSION)\]$/m);
    });
  });
});
