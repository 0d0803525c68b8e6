import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SAMPLE = fileURLToPath(new URL('sample-tool.mjs', import.meta.url));
const program = (name: string) => fileURLToPath(new URL(`../../dist/cli/${name}.js`, import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Plan {
  /** Sent when the program has written its first line. */
  readonly stopBy?: NodeJS.Signals;
  /** Precedes the command line of the program in a shell line. */
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function run(path: string, args: readonly string[], { stopBy, shell, env }: Plan = {}): Promise<Ended> {
  const command = [process.execPath, path, ...args];
  const [file = '', ...rest] = shell === undefined ? command : ['bash', '-c', shell, 'bash', ...command];
  const child = spawn(file, rest, { env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    if (stdout === '' && stopBy !== undefined) child.kill(stopBy);
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr };
}

const sample = (args: readonly string[], plan?: Plan) => run(SAMPLE, args, plan);

describe.concurrent('the shell of the programs', () => {
  test.each([
    [['--level', 'debug', 'list']],
    [['list', '--level', 'debug']],
    [['list', '--page', '2', '--level', 'debug']],
    [['--level=debug', 'list', '--page', '2']],
  ])('global options are accepted before and after the command: %j', async (args) => {
    expect(await sample(args)).toEqual({
      code: 0,
      signal: null,
      stdout: 'list at debug\n',
      stderr: 'list is loaded\n',
    });
  });

  test.each([
    ['findings', 3, ''],
    ['refused', 5, 'error: dap.test: no trusted TLS connection. Check the address. [DAP_TLS]\n'],
    ['misused', 2, 'error: That file is not there. [TOOL_INPUT]\n'],
  ])('%s ends with exit code %i', async (name, code, error) => {
    expect(await sample([name])).toMatchObject({ code, stdout: '', stderr: `${name} is loaded\n${error}` });
  });

  test.each([
    ['defect', /SyntaxError: a text is not valid JSON\n +at [\s\S]*\nPlease report it\.\n$/],
    ['later', /TypeError: too late\n +at [\s\S]*\nPlease report it\.\n$/],
  ])(
    'a defect (%s) is reported with its stack trace, without data, and is a failure like others',
    async (name, text) => {
      const { code, stderr } = await sample([name]);
      expect(code).toBe(5);
      expect(stderr).toMatch(text);
      expect(stderr).not.toContain('student');
    },
  );

  test.each([
    [['list', '--wrong'], /unknown option '--wrong'\n\(sample list --help tells more\)/],
    [['list', 'more'], /too many arguments.*\n\(sample list --help tells more\)/],
    [['lits'], /unknown command 'lits'\n\(Did you mean list\?\)\n\(sample --help tells more\)/],
    [[], /^Usage: sample/],
    [['help', 'lits'], /unknown command 'lits'/],
  ])('wrong usage %j ends with 2 and says where to find help', async (args, text) => {
    const ended = await sample(args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(text);
  });

  test.each([[['list', '--help']], [['help', 'list']]])(
    'the help of a command, by %j, shows its options and the global ones',
    async (args) => {
      const { code, stdout } = await sample(args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Usage: sample list[\s\S]*--page <n>[\s\S]*Global Options:[\s\S]*--level <name>/);
    },
  );

  test('the help of the program names all commands and loads none', async () => {
    const { code, stdout, stderr } = await sample(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/list +ends as list[\s\S]*serve +runs until it is stopped/);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s lets a command tidy up, then ends it with the code',
    async (stopBy) => {
      const ended = await sample(['tidy'], { stopBy });
      expect(ended).toMatchObject({ code: 125, stdout: 'waiting\ntidied up\n', stderr: 'tidy is loaded\n' });
    },
  );

  test('a program may instead end by the signal itself', async () => {
    const ended = await sample(['tidy'], { stopBy: 'SIGTERM', env: { SAMPLE_INTERRUPTED: 'signal' } });
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', stdout: 'waiting\ntidied up\n' });
  });

  test('a command that does not use the signal is ended at once', async () => {
    expect(await sample(['deaf'], { stopBy: 'SIGINT' })).toMatchObject({ code: 125, stdout: 'waiting\n' });
  });

  test('a command that runs until it is stopped ends with success when stopped', async () => {
    expect(await sample(['serve'], { stopBy: 'SIGTERM' })).toEqual({
      code: 0,
      signal: null,
      stdout: 'waiting\nclosed\n',
      stderr: '',
    });
  });

  test('a reader that closes the output ends the program silently', async () => {
    const ended = await sample(['flood'], { shell: '"$@" | head -c 5; echo " $PIPESTATUS"' });
    expect(ended).toMatchObject({ stdout: 'xxxxx 5\n', stderr: 'flood is loaded\n' });
  });

  test.runIf(existsSync('/dev/full'))('a full disk is reported in one line', async () => {
    const ended = await sample(['flood'], { shell: '"$@" > /dev/full' });
    expect(ended.code).toBe(5);
    expect(ended.stderr).toMatch(/^flood is loaded\nerror: standard output cannot be written: ENOSPC.*\n$/);
  });
});

describe.concurrent('our programs', () => {
  test.each(['source-dap', 'stream-cdk', 'dap'])('%s has version and help in the same words', async (name) => {
    const [version, help] = await Promise.all([run(program(name), ['--version']), run(program(name), ['--help'])]);
    expect(version.code).toBe(0);
    expect(version.stdout + version.stderr).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(help.code).toBe(0);
    expect(help.stdout + help.stderr).toMatch(/-V, --version +write the version\n[\s\S]*-h, --help +show this help\n/);
    expect(help.stdout + help.stderr).not.toContain('\u001b');
  });

  test.each(['source-dap', 'stream-cdk', 'dap'])('%s ends with 2 for a command that it does not know', async (name) => {
    const ended = await run(program(name), ['nothing']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(`(${name} --help tells more)`);
  });

  test('a command within a command has help too', async () => {
    const { code, stdout } = await run(program('stream-cdk'), ['help', 'schema', 'infer']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Usage: stream-cdk schema infer[\s\S]*--required-keys/);
  });

  test('dap fails with 5, and with 2 for a wrong option of the emulator', async () => {
    expect((await run(program('dap'), ['emulator', '--fault', 'nothing'])).code).toBe(2);
    const blocked = await run(program('dap'), ['emulator', '--data-dir', '/dev/null/x']);
    expect(blocked.code).toBe(5);
  });
});
