import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useDapLab } from '../cli/use-dap-lab.js';

const used = useDapLab({ 'canvas.roles': 10, 'canvas.users': 10 });
const FREE = { DAP_LIMITS: 'off' };

it('without a connection string it is a DuckDB file of the current folder, and a log line says so', async () => {
  const run = await used.lab.dap(['initdb', '--table', 'roles'], { env: FREE });
  expect(run.code, run.stderr).toBe(0);
  expect(run.stderr).toMatch(/INFO - no --connection-string is given: duckdb:\/\/canvas\.duckdb is used\n/);
  expect(existsSync(join(used.lab.folder, 'canvas.duckdb'))).toBe(true);
  const [listed] = JSON.parse((await used.lab.dap(['listdb', '--omit-not-replicated'])).stdout);
  expect(listed).toMatchObject({ name: 'roles', records: 10, command: 'syncdb', namespace: 'canvas', state: 'ready' });
  expect(Object.keys(listed).slice(0, 6)).toEqual(['name', 'timestamp', 'staleness', 'schema', 'command', 'records']);
});

it('no file is made by what fails at once or only looks', async () => {
  for (const [args, env, code] of [
    [['initdb', '--table', 'roles'], { DAP_CLIENT_ID: '' }, 5],
    [['initdb', '--table', 'roles'], { DAP_CLIENT_SECRET: 'wrong' }, 5],
    [['initdb', '--table', 'roles', '--dry-run'], {}, 0],
    [['listdb', '--omit-not-replicated'], {}, 0],
    [['syncdb', '--table', 'roles'], {}, 5],
    [['dropdb', '--table', 'all'], {}, 5],
  ] as const) {
    const run = await used.lab.dap(args, { env: { ...FREE, ...env } });
    expect(run.code, run.stderr).toBe(code);
    expect(existsSync(join(used.lab.folder, 'canvas.duckdb')), args.join(' ')).toBe(false);
  }
});

it('DuckDB keeps the limits of DAP within the process, and the log says so', async () => {
  const run = await used.lab.dap(['initdb', '--table', 'roles']);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stderr).toMatch(/request limits of DAP are kept within this process/);
});

it.each<[string, Readonly<Record<string, string>>, RegExp]>([
  [
    'SQL Server',
    { DAP_CONNECTION_STRING: 'mssql://me:pass123@db.test/dap' },
    /Microsoft SQL Server.*\[SQL_DIALECT_UNSUPPORTED\]/,
  ],
  [
    'a part of the variables',
    { DAP_DATABASE_HOST: 'db.test', DAP_DATABASE_DIALECT: 'postgresql' },
    /DAP_DATABASE_USERNAME.*\[SQL_CONNECTION_STRING\]/,
  ],
  ['no URL at all', { DAP_CONNECTION_STRING: 'pass123' }, /\[SQL_CONNECTION_STRING\]/],
])('%s is refused with exit code 5', async (_name, env, message) => {
  for (const command of [['listdb'], ['initdb', '--table', 'roles'], ['dropdb', '--table', 'roles']]) {
    const run = await used.lab.dap(command, { env });
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toContain('pass123');
  }
});

it('the settings file names the variable of the connection string; what the environment has is stronger', async () => {
  const settings = 'tables: [roles]\ndatabase:\n  connection_string_env: CANVAS_DB\n  schema: north\n';
  await writeFile(join(used.lab.folder, 'dap.yaml'), settings);
  const unset = await used.lab.dap(['initdb'], { env: FREE });
  expect(unset).toMatchObject({ code: 5 });
  expect(unset.stderr).toMatch(/from the variable CANVAS_DB, which is not set/);
  const found = await used.lab.dap(['initdb'], { env: { ...FREE, CANVAS_DB: 'duckdb://named.duckdb' } });
  expect(found.code, found.stderr).toBe(0);
  const env = { ...FREE, CANVAS_DB: 'duckdb://named.duckdb', DAP_CONNECTION_STRING: 'duckdb://other.duckdb' };
  expect(await used.lab.dap(['initdb'], { env })).toMatchObject({ code: 0 });
  for (const file of ['named.duckdb', 'other.duckdb']) expect(existsSync(join(used.lab.folder, file))).toBe(true);
});

it.each([
  [['initdb'], 2, /No table is named/],
  [['initdb', '--table', '!users'], 2, /cannot exclude tables/],
  [['initdb', '--table', 'roles', '--nul', 'cut'], 2, /Allowed choices are/],
  [['listdb', '--table', 'roles'], 2, /unknown option/],
  [['syncdb', '--table', 'roles', '--concurrency', '0'], 2, /whole number/],
])('%j ends with %d', async (args, code, message) => {
  const run = await used.lab.dap(args, { env: FREE });
  expect(run).toMatchObject({ code, stdout: '' });
  expect(run.stderr).toMatch(message);
});

it('dap list and the help of the commands load neither the replicator nor a driver', async () => {
  const env = { NODE_OPTIONS: `--import=${new URL('watch-loads.mjs', import.meta.url)}` };
  for (const args of [['list'], ['initdb', '--help'], ['complete', '--', 'in']]) {
    const run = await used.lab.dap(args, { env });
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).not.toContain('LOADED');
  }
  // What the watch would say.
  expect((await used.lab.dap(['initdb', '--table', 'roles'], { env })).stderr).toMatch(/LOADED .*kysely/);
});
