import { describe, expect, it } from 'vitest';
import { TARGETS } from '../sql-support/targets.js';
import { DatabaseLab } from './database-lab.js';

const TABLES = { 'canvas.users': 60, 'canvas.roles': 20, 'canvas.courses': 30, 'canvas_logs.web_logs': 40 };

describe.each(TARGETS)('the commands on $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('from initdb to dropdb', () => {
    it('load, list, synchronize through a change of the schema, verify, drop', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      const named = ['--namespace', 'canvas', '--table', 'users,roles,courses'];
      const loaded = await lab.results(0, ['initdb', ...named]);
      expect(loaded.map(({ table, status, upserted }) => [table, status, upserted]).sort()).toEqual([
        ['courses', 'initialized', 30],
        ['roles', 'initialized', 20],
        ['users', 'initialized', 60],
      ]);
      for (const table of ['users', 'roles', 'courses']) await lab.expectTruth(table);

      const [listed = []] = (await lab.results(0, ['listdb', '--omit-not-replicated'], {
        env: { DAP_CLIENT_ID: '', DAP_CLIENT_SECRET: '' },
      })) as unknown as Record<string, unknown>[][];
      expect(listed.map(({ name, records, command, state }) => [name, records, command, state])).toEqual([
        ['courses', 30, 'syncdb', 'ready'],
        ['roles', 20, 'syncdb', 'ready'],
        ['users', 60, 'syncdb', 'ready'],
      ]);

      const column = { name: 'nickname', type: 'text' };
      lab.emulator.commit({ namespace: 'canvas', table: 'roles', updates: 3, deletes: 1, inserts: 2 });
      lab.emulator.addColumn('canvas', 'users', column);
      lab.emulator.commit({ namespace: 'canvas', table: 'users', updates: 5, deletes: 2, inserts: 4 });
      const run = await lab.dap(['syncdb', '--table', 'all']);
      expect(run.code, run.stderr).toBe(0);
      expect(run.stderr).toMatch(/canvas\.users: .*nickname/);
      expect(run.stderr).toMatch(/canvas\.roles: synchronized: 5 rows written, 1 deleted, data as of /);
      expect(run.stderr).toMatch(
        /syncdb leaves out \d+ tables that are not initialized: access_tokens, .* and \d+ more, which dap listdb shows/,
      );
      for (const table of ['users', 'roles', 'courses']) await lab.expectTruth(table);

      const equal = await lab.results(0, ['verify', '--table', 'all']);
      expect(equal.map(({ status }) => status)).toEqual(['equal', 'equal', 'equal']);
      const count = (await lab.scratch.read('canvas', 'roles'))?.rows.length;
      await lab.scratch.query(`delete from ${lab.scratch.nameOf('canvas', 'roles')}`);
      const different = await lab.results(1, ['verify', '--table', 'all']);
      // Rows of the instant of the last sync may have changed since, and are left out.
      const found = different.find(({ table }) => table === 'roles');
      expect(found).toMatchObject({ status: 'different', surplus: 0, different: 0 });
      expect(found?.['missing']).toBeGreaterThanOrEqual(10);
      const repaired = await lab.results(1, ['verify', '--table', 'roles', '--repair']);
      expect(repaired).toMatchObject([{ status: 'repaired', repaired: { upserted: count, deleted: 0 } }]);
      expect(await lab.results(0, ['verify', '--table', 'roles'])).toMatchObject([{ isEqual: true }]);
      await lab.expectTruth('roles');

      const dropped = await lab.results(0, ['dropdb', '--table', 'all'], { env: { DAP_CLIENT_ID: '' } });
      expect(dropped.map(({ status }) => status)).toEqual(['dropped', 'dropped', 'dropped']);
      expect(await lab.scratch.objects()).toEqual([]);
    });

    it('accounts have schemas of their own', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      await lab.results(0, ['initdb', '--table', 'roles', '--schema', 'north']);
      await lab.results(0, ['initdb', '--table', 'roles', '--schema', 'south']);
      await lab.results(0, ['syncdb', '--table', 'all', '--schema', 'south']);
      await lab.expectTruth('roles', 'canvas', 'north');
      await lab.results(0, ['dropdb', '--table', 'roles', '--schema', 'north']);
      await lab.expectTruth('roles', 'canvas', 'south');
      expect(await lab.scratch.read('north', 'roles')).toBeUndefined();
    });

    it('a signal leaves a table as it was, and the same command again succeeds', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      await lab.results(0, ['initdb', '--table', 'roles']);
      lab.emulator.faults.set({ name: 'objectStall', times: 'forever', after: 100 });
      const asked = lab.emulator.requests().length;
      const stop = {
        by: 'SIGINT' as const,
        when: async () =>
          lab.emulator
            .requests()
            .slice(asked)
            .some(({ fault }) => fault === 'objectStall'),
      };
      const stopped = await lab.dap(['initdb', '--table', 'users'], { stop });
      expect(stopped.code, stopped.stderr).toBe(125);
      expect(await lab.scratch.read('canvas', 'users')).toBeUndefined();
      lab.emulator.faults.clear();
      await lab.results(0, ['initdb', '--table', 'users']);
      await lab.expectTruth('users');
      await lab.expectTruth('roles');
    });
  });
});
