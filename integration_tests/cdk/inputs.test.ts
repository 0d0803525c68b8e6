import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import { checkMessages, errorsOf, logsOf, recordsOf } from '../../src/testing/index.js';
import { CONFIG, PASSWORD, runProgram, runSample, sampleCatalog } from './sample.js';

const folder = mkdtempSync(`${tmpdir()}/inputs-`);
afterAll(() => rmSync(folder, { recursive: true }));

const catalogFile = { streams: [{ stream: { name: 'good', json_schema: {} }, sync_mode: 'full_refresh' }] };

/** Files that cannot be used: by content, or by path. */
const broken: readonly [title: string, file: { content?: unknown; path?: string }, clause: RegExp][] = [
  ['missing', { path: '/no/such/file.json' }, /there is no such file/],
  ['a folder', { path: folder }, /it is a folder/],
  ['empty', { content: ' \n' }, /it is empty/],
  ['not JSON', { content: `{"password":"${'hidden-1'}"` }, /it is not valid JSON/],
  ['of a wrong type', { content: '[1]' }, /must be|does not/],
];

type Kind = 'config' | 'catalog' | 'state';
const readArguments = (kind: Kind, file: { content?: unknown; path?: string }) => {
  const files: Record<string, unknown> = { config: CONFIG, catalog: catalogFile };
  if (file.path === undefined) return { files: { ...files, [kind]: file.content }, args: undefined };
  delete files[kind];
  return { files, args: [`--${kind}`, file.path] };
};

/** Adds arguments after those that the files give. */
async function run(command: string, files: Record<string, unknown>, more: readonly string[] = []) {
  return await runSample(command, files, {}, more);
}

describe.concurrent('inputs', () => {
  test.each((['config', 'catalog', 'state'] as const).flatMap((kind) => broken.map((row) => [kind, ...row] as const)))(
    'a %s file that is %s ends read with one clear message',
    async (kind, _title, file, clause) => {
      const { files, args } = readArguments(kind, file);
      const result = await run('read', files, args);
      expect(result.exitCode).toBe(1);
      expect(checkMessages(result.lines)).toEqual([]);
      expect(errorsOf(result.messages)).toMatchObject([{ failure_type: 'config_error' }]);
      expect(errorsOf(result.messages)[0]?.message).toMatch(clause);
      expect(result.messages).toHaveLength(1);
      expect(result.lines.join('')).not.toContain('hidden-1');
    },
  );

  test.each(broken)(
    'check of a configuration that is %s gives one FAILED status and exit code 0',
    async (_title, file, clause) => {
      const { files, args } = readArguments('config', file);
      delete files['catalog'];
      const result = await run('check', files, args);
      expect(result.exitCode).toBe(0);
      expect(result.messages).toMatchObject([{ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED' } }]);
      expect(result.messages[0]?.connectionStatus?.message).toMatch(clause);
    },
  );

  test.each([
    ['ok', 'SUCCEEDED'],
    ['refuse', 'FAILED'],
    ['crash', 'FAILED'],
  ])('check that ends as %s gives exactly one status %s, secrets masked', async (how, status) => {
    const config = {
      ...CONFIG,
      check: how,
      keys: [{ key: 'first-key-77' }],
      login: { kind: 'token', token: 'union-token-88' },
    };
    const result = await runSample('check', { config }, {}, ['--debug']);
    expect(result.exitCode).toBe(0);
    expect(result.messages.filter((message) => message.type !== 'LOG')).toMatchObject([
      { connectionStatus: { status } },
    ]);
    expect(logsOf(result.messages, 'DEBUG')).toContain('debug line');
    const text = JSON.stringify(result.messages) + result.stderr;
    for (const secret of [JSON.stringify(PASSWORD).slice(1, -1), 'first-key-77', 'union-token-88']) {
      expect(text).not.toContain(secret);
    }
  });

  test('fields that do not fit are named in one message that quotes no value', async () => {
    const result = await run('discover', {
      config: { concurrency: 'hidden-2', keys: [{ key: 5 }], check: 'hidden-3' },
    });
    expect(errorsOf(result.messages)).toHaveLength(1);
    expect(errorsOf(result.messages)[0]?.message).toBe(
      'The configuration does not fit: password is required; keys.0.key must be text; concurrency must be a number; check must be "ok" or "refuse" or "crash" or "wait".',
    );
    expect(result.exitCode).toBe(1);
    expect(result.lines.join('')).not.toContain('hidden');
  });

  test('keys that the specification does not know give one warning with their names', async () => {
    const result = await run('check', { config: { ...CONFIG, pasword: 'hidden-4', extra: {}, _limit: 1 } });
    expect(logsOf(result.messages, 'WARN')).toEqual([
      'The configuration has keys that this connector does not know and ignores: pasword, extra.',
    ]);
  });

  test.each([[[]], [{}], [null]])('the state %j means that there is none', async (state) => {
    const result = await run('read', { config: CONFIG, catalog: await sampleCatalog('good'), state });
    expect(result.exitCode).toBe(0);
    expect(recordsOf(result.messages)).toHaveLength(3);
  });

  test('discover writes one catalog in the order of the source', async () => {
    const result = await run('discover', { config: CONFIG });
    expect(result.messages.map((message) => message.type)).toEqual(['CATALOG']);
    const streams = result.messages[0]?.catalog?.streams ?? [];
    expect(streams[0]?.name).toBe('good');
    expect(streams.at(-1)).toMatchObject({ name: 'twin', namespace: 'south' });
    expect(result.exitCode).toBe(0);
  });

  test.each([
    [[], 2],
    [['wrong'], 2],
    [['read', '--config', 'x.json'], 2],
    [['check'], 2],
    [['spec', '--wrong'], 2],
    [['check', '--config'], 2],
    [['--help'], 0],
    [['read', '--help'], 0],
    [['--version'], 0],
  ])('the arguments %j end with exit code %i and nothing on standard output', async (args, exitCode) => {
    const result = await runProgram(args);
    expect(result.lines).toEqual([]);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).not.toBe('');
    expect(result.stderr).not.toContain('    at ');
  });

  test('a source that cannot be loaded is reported in one trace', async () => {
    const result = await runSample(
      'spec',
      {},
      { env: { ...process.env, SAMPLE_LOAD: 'broken' } as Record<string, string> },
    );
    expect(errorsOf(result.messages)).toMatchObject([{ internal_message: 'CDK_UNEXPECTED: cannot load' }]);
    expect(result.exitCode).toBe(1);
  });
});
