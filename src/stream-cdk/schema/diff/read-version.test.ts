import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareVersions } from './compare-versions.js';
import { readVersion } from './read-version.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schema-diff-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

const STREAM = { name: 'users', json_schema: { type: 'object' }, supported_sync_modes: ['full_refresh'] };
const CATALOG = { type: 'CATALOG', catalog: { streams: [STREAM] } };
const SPEC = { type: 'SPEC', spec: { documentationUrl: 'x', connectionSpecification: { type: 'object' } } };
const CONFIGURED = { streams: [{ stream: STREAM, sync_mode: 'full_refresh', destination_sync_mode: 'append' }] };

test.each([
  ['a CATALOG message', 'a.json', JSON.stringify(CATALOG), { streams: [STREAM] }],
  ['its payload, over several lines', 'b.json', JSON.stringify(CATALOG.catalog, null, 2), { streams: [STREAM] }],
  ['a configured catalog', 'c.json', JSON.stringify(CONFIGURED), { streams: [STREAM] }],
  ['a SPEC message', 'd.json', JSON.stringify(SPEC), { spec: { type: 'object' } }],
  [
    'the payload of a SPEC as YAML',
    'e.yaml',
    'connectionSpecification:\n  type: object\n',
    { spec: { type: 'object' } },
  ],
  [
    'output of a connector, with other lines',
    'f.jsonl',
    ['Starting', '{"type":"LOG","log":{"level":"INFO","message":"{"}}', '{"type":', JSON.stringify(CATALOG), ''].join(
      '\r\n',
    ),
    { streams: [STREAM] },
  ],
  [
    'output of several commands',
    'g.log',
    [JSON.stringify(SPEC), JSON.stringify(CATALOG)].join('\n'),
    { spec: { type: 'object' }, streams: [STREAM] },
  ],
  [
    'nulls for what is absent',
    'h.json',
    '{"streams":[{"name":"x","namespace":null,"default_cursor_field":null}]}',
    {
      streams: [{ name: 'x', namespace: null, default_cursor_field: null, json_schema: {} }],
    },
  ],
])('%s can be compared', async (_title, name, text, expected) => {
  const path = await file(name, text);
  expect(await readVersion(path)).toEqual({ path, ...expected });
});

test.each([
  ['no message', 'n.json', '{"type":"object"}', 'holds no SPEC or CATALOG message'],
  ['no JSON', 'o.json', '{', 'As one document'],
  ['a stream without a name', 'p.json', '{"streams":[{"json_schema":{}}]}', 'stream 0: stream.name'],
  ['a stream that is not one', 'q.json', '{"streams":[null]}', 'stream 0: stream'],
  [
    'a cursor that is not a path',
    'r.json',
    '{"streams":[{"name":"x","default_cursor_field":"at"}]}',
    'default_cursor_field',
  ],
])('%s is refused', async (_title, name, text, problem) => {
  const path = await file(name, text);
  await expect(readVersion(path)).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining(problem),
  });
});

test('folders of schemas are compared by file, references written out', async () => {
  await file('old/shared/money.json', '{"type":"object","properties":{"amount":{"type":"number"}}}');
  await file('old/schemas/a.json', '{"type":"object","properties":{"price":{"$ref":"money.json"}}}');
  await file('old/schemas/canvas/b.json', '{"type":"object"}');
  await file('new/shared/money.json', '{"type":"object","properties":{"amount":{"type":"string"}}}');
  await file('new/schemas/a.json', '{"type":"object","properties":{"price":{"$ref":"money.json"}}}');
  const [previous, next] = [
    await readVersion(join(folder, 'old/schemas')),
    await readVersion(join(folder, 'new/schemas')),
  ];
  expect(await compareVersions(previous, next)).toEqual([
    { in: 'catalog', breaking: true, stream: 'a', place: 'price.amount', what: 'type changed from number to string' },
    { in: 'catalog', breaking: true, stream: 'canvas/b', place: '', what: 'stream removed' },
  ]);
});

test('a specification is compared with a specification only', async () => {
  await expect(compareVersions({ path: 'a', spec: {} }, { path: 'b', streams: [] })).rejects.toThrow(
    'a holds a specification and b a catalog',
  );
});

test('a schema without end is refused, not a crash', async () => {
  let deep: Record<string, unknown> = {};
  for (let level = 0; level < 100_000; level += 1) deep = { type: 'array', items: deep };
  const compared = compareVersions({ path: 'a', spec: deep }, { path: 'b', spec: deep });
  await expect(compared).rejects.toThrow('nests too deep');
});
