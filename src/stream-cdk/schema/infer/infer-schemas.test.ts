import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configuredCatalogSchema } from '../../../protocol/catalog.js';
import { SchemaLoader } from '../../../schema/schema-loader.js';
import { configureCatalog } from './configure-catalog.js';
import { recordLine } from './infer.test-helper.js';
import { type InferOptions, inferSchemas } from './infer-schemas.js';
import type { Terminal } from './terminal.js';

let folder = '';
let cases = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schema-infer-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

class FakeTerminal implements Terminal {
  readonly input: Terminal['input'];
  readonly output = {
    write: (text: string) => {
      this.text += text;
    },
  };
  readonly log = (line: string) => void this.lines.push(...line.split('\n'));
  readonly lines: string[] = [];
  text = '';

  constructor(lines: readonly string[]) {
    this.input = Readable.from([Buffer.from(lines.join('\n'))]);
  }
}

/** Infers into a folder of its own. */
async function infer(lines: readonly string[], options: Partial<InferOptions> = {}) {
  const out = join(folder, String(cases++));
  const terminal = new FakeTerminal(lines);
  await inferSchemas({ out, force: false, ...options }, terminal);
  const read = async (name: string) => JSON.parse(await readFile(join(options.out ?? out, `${name}.json`), 'utf8'));
  return { out, read, report: terminal.lines };
}

const STREAM = {
  name: 'users',
  json_schema: {},
  supported_sync_modes: ['full_refresh', 'incremental'],
  source_defined_cursor: true,
  default_cursor_field: ['meta', 'at'],
  source_defined_primary_key: [['id']],
};
const catalogLine = (...streams: object[]) => JSON.stringify({ type: 'CATALOG', catalog: { streams } });
const USERS = [recordLine('{"id":1,"meta":{"at":"x"},"n":null}'), recordLine('{"id":2,"meta":{"at":"y"}}')];

test('key and cursor are required on demand, with what they lie in', async () => {
  const { read, report } = await infer([catalogLine(STREAM, { ...STREAM, name: 'silent' }), ...USERS], {
    requiredKeys: true,
  });
  expect(await read('users')).toMatchObject({
    required: ['id', 'meta'],
    properties: {
      id: { type: 'integer' },
      meta: { type: 'object', required: ['at'], properties: { at: { type: 'string' } } },
      n: { type: ['null', 'string'] },
    },
  });
  expect(report).toContain('no records: silent');
});

test('the key of a configured catalog counts if the source has none', async () => {
  const catalog = join(folder, 'configured.json');
  const stream = { name: 'users', json_schema: {}, supported_sync_modes: ['full_refresh'] };
  await writeFile(catalog, JSON.stringify({ streams: [{ stream, primary_key: [['id']], cursor_field: ['n'] }] }));
  await expect(infer(USERS, { catalog })).rejects.toThrow('the cursor n has a value in none of its 2 records');
  await writeFile(catalog, JSON.stringify({ streams: [{ stream, primary_key: [['id']] }] }));
  const { read } = await infer(USERS, { catalog });
  expect(await read('users')).toMatchObject({ required: ['id'] });
});

test('a cursor that some records lack stays nullable, which is reported', async () => {
  const { read, report } = await infer([catalogLine(STREAM), ...USERS, recordLine('{"id":3,"meta":{}}')], {
    requiredKeys: true,
  });
  const schema = await read('users');
  expect(schema).toMatchObject({ required: ['id'], properties: { meta: { type: ['null', 'object'] } } });
  expect(report).toContain('  cursor meta.at is null or missing in some records: it stays nullable');
});

test.each([
  ['no records', [catalogLine(STREAM)], {}, 'The input has no RECORD message.'],
  [
    'a key that no record has',
    [catalogLine(STREAM), recordLine('{"ID":1}')],
    { requiredKeys: true },
    'Did you mean "ID"?',
  ],
  [
    'a key that is an object',
    [catalogLine(STREAM), recordLine('{"id":{},"meta":{"at":1}}')],
    { requiredKeys: true },
    'keys must be scalars',
  ],
  ['no catalog', USERS, { requiredKeys: true }, 'needs a CATALOG line'],
  ['a stream that is not there', USERS, { streams: ['user'] }, 'no record of stream user; it has those of users'],
  ['a mode without its command', USERS, { syncMode: 'incremental' }, '--sync-mode goes with'],
] as const)('%s is an error, and nothing is written', async (_title, lines, options, message) => {
  const out = join(folder, String(cases++));
  await expect(infer(lines, { out, ...options })).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining(message),
  });
  await expect(readdir(out)).rejects.toThrow('ENOENT');
});

test('a schema is written to where the loader finds it, also in a folder for its namespace', async () => {
  const inNamespace = recordLine('{"id":1}', 'logs').replace('"stream"', '"namespace":"canvas","stream"');
  const { out } = await infer([...USERS, inNamespace, recordLine('{}', 'con.2 ö')]);
  const loader = new SchemaLoader({ schemasDir: out, sharedDir: out });
  expect(await loader.load('canvas/logs')).toHaveProperty('properties.id');
  expect(await loader.load('con.2 ö')).toHaveProperty('type', 'object');
  expect(await loader.load('users')).toHaveProperty('properties.meta');
});

test('a file that was changed by hand is kept unless overwriting is asked for', async () => {
  const { out, report } = await infer(USERS);
  expect(report).toContain(`users: 2 records, 4 fields -> ${out}/users.json (written)`);
  expect((await infer(USERS, { out })).report).toContain(`users: 2 records, 4 fields -> ${out}/users.json (unchanged)`);
  await writeFile(join(out, 'users.json'), '{}');
  await expect(infer(USERS, { out })).rejects.toMatchObject({ code: 'TOOL_FILE_EXISTS' });
  await infer(USERS, { out, force: true });
  expect(await readFile(join(out, 'users.json'), 'utf8')).toContain('"meta"');
});

test('nothing piped in is a wrong use, not an endless wait', async () => {
  const terminal = new FakeTerminal([]);
  Object.assign(terminal.input, { isTTY: true });
  await expect(inferSchemas({ out: folder, force: false }, terminal)).rejects.toThrow(
    'Name files with records, or pipe',
  );
});

const PLAIN = { name: 'plain', json_schema: {}, supported_sync_modes: ['full_refresh'] };
const CHOICE = { name: 'choice', json_schema: {}, supported_sync_modes: ['full_refresh', 'incremental'] };

test('a configured catalog has each stream by the best mode it has', async () => {
  const terminal = new FakeTerminal(['noise', catalogLine(STREAM, PLAIN, CHOICE)]);
  await configureCatalog({ file: undefined, force: false }, terminal);
  const { streams } = configuredCatalogSchema.parse(JSON.parse(terminal.text));
  expect(streams.map((entry) => [entry.stream.name, entry.sync_mode, entry.destination_sync_mode])).toEqual([
    ['users', 'incremental', 'append_dedup'],
    ['plain', 'full_refresh', 'overwrite'],
    // Nobody has chosen a cursor for it.
    ['choice', 'full_refresh', 'overwrite'],
  ]);
  expect(streams[0]).toMatchObject({ cursor_field: ['meta', 'at'], primary_key: [['id']] });
});

test('mode and streams of a configured catalog can be chosen, and it goes to a file', async () => {
  const file = join(folder, 'deep', 'catalog.json');
  const terminal = new FakeTerminal([catalogLine(PLAIN, STREAM)]);
  await configureCatalog({ file, force: false, syncMode: 'full_refresh', streams: ['users'] }, terminal);
  const { streams } = JSON.parse(await readFile(file, 'utf8'));
  expect(streams).toMatchObject([{ stream: { name: 'users' }, sync_mode: 'full_refresh' }]);
  expect(terminal.text).toBe('');
  expect(terminal.lines).toEqual(['users: full_refresh, overwrite']);
});

test.each([
  ['no catalog', USERS, {}, 'no CATALOG message'],
  ['a stream that is not there', [catalogLine(PLAIN)], { streams: ['x'] }, 'no stream x; it has plain'],
  ['a catalog that is not one', [catalogLine({ name: 1 })], {}, 'stream 0: stream.name'],
])('%s gives no configured catalog', async (_title, lines, options, message) => {
  const terminal = new FakeTerminal(lines);
  await expect(configureCatalog({ file: undefined, force: false, ...options }, terminal)).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining(message),
  });
});

test('a byte order mark costs no record', async () => {
  const { read } = await infer([`\uFEFF${recordLine('{"only":1}')}`]);
  expect(Object.keys((await read('users')).properties)).toEqual(['only']);
});
