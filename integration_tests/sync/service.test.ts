import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { duckdbScratch } from '../../src/tools/sql-truth/scratch-duckdb.js';
import { DatabaseLab } from '../cli-database/database-lab.js';
import { SERVER_TARGETS, TARGETS, type Target } from '../sql-support/targets.js';
import { historyOf, logged } from './sync-run.js';

const TABLES = { 'canvas.users': 60, 'canvas.roles': 20, 'canvas.courses': 30 };
const NEXT = 'the next run begins at';
/** For what has nothing to do with the kind of database. */
const FILE: Target = { dialect: 'duckdb', missing: undefined, scratch: duckdbScratch };
/** Minutes pass in a second. */
const FAST = 60;

describe.each(TARGETS)('dap sync --every on $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('until it is stopped', () => {
    it('runs again and again; a table that appears later joins', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      lab.emulator.setTables('canvas', ['roles']);
      const runs = logged(lab, NEXT, 2);
      const joined = logged(lab, 'canvas.courses: initialized');
      const when = async () => {
        if (await runs()) lab.emulator.setTables('canvas', ['roles', 'courses']);
        return await joined();
      };
      const args = ['sync', '--every', '1m', '--jitter', '0'];
      const run = await lab.dap(args, { speed: FAST, stop: { by: 'SIGTERM', when } });
      expect(run.code, run.stderr).toBe(0);
      await lab.expectTruth('roles');
      await lab.expectTruth('courses');
    });

    it('a stop undoes the table under way, exit code 0; the next service does what is left', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      lab.emulator.faults.set({ name: 'objectStall', table: 'users', times: 'forever', after: 100 });
      const args = ['sync', '--table', 'roles,users', '--every', '1d'];
      const rolesAreThere = logged(lab, 'canvas.roles: initialized');
      const when = async () =>
        (await rolesAreThere()) && lab.emulator.requests().some(({ fault }) => fault === 'objectStall');
      const stopped = await lab.dap(args, { stop: { by: 'SIGINT', when } });
      expect(stopped.code, stopped.stderr).toBe(0);
      expect(stopped.stderr).toContain('the run was cut short: 1 initialized, 1 pending');
      expect(await lab.scratch.read('canvas', 'users')).toBeUndefined();

      lab.emulator.faults.clear();
      const again = await lab.dap(args, { stop: { by: 'SIGTERM', when: logged(lab, NEXT) } });
      expect(again.code, again.stderr).toBe(0);
      // The first service has loaded it since the instant that both runs are named by.
      expect(again.stderr).toMatch(/canvas\.roles: skipped: another process has brought it up to date/);
      await lab.expectTruth('users');
      await lab.expectTruth('roles');
    });

    it('one that was killed loses nothing', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      lab.emulator.faults.set({ name: 'objectStall', table: 'users', times: 'forever', after: 100 });
      const args = ['sync', '--table', 'roles,users', '--every', '1d'];
      const rolesAreThere = logged(lab, 'canvas.roles: initialized');
      const when = async () =>
        (await rolesAreThere()) && lab.emulator.requests().some(({ fault }) => fault === 'objectStall');
      const killed = await lab.dap(args, { stop: { by: 'SIGKILL', when } });
      expect(killed.signal, killed.stderr).toBe('SIGKILL');
      lab.emulator.faults.clear();
      const again = await lab.dap(args, { stop: { by: 'SIGTERM', when: logged(lab, NEXT) } });
      expect(again.code, again.stderr).toBe(0);
      await lab.expectTruth('users');
      await lab.expectTruth('roles');
      // What was committed is not loaded again.
      expect(again.stderr).toMatch(/canvas\.roles: skipped: another process has brought it up to date/);
    });

    it('refused credentials end a run, not the service, and are told each time', async () => {
      const lab = await DatabaseLab.start(target, TABLES);
      lab.emulator.faults.set({ name: 'login401', times: 'forever' });
      const loaded = logged(lab, 'canvas.roles: initialized');
      const when = async () => {
        if (await logged(lab, NEXT, 2)()) lab.emulator.faults.clear();
        return await loaded();
      };
      const args = ['sync', '--table', 'roles', '--every', '1d'];
      const run = await lab.dap(args, { speed: FAST, stop: { by: 'SIGTERM', when } });
      expect(run.code, run.stderr).toBe(0);
      expect(run.stderr.match(/ERROR - the run failed: .*\[DAP_AUTHENTICATION\]/g)?.length).toBeGreaterThanOrEqual(2);
    });
  });
});

describe.each(SERVER_TARGETS)('two services on $dialect', (target) => {
  it.skipIf(target.missing !== undefined)('share the work of one schedule', async () => {
    const lab = await DatabaseLab.start(target, TABLES);
    const args = ['sync', '--table', 'roles,users,courses', '--every', '1d'];
    const stop = { by: 'SIGTERM', when: logged(lab, NEXT, 2) } as const;
    const runs = await Promise.all([lab.dap(args, { stop }), lab.dap(args, { stop })]);
    for (const run of runs) expect(run.code, run.stderr).toBe(0);
    const history = await historyOf(lab);
    expect(history.filter((line) => line.endsWith('initialized'))).toEqual([
      'courses initialized',
      'roles initialized',
      'users initialized',
    ]);
    // Whoever came second found it done, or the other at work on it.
    expect(history.filter((line) => !/initialized$|skipped$|busy$/.test(line))).toEqual([]);
    expect(history).toHaveLength(6);
  });
});

it('the command line is checked before anything is asked', async () => {
  const lab = await DatabaseLab.start(FILE, TABLES);
  for (const [args, message] of [
    [['--every', 'soon'], /The schedule "soon" is neither/],
    [['--every', '1h', '--once'], /cannot be used with/],
    [['--every', '0 3 * * *', '--time-zone', 'Mars/Olympus'], /in the time zone Mars\/Olympus/],
    [['--budget', '10'], /--budget must be a duration/],
    [['--table', '*.*', '--schema', 'north'], /cannot all go into the schema north/],
    [['--table', '!users'], /cannot exclude/],
  ] as const) {
    const run = await lab.dap(['sync', ...args]);
    expect(run, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
  }
  expect(lab.emulator.requests()).toEqual([]);
});

it('--to names the database, dap.yaml the rest; JSON log lines hold run and table', async () => {
  const lab = await DatabaseLab.start(FILE, TABLES);
  const init = await lab.dap(['init', '--table', 'users', '--every', '1d']);
  expect(init.code, init.stderr).toBe(0);
  expect(await readFile(join(lab.folder, 'dap.yaml'), 'utf8')).toMatch(/^sync:\n {2}every: 1d$/m);
  const env = { DAP_CONNECTION_STRING: 'duckdb://not-this-one.duckdb' };
  const run = await lab.dap(['sync', '--once', '--to', lab.url, '--logformat', 'json'], { env });
  expect(run.code, run.stderr).toBe(0);
  const lines = run.stderr.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  const end = lines.find(({ message }) => /^initialized with 60 rows/.test(message));
  expect(end).toMatchObject({ dap_namespace: 'canvas', dap_table: 'users', dap_run: /^[\da-f-]{36}$/ });
  expect(new Set(lines.flatMap(({ dap_run: id }) => id ?? [])).size).toBe(1);
  await lab.expectTruth('users');
});
