import { describe, expect, it } from 'vitest';
import { DapClient } from '../../src/dap/index.js';
import { startEmulator } from '../../src/emulator/index.js';
import { differences } from '../../src/tools/sql-truth/compare.js';
import { truthOf } from '../../src/tools/sql-truth/truth-log.js';
import { DatabaseLab } from '../cli-database/database-lab.js';
import { TARGETS } from '../sql-support/targets.js';
import { historyOf, statusesOf } from './sync-run.js';

const TABLES = { 'canvas.users': 60, 'canvas.roles': 20, 'canvas.courses': 30, 'canvas_logs.web_logs': 40 };

describe.each(TARGETS)('dap sync on $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('in one run', () => {
    it('loads tables of several namespaces, then brings them up to date; a failing job is that of its table', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      lab.emulator.setTables('canvas', ['users', 'roles']);
      lab.emulator.faults.set({ name: 'jobFailed', table: 'canvas.users', times: 'forever', message: 'no luck' });
      const first = await lab.results(5, ['sync', '--table', '*.*'], { speed: 60 });
      expect(statusesOf(first)).toEqual({
        'canvas.roles': 'initialized',
        'canvas.users': 'failed',
        'canvas_logs.web_logs': 'initialized',
      });
      const failed = first.find(({ table }) => table === 'users');
      expect(failed).toMatchObject({ action: 'initialize', error: { code: 'DAP_JOB_FAILED', message: /no luck/ } });

      lab.emulator.faults.clear();
      lab.emulator.setTables('canvas', ['users', 'roles', 'courses']);
      lab.emulator.commit({ updates: 3, deletes: 1, inserts: 2 });
      const second = await lab.results(0, ['sync', '--table', '{canvas,canvas_logs}.*', '--concurrency', '1']);
      expect(second.map(({ table, status }) => `${table} ${status}`)).toEqual([
        'web_logs synchronized',
        'roles synchronized',
        'users initialized',
        'courses initialized',
      ]);
      for (const table of ['users', 'roles', 'courses']) await lab.expectTruth(table);
      await lab.expectTruth('web_logs', 'canvas_logs');
      expect(await historyOf(lab)).toEqual([
        'courses initialized',
        'roles initialized',
        'roles synchronized',
        'users failed',
        'users initialized',
        'web_logs initialized',
        'web_logs synchronized',
      ]);
    });

    it('a dry run changes nothing and tells the order', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      await lab.results(0, ['sync', '--table', 'roles']);
      const planned = await lab.results(0, ['sync', '--dry-run', '--table', 'users,roles']);
      expect(planned.map(({ table, plan }) => [table, plan])).toEqual([
        ['roles', expect.stringMatching(/^load what changed since 20/)],
        ['users', 'initialize'],
      ]);
      expect(await lab.scratch.read('canvas', 'users')).toBeUndefined();
    });

    it('two accounts go into schemas of their own', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      await using other = await startEmulatorOfAnother();
      const { baseUrl, clientId, clientSecret } = other.emulator;
      const env = { DAP_API_URL: baseUrl, DAP_CLIENT_ID: clientId, DAP_CLIENT_SECRET: clientSecret };
      const tables = ['--table', 'canvas.roles,canvas_logs.web_logs'];
      for (let round = 0; round < 2; round += 1) {
        await lab.results(0, ['sync', ...tables, '--schema', 'north_{namespace}']);
        await lab.results(0, ['sync', ...tables, '--schema', 'south_{namespace}'], { env });
        for (const { commit } of [lab.emulator, other.emulator]) commit({ updates: 2, inserts: 1 });
      }
      const settled = await lab.results(0, ['sync', ...tables, '--schema', 'north_{namespace}']);
      expect(settled.map(({ schema, status }) => [schema, status]).sort()).toEqual([
        ['north_canvas', 'synchronized'],
        ['north_canvas_logs', 'synchronized'],
      ]);
      await lab.results(0, ['sync', ...tables, '--schema', 'south_{namespace}'], { env });
      await lab.expectTruth('roles', 'canvas', 'north_canvas');
      await lab.expectTruth('web_logs', 'canvas_logs', 'north_canvas_logs');
      await using client = new DapClient({ clientId, clientSecret, baseUrl, limits: 'none' });
      const truth = await truthOf(other.emulator, client, 'canvas', 'roles');
      expect(differences(truth, await lab.scratch.read('south_canvas', 'roles'))).toEqual([]);
      // The other account is no owner of these.
      const mixed = await lab.results(5, ['sync', '--table', 'roles', '--schema', 'north_canvas'], { env });
      expect(mixed).toMatchObject([{ error: { code: 'SQL_OTHER_ACCOUNT' } }]);
    });
  });
});

async function startEmulatorOfAnother() {
  const namespaces = ['canvas', 'canvas_logs'];
  const options = { limits: false, jobDelayMs: 0, namespaces, tables: TABLES, nulCharacters: false, seed: 2 };
  const emulator = await startEmulator({ ...options, clientId: 'us-east-1#another' });
  return { emulator, [Symbol.asyncDispose]: async () => await emulator.close() };
}
