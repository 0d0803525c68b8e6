import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorsOf, recordsOf, statusesOf, tracesOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { stringifyJson } from '../../src/util/json.js';
import { Lab } from '../support/lab.js';
import { PROGRAM, runProgram } from '../support/program.js';

type Role = 'config' | 'catalog' | 'state';

const WORDS = { config: 'configuration', catalog: 'configured catalog', state: 'state' } as const;

describe('bad input', { concurrent: true }, () => {
  let lab: Lab;
  let folder: string;
  const good: Record<Role, string> = { config: '', catalog: '', state: '' };

  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.users': 2000 } });
    folder = await mkdtemp(join(tmpdir(), 'source-dap-bad-'));
    await mkdir(join(folder, 'folder'));
    const contents = { config: lab.config(), catalog: lab.catalog(), state: [] };
    for (const role of ['config', 'catalog', 'state'] as const) {
      good[role] = join(folder, `${role}.json`);
      await writeFile(good[role], stringifyJson(contents[role]));
    }
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await lab?.close();
  });

  const file = async (name: string, text: string | Buffer): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const readWith = async (changed: Partial<Record<Role, string>>): Promise<ConnectorRun> => {
    const paths = { ...good, ...changed };
    return await runProgram(['read', '--config', paths.config, '--catalog', paths.catalog, '--state', paths.state]);
  };
  /** One TRACE ERROR of the user's kind, exit code 1, nothing begun. */
  const expectRefused = (run: ConnectorRun, message: RegExp): void => {
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toBe('');
    expect(errorsOf(run.messages)).toEqual([
      expect.objectContaining({ failure_type: 'config_error', message: expect.stringMatching(message) }),
    ]);
    expect(recordsOf(run.messages)).toHaveLength(0);
    expect(tracesOf(run.messages, 'STREAM_STATUS')).toEqual([]);
  };

  for (const role of ['config', 'catalog', 'state'] as const) {
    const word = WORDS[role];
    test(`the ${word} is missing, a folder, empty or not JSON`, async () => {
      const cases = [
        [join(folder, 'nowhere.json'), /there is no such file/],
        [join(folder, 'folder'), /it is a folder/],
        [await file(`${role}-empty.json`, ' \n'), /it is empty/],
        [await file(`${role}-text.json`, '{"client_secret": "hidden-in-bad-json",'), /it is not valid JSON/],
        [await file(`${role}-binary.json`, Buffer.from([0xff, 0xfe, 0x00, 0x7b])), /it is not valid JSON/],
      ] as const;
      const runs = await Promise.all(cases.map(async ([path]) => await readWith({ [role]: path })));
      for (const [index, run] of runs.entries()) {
        expectRefused(run, new RegExp(`The ${word} file .* cannot be used: ${cases[index]?.[1].source}`));
        expect(run.lines.join('')).not.toContain('hidden-in-bad-json');
      }
    });
  }

  test.each([
    ['config', '[]', /configuration does not fit: it must be a JSON object/],
    ['config', '"text"', /configuration does not fit: it must be a JSON object/],
    [
      'config',
      '{"client_id": {"a": 1}, "client_secret": ["s3cr3t-value"]}',
      /client_id must be text; client_secret must be text/,
    ],
    ['catalog', '[]', /configured catalog cannot be used/],
    ['catalog', '{"streams": {}}', /streams is missing or of a wrong type/],
    ['catalog', '{"streams": [{"stream": {"name": 5}, "sync_mode": "incremental"}]}', /streams\.0\.stream\.name/],
    ['catalog', '{"streams": [{"stream": {"name": "users"}, "sync_mode": "sideways"}]}', /streams\.0\.sync_mode/],
    ['state', '"x"', /state cannot be used/],
    ['state', '[{"type": "STREAM", "stream": {"stream_descriptor": {}}}]', /state cannot be used/],
    ['state', '[{"type": "LEGACY", "data": {"users": 1}}]', /state cannot be used/],
  ] as const)('a %s of wrong types: %s', async (role, text, message) => {
    const path = await file(`${role}-${randomUUID()}.json`, text);
    const run = await readWith({ [role]: path });
    expectRefused(run, message);
    expect(run.lines.join('')).not.toContain('s3cr3t-value');
  });

  test('a state by the names of streams is read, and fails the stream that cannot use it', async () => {
    const path = await file('by-name.json', '{"users": {"cursor": 1}}');
    const run = await readWith({ state: path });
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run.messages)).toEqual([
      expect.objectContaining({
        failure_type: 'config_error',
        message: expect.stringMatching(/state of stream canvas\.users cannot be used/),
        stream_descriptor: { name: 'users', namespace: 'canvas' },
      }),
    ]);
    expect(recordsOf(run.messages)).toHaveLength(0);
  });

  test('check answers a broken configuration with one status', async () => {
    for (const path of [
      join(folder, 'nowhere.json'),
      join(folder, 'folder'),
      await file('c1.json', '{'),
      await file('c2.json', '7'),
    ]) {
      const run = await runProgram(['check', '--config', path]);
      expect(run.exitCode).toBe(0);
      expect(
        run.messages.filter(({ type }) => type !== 'LOG').map(({ connectionStatus }) => connectionStatus?.status),
      ).toEqual(['FAILED']);
    }
  });

  test.each([
    ['no command', []],
    ['an unknown command', ['sync']],
    ['an unknown option', ['spec', '--verbose']],
    ['a missing option', ['read', '--config', 'x.json']],
    ['an option without its value', ['check', '--config']],
    ['a word too many', ['spec', 'please']],
  ])('%s: usage on standard error, exit code 2, no message', async (_what, args) => {
    const run = await runProgram(args);
    expect(run.exitCode).toBe(2);
    expect(run.lines).toEqual([]);
    expect(run.stderr).toMatch(/usage|help/i);
  });

  test('a server that cannot be reached: one error, no stream begun', async () => {
    const config = await file('unreachable.json', stringifyJson(lab.config({ base_url: 'http://127.0.0.1:1' })));
    const run = await readWith({ config });
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run.messages)).toEqual([
      expect.objectContaining({
        failure_type: 'transient_error',
        message: expect.stringMatching(/127\.0\.0\.1:1: the connection is refused.*Check base_url/),
      }),
    ]);
    expect(recordsOf(run.messages)).toHaveLength(0);
    expect(statusesOf(run.messages, 'canvas.users')).toEqual([]);
  });

  test('an address where something else answers 404: an error, not an empty success', async () => {
    const config = await file(
      'elsewhere.json',
      stringifyJson(lab.config({ base_url: `${lab.emulator.baseUrl}/some/path` })),
    );
    const run = await readWith({ config });
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run.messages)).toHaveLength(1);
    expect(statusesOf(run.messages, 'canvas.users')).toEqual([]);
  });

  test('a full disk: one line on standard error, a code that is not zero', async () => {
    const full = openSync('/dev/full', 'w');
    try {
      for (const args of [['spec'], ['read', '--config', good.config, '--catalog', good.catalog]]) {
        const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', full, 'pipe'] });
        let stderr = '';
        child.stderr?.on('data', (chunk: Buffer) => {
          stderr += chunk.toString();
        });
        const [code] = await once(child, 'close');
        expect(code).toBe(1);
        expect(stderr.trim().split('\n')).toEqual([
          expect.stringMatching(/Standard output cannot be written \(ENOSPC\)/),
        ]);
      }
    } finally {
      closeSync(full);
    }
  });

  test('a reader that closes the output: the program ends soon, with one line on standard error', async () => {
    const args = ['read', '--config', good.config, '--catalog', good.catalog];
    const run = await runProgram(args, { speed: 1, closeStdoutAfter: 5 });
    expect(run.exitCode).toBe(1);
    expect(run.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/Standard output cannot be written \(EPIPE\)/),
    ]);
  });
});
