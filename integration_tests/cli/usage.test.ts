import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines } from './run-dap.js';
import { SECRET, useDapLab } from './use-dap-lab.js';

const used = useDapLab({ 'canvas.users': 30, 'canvas.roles': 10, 'canvas_logs.web_logs': 10 });

describe('the exit code', () => {
  it.each<[string, readonly string[], number, RegExp]>([
    ['an unknown option', ['list', '--bogus'], 2, /unknown option '--bogus'/],
    ['an unknown command', ['fly'], 2, /unknown command 'fly'/],
    ['no table', ['snapshot'], 2, /No table is named/],
    ['an unknown format', ['snapshot', '--table', 'users', '--format', 'xml'], 2, /Allowed choices are/],
    ['no --since', ['incremental', '--table', 'users'], 2, /required option '--since/],
    [
      'a --since on a day that does not exist',
      ['incremental', '--table', 'users', '--since', '2026-02-30'],
      2,
      /must be a moment/,
    ],
    ['a concurrency of 0', ['snapshot', '--table', 'users', '--concurrency', '0'], 2, /whole number from 1/],
    [
      'Parquet without gzip',
      ['snapshot', '--table', 'users', '--format', 'parquet', '--decompress'],
      2,
      /compressed inside/,
    ],
    ['a namespace that does not exist', ['list', '--namespace', 'nowhere'], 5, /DAP_NOT_FOUND/],
    ['a pattern without a table', ['schema', '--table', 'xyz*'], 5, /no table that matches "xyz\*"/],
    ['a settings file that is not there', ['--config', 'none.yaml', 'list'], 2, /none\.yaml: cannot be read/],
    ['a log file that cannot be written', ['--logfile', '/dev/null/x', 'list'], 2, /log file .* cannot be written/],
    ['handles that are not there', ['collect', 'none.jsonl'], 2, /none\.jsonl cannot be read/],
  ])('of %s', async (_name, args, code, message) => {
    const run = await used.lab.dap(args);
    expect(run.stderr).toMatch(message);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code, stdout: '' });
  });

  it('without credentials is 5', async () => {
    const { code, stderr } = await used.lab.dap(['list'], { env: { DAP_CLIENT_SECRET: '' } });
    expect(code).toBe(5);
    expect(stderr).toMatch(/DAP_CLIENT_SECRET is not set.*\[DAP_CREDENTIALS_MISSING\]/);
  });
});

describe('the log', () => {
  it('goes to a file as well, in JSON if that is wanted, without any secret', async () => {
    const args = [
      '--loglevel',
      'debug',
      '--logfile',
      'dap.log',
      '--logformat',
      'json',
      'snapshot',
      '--table',
      'users,nix',
    ];
    const { stderr, stdout } = await used.lab.dap(args);
    const log = await readFile(join(used.lab.folder, 'dap.log'), 'utf8');
    expect(log).toBe(stderr);
    const lines = jsonLines(log);
    expect(lines.map(({ level }) => level)).toContain('DEBUG');
    expect(lines.filter(({ dap_table }) => dap_table === 'users').length).toBeGreaterThan(2);
    for (const text of [
      SECRET,
      encodeURIComponent(SECRET),
      'Signature',
      'eyJ',
      Buffer.from(SECRET).toString('base64'),
    ]) {
      expect(stdout + stderr + log).not.toContain(text);
    }
  });

  it('is silent on the console if that is wanted; the file has the error that ended the command', async () => {
    const args = ['--no-log-to-console', '--logfile', 'dap.log', 'list', '--namespace', 'nowhere'];
    const { stderr } = await used.lab.dap(args);
    expect(stderr).toMatch(/^error: .*\[DAP_NOT_FOUND\]\n$/);
    expect(await readFile(join(used.lab.folder, 'dap.log'), 'utf8')).toMatch(/ - ERROR - .*\[DAP_NOT_FOUND\]\n$/);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('has a script for %s that asks the program', async (shell) => {
    const { code, stdout } = await used.lab.dap(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/dap.* complete\b.*--/);
  });

  it.each([
    [['sn'], ['snapshot']],
    [['snapshot', '--form'], ['--format']],
    [
      ['snapshot', '--format', ''],
      ['jsonl', 'csv', 'tsv', 'parquet'],
    ],
    [['list', '--base'], ['--base-url']],
    [['completion', 'z'], ['zsh']],
    [['sync'], ['syncdb', 'sync']],
    [
      ['syncdb', '--removed-columns', ''],
      ['drop', 'keep', 'fail'],
    ],
  ])('of %j offers %j', async (words, offered) => {
    const { stdout } = await used.lab.dap(['complete', '--', ...words]);
    const values = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(':'));
    expect(values.map((line) => line.split('\t')[0])).toEqual(offered);
  });
});

it('the help of each command and of the program is shown, and the emulator keeps its own options', async () => {
  const { stdout } = await used.lab.dap(['--help']);
  const files = ['list', 'schema', 'snapshot', 'incremental', 'collect'];
  const databases = ['initdb', 'syncdb', 'dropdb', 'listdb', 'verify'];
  for (const name of [...files, ...databases, 'init', 'emulator', 'completion']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(await used.lab.dap([name, '-h'])).toMatchObject({ code: 0 });
  }
  expect(stdout).not.toMatch(/complete /);
  expect((await used.lab.dap(['emulator', '--help'])).stdout).not.toContain('--base-url');
});
