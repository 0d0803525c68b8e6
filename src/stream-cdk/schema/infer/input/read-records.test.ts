import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InferOptions, inferSchemas } from '../infer-schemas.js';
import { detectFormat } from './detect-format.js';

let folder = '';
let cases = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infer-input-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

/** Infers from files, or from standard input if there are none; gives the properties by stream. */
async function infer(
  files: Readonly<Record<string, string | Buffer>>,
  options: Partial<InferOptions> & { readonly input?: string | Buffer; readonly streams?: readonly string[] } = {},
) {
  const { input = '', ...rest } = options;
  const home = join(folder, String(cases++));
  const out = join(home, 'schemas');
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const path = `${home}-${name}`;
    await writeFile(path, content);
    paths.push(path);
  }
  const lines: string[] = [];
  const terminal = {
    input: Readable.from([Buffer.from(input)]),
    output: { write: () => {} },
    log: (line: string) => void lines.push(line),
  };
  await inferSchemas({ out, force: false, files: paths, ...rest }, terminal);
  const schema = async (name: string) => JSON.parse(await readFile(join(out, `${name}.json`), 'utf8'));
  return { schema, report: lines.join('\n') };
}

const types = ({ properties }: { properties: Record<string, { type: string[] }> }) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [name, type.filter((one) => one !== 'null').join()]),
  );

test.each([
  ['users.csv', 'id,name', 'csv'],
  ['users.TSV', '{"id":1}', 'csv'],
  ['', '[{"id":1}]', 'json'],
  ['', '{"id":1}', 'json'],
  ['', '{\n  "data": []\n}', 'json'],
  ['', '{"id":1}\n{"id":2}\n', 'jsonl'],
  ['a.ndjson', '{"id":1}', 'jsonl'],
  ['', 'Starting\n{"type":"LOG","log":{}}\n', 'messages'],
  ['', '{"type":"SCHEMA","stream":"users"}\n', 'messages'],
  ['a.jsonl', `{"type":"RECORD","record":{"data":"${'x'.repeat(99)}`, 'messages'],
  ['', '{"type":"circle","r":1}\n{"type":"square"}', 'jsonl'],
  ['', 'no records yet', 'messages'],
])('%s with %s is %s', (name, head, format) => {
  expect(detectFormat(name, head)).toBe(format);
});

describe('JSON', () => {
  test('a list, one record and a list in an object are read, also by path and through gzip', async () => {
    const list = [{ id: 1 }, { id: 2.5 }, 3];
    const { schema, report } = await infer({ 'a.json': JSON.stringify(list), 'b.json.gz': gzipSync('{"id":1}') });
    expect(types(await schema(`${cases - 1}-a`))).toEqual({ id: 'number' });
    expect(types(await schema(`${cases - 1}-b`))).toEqual({ id: 'integer' });
    expect(report).toContain('skipped: 1 line that is not a message');
    const wrapped = await infer({}, { input: '{"meta":{"page":1},"data":[{"id":1}]}', stream: 'users' });
    expect(types(await wrapped.schema('users'))).toEqual({ id: 'integer' });
    const input = '{"data":{"users":[{"id":"a"}],"teams":[{"id":1}]}}';
    const deep = await infer({}, { input, stream: 'users', records: 'data.users' });
    expect(types(await deep.schema('users'))).toEqual({ id: 'string' });
  });

  test('numbers with a decimal point stay numbers, whatever their value', async () => {
    const input = '[{"price":10.00,"count":10},{"price":7.0,"count":7}]';
    const { schema } = await infer({}, { input, stream: 'orders' });
    expect(types(await schema('orders'))).toEqual({ price: 'number', count: 'integer' });
  });

  test.each<[string, string, Partial<InferOptions>, RegExp]>([
    ['several lists', '{"a":[{}],"b":[{}]}', { stream: 's' }, /several lists: a, b\. Choose one by --records/],
    ['a path to nothing', '{"data":[]}', { stream: 's', records: 'date' }, /no "date" of date\. Did you mean "data"/],
    ['no stream', '[{"id":1}]', {}, /name it by --stream/],
    ['no JSON', '[{"id":1}', { stream: 's' }, /standard input is not JSON/],
  ])('%s is refused', async (_, input, options, message) => {
    await expect(infer({}, { input, ...options })).rejects.toMatchObject({
      code: 'TOOL_INPUT',
      message: expect.stringMatching(message),
    });
  });
});

test('JSON Lines without messages', async () => {
  const { schema } = await infer({}, { input: '{"id":1,"ok":true}\n{"id":2}\n', stream: 'users' });
  expect(types(await schema('users'))).toEqual({ id: 'integer', ok: 'boolean' });
});

test('messages of a Singer tap, with keys and bookmarks as required fields', async () => {
  const lines = [
    { type: 'SCHEMA', stream: 'users', schema: {}, key_properties: ['id'], bookmark_properties: ['at'] },
    { type: 'RECORD', stream: 'users', record: { id: 1, at: '2024-05-01', note: 'x' } },
    { type: 'STATE', value: {} },
  ];
  const input = lines.map((line) => JSON.stringify(line)).join('\n');
  const { schema } = await infer({}, { input, requiredKeys: true });
  expect(await schema('users')).toMatchObject({
    properties: { id: { type: 'integer' }, at: { type: 'string', format: 'date' }, note: { type: ['null', 'string'] } },
    required: ['at', 'id'],
  });
});

describe('CSV', () => {
  test('types are those that all cells of a column have', async () => {
    const text = [
      '\uFEFFid;zip;price;whole;phone;born;seen;ok;mixed;note;huge;;id',
      '1;01234;10.00;5;+4930;1990-12-31;2024-05-01T10:00:00Z;true;1;"a;b";9223372036854775808;x;1',
      '2;55555;7.00;;+4940;2000-01-01;2024-05-02T10:00:00Z;FALSE;x;"two\nlines";1;y;2',
    ].join('\r\n');
    const { schema, report } = await infer({ 'table.csv': text }, { stream: 'table' });
    const made = await schema('table');
    expect(types(made)).toEqual({
      id: 'integer',
      zip: 'string',
      price: 'number',
      whole: 'integer',
      phone: 'string',
      born: 'string',
      seen: 'string',
      ok: 'boolean',
      mixed: 'string',
      note: 'string',
      huge: 'number',
      column_12: 'string',
      id_2: 'integer',
    });
    expect(made.properties).toMatchObject({
      born: { format: 'date' },
      seen: { airbyte_type: 'timestamp_with_timezone' },
    });
    expect(report).toContain('table: 2 records, 13 fields');
  });

  test('a broken file is refused, an empty one too', async () => {
    await expect(infer({ 'a.csv': 'id,name\n1,"x' })).rejects.toMatchObject({ code: 'TOOL_INPUT' });
    await expect(infer({ 'a.csv': '' })).rejects.toMatchObject({
      code: 'TOOL_INPUT',
      message: expect.stringContaining('no header'),
    });
  });
});

test('gzip that is cut off, and a file that is not there, are refused', async () => {
  const packed = gzipSync('{"id":1}\n{"id":2}\n'.repeat(1000));
  const cut = infer({ 'a.jsonl.gz': packed.subarray(0, packed.length - 20) });
  await expect(cut).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining('a.jsonl.gz cannot be read'),
  });
  await expect(infer({}, { files: [join(folder, 'none.json')] })).rejects.toMatchObject({ code: 'TOOL_INPUT' });
});

test('an odd stream name stops no other stream', async () => {
  const record = (stream: string) => JSON.stringify({ type: 'RECORD', record: { stream, data: { id: 1 } } });
  const { schema, report } = await infer({}, { input: ['users', '..', 'a/b', ''].map(record).join('\n') });
  for (const name of ['users', 'a/b', 'stream', 'stream_2'])
    expect(types(await schema(name))).toEqual({ id: 'integer' });
  expect(report).toContain('have the stream load the schema "stream"');
});
