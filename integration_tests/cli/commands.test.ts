import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines } from './run-dap.js';
import { SECRET, useDapLab } from './use-dap-lab.js';

const ENROLL = ['enrollment_dates_overrides', 'enrollment_states', 'enrollment_terms', 'enrollments'];
const TABLES = ['accounts', 'courses', ...ENROLL, 'roles', 'users'];

const used = useDapLab(
  Object.fromEntries([...TABLES.map((name) => [`canvas.${name}`, 30]), ['canvas_logs.web_logs', 10]]),
);

describe('dap list', () => {
  it('needs no more than what the emulator prints', async () => {
    const { code, stdout, stderr } = await used.lab.dap(['list']);
    expect(code).toBe(0);
    const names = stdout.split('\n');
    expect(names.length).toBeGreaterThan(80);
    expect(names).toEqual(expect.arrayContaining([...TABLES, '']));
    expect([...names].sort().slice(1)).toEqual(names.slice(0, -1));
    expect(stderr).toMatch(/INFO - no --namespace is given: canvas is used\n$/);
  });

  it('writes nothing but the names where nothing is to be told', async () => {
    expect(await used.lab.dap(['list', '--namespace', 'canvas_logs', '--non-interactive'])).toMatchObject({
      code: 0,
      stdout: 'web_logs\n',
      stderr: '',
    });
  });

  it('writes a JSON document a line', async () => {
    const { stdout } = await used.lab.dap(['--output', 'json', 'list', '--namespace', 'canvas_logs']);
    expect(jsonLines(stdout)).toEqual([{ namespace: 'canvas_logs', table: 'web_logs' }]);
  });

  it.each([
    [['--base-url', 'URL', '--client-id', 'ID', '--client-secret', 'SECRET', 'list', '--namespace', 'canvas_logs']],
    [['list', '--namespace', 'canvas_logs', '--base-url=URL', '--client-id=ID', '--client-secret=SECRET']],
    [
      [
        '--base-url',
        'http://127.0.0.1:1',
        'list',
        '--namespace=canvas_logs',
        '--base-url=URL',
        '--client-id=ID',
        '--client-secret',
        'SECRET',
      ],
    ],
  ])('takes credentials before and after the command: %j', async (args) => {
    const filled = args.map((arg) =>
      arg.replace('URL', used.emulator.baseUrl).replace('ID', used.emulator.clientId).replace('SECRET', SECRET),
    );
    const env = { DAP_API_URL: '', DAP_CLIENT_ID: '', DAP_CLIENT_SECRET: '' };
    expect(await used.lab.dap(filled, { env })).toMatchObject({ code: 0, stdout: 'web_logs\n' });
  });

  it('sends the scope', async () => {
    await used.lab.dap(['list', '--scope', 'root-7']);
    expect(used.emulator.requests().findLast(({ path }) => path.endsWith('/table'))?.scope).toBe('root-7');
  });

  it.each(['true', 'off', 'nonsense'])(
    'accepts what the official client has for tracking and colours (%s)',
    async (value) => {
      const env = { DAP_TRACKING: value, DAP_CONSOLE_THEME: value };
      const args = ['--no-tracking', '--console-theme', 'light', 'list', '--namespace', 'canvas_logs'];
      expect(await used.lab.dap(args, { env })).toMatchObject({ code: 0, stdout: 'web_logs\n' });
    },
  );
});

describe('dap schema', () => {
  it('writes one file a table, as the official client does', async () => {
    const { code, stdout } = await used.lab.dap(['schema', '--table', 'users,courses', '--output', 'json']);
    expect(code).toBe(0);
    expect(await used.lab.files('downloads')).toEqual(['courses_schema_version_1.json', 'users_schema_version_1.json']);
    const text = await readFile(join(used.lab.folder, 'downloads/users_schema_version_1.json'), 'utf8');
    const { schema, version } = JSON.parse(text);
    expect(version).toBe(1);
    expect(Object.keys(schema.properties)).toEqual(['meta', 'key', 'value']);
    expect(text).toBe(JSON.stringify({ schema, version }, undefined, 4));
    expect(
      jsonLines(stdout)
        .map(({ table, version: known, file }) => [table, known, file])
        .sort(),
    ).toEqual([
      ['courses', 1, 'downloads/courses_schema_version_1.json'],
      ['users', 1, 'downloads/users_schema_version_1.json'],
    ]);
  });

  it.each([
    ['enroll*', ENROLL],
    ['{users,roles}, accounts', ['accounts', 'roles', 'users']],
    ['users,users', ['users']],
  ])('--table %s means these tables', async (list, expected) => {
    await used.lab.dap(['schema', '--table', list, '--output-directory', 'here']);
    expect(await used.lab.files('here')).toEqual(expected.map((name) => `${name}_schema_version_1.json`));
  });

  it('--table all means every table of the namespace', async () => {
    await used.lab.dap(['schema', '--table', 'all', '--namespace', 'canvas_logs']);
    expect(await used.lab.files('downloads')).toEqual(['web_logs_schema_version_1.json']);
  });

  it('a dry run prints what would be done and writes nothing', async () => {
    const { code, stdout } = await used.lab.dap(['schema', '--table', 'enroll*', '--dry-run']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: ENROLL.map((name) => `canvas.${name}: schema to downloads\n`).join(''),
    });
    expect(await used.lab.files('')).toEqual([]);
  });
});

describe('a table that fails', () => {
  it('does not stop the others and is reported in the end', async () => {
    const { code, stdout, stderr } = await used.lab.dap(['snapshot', '--table', 'nix,users,roles', '--output', 'json']);
    expect(code).toBe(5);
    expect((await used.lab.files('downloads')).filter((name) => name.endsWith('.gz'))).toHaveLength(2);
    expect(stderr).toMatch(
      /\nfailed {6}code {11}why\n─+ {2}─+ {2}─+\ncanvas\.nix {2}DAP_NOT_FOUND {2}.*does not exist/,
    );
    expect(stderr).toMatch(/ERROR - snapshot: 1 of 3 tables failed\n$/);
    const results = jsonLines(stdout);
    expect(results).toHaveLength(3);
    expect(results.find(({ table }) => table === 'nix')).toMatchObject({ error: { code: 'DAP_NOT_FOUND' } });
  });

  it('that concerns all of them ends the command early', async () => {
    const { code, stderr } = await used.lab.dap(['snapshot', '--table', 'users,roles', '--concurrency', '1'], {
      env: { DAP_CLIENT_SECRET: 'wrong' },
    });
    expect(code).toBe(5);
    expect(stderr).toMatch(/canvas\.users {2}DAP_AUTHENTICATION/);
    expect(stderr).toMatch(/canvas\.roles +not begun/);
  });
});
