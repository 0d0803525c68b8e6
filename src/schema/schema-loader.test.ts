import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodedError, isCodedError } from '../errors.js';
import type { JsonSchema } from './json-schema.js';
import { SchemaLoader } from './schema-loader.js';

let root: string;
let loader: SchemaLoader;

const MONEY = { type: 'object', properties: { amount: { type: 'number' } } };
const FILES: Record<string, unknown> = {
  'secret.json': { type: 'string' },
  'shared/money.json': MONEY,
  'shared/deep/price.json': { properties: { money: { $ref: '../money.json#/properties/amount' } } },
  'shared/deep/geo_number.json': { type: 'number', title: 'deep' },
  'shared/deep/geo.json': { properties: { lat: { $ref: 'deep/geo_number.json' } } },
  'shared/deep/cost.json': { properties: { money: { $ref: 'money.json' } } },
  'shared/near.json': { title: 'top' },
  'shared/deep/near.json': { title: 'beside' },
  'shared/deep/nearby.json': { items: { $ref: 'near.json' } },
  'shared/list.json': [1],
  'shared/loop.json': {
    properties: { a: { items: { $ref: './loop.json' } } },
    definitions: { b: { $ref: '#/definitions/b' } },
  },
  'shared/through.json': { properties: { money: { $ref: 'money.json' } } },
  'shared/unused-loop.json': { type: 'string', definitions: { b: { $ref: '#/definitions/b' } } },
  'schemas/plain.json': { type: 'object', properties: { id: { type: 'integer' } } },
  'schemas/canvas_logs/web_logs.json': { properties: { a: { $ref: '../../shared/money.json' } } },
};

/** Writes a schema whose property `a` is `part` and loads it. */
async function loadPart(part: unknown): Promise<unknown> {
  await write('schemas/current.json', { properties: { a: part } });
  const schema = await loader.load('current');
  return (schema['properties'] as JsonSchema)['a'];
}

async function failure(promise: Promise<unknown>): Promise<CodedError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isCodedError(error)) throw new Error('no typed error', { cause: error });
  return error;
}

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'schemas-'));
  for (const [path, content] of Object.entries(FILES)) await write(path, content);
  await symlink(join(root, 'secret.json'), join(root, 'shared/escape.json'));
  await symlink(join(root, 'shared/money.json'), join(root, 'shared/alias.json'));
  await symlink(root, join(root, 'shared/up'));
  await symlink(join(root, 'secret.json'), join(root, 'schemas/linked.json'));
  await symlink('circle.json', join(root, 'shared/circle.json'));
  loader = new SchemaLoader({ schemasDir: join(root, 'schemas'), sharedDir: join(root, 'shared') });
});

afterAll(() => rm(root, { recursive: true }));

describe('writing out references', () => {
  it.each([
    'money.json',
    './money.json',
    'shared/money.json',
    './shared/money.json',
    '../shared/money.json',
    'deep/../money.json',
    'money%2Ejson',
    'alias.json',
    'money.json#',
    'through.json#/properties/money',
  ])('accepts %s', async ($ref) => {
    expect(await loadPart({ $ref })).toEqual(MONEY);
  });

  it.each<[string, unknown, unknown]>([
    ['nested, from a folder below', { $ref: 'deep/price.json' }, { properties: { money: { type: 'number' } } }],
    [
      'from a folder below, as a path from the top of the shared folder',
      { $ref: 'deep/geo.json' },
      { properties: { lat: { type: 'number', title: 'deep' } } },
    ],
    ['from a folder below, to a file at the top', { $ref: 'deep/cost.json' }, { properties: { money: MONEY } }],
    [
      'from a folder below, to the file beside it before one at the top',
      { $ref: 'deep/nearby.json' },
      { items: { title: 'beside' } },
    ],
    [
      'with keys beside it, which win',
      { title: 'T', $ref: 'money.json', type: 'string' },
      { ...MONEY, title: 'T', type: 'string' },
    ],
    [
      'with a reference in a key beside it',
      { $ref: 'money.json', items: { $ref: 'money.json' } },
      { ...MONEY, items: MONEY },
    ],
    ['through another reference', { $ref: 'through.json#/properties/money/properties/amount' }, { type: 'number' }],
    ['to unused definitions that loop', { $ref: 'unused-loop.json' }, { type: 'string' }],
    [
      'as sample data, untouched',
      { default: { $ref: 'x' }, examples: [{ $ref: 'x' }] },
      { default: { $ref: 'x' }, examples: [{ $ref: 'x' }] },
    ],
    ['as one sample, untouched', { example: { items: { $ref: 'x' } } }, { example: { items: { $ref: 'x' } } }],
    [
      'as a property, untouched',
      { properties: { $ref: { type: 'string' } } },
      { properties: { $ref: { type: 'string' } } },
    ],
    ['below anyOf', { anyOf: [{ $ref: 'money.json' }, { type: 'null' }] }, { anyOf: [MONEY, { type: 'null' }] }],
  ])('works %s', async (_, part, expected) => {
    expect(await loadPart(part)).toEqual(expected);
  });
});

describe('the schema that comes out', () => {
  it('keeps names that objects inherit', async () => {
    const properties = JSON.parse('{"__proto__":{"$ref":"money.json"},"constructor":{"$ref":"money.json"}}') as object;
    const loaded = (await loadPart({ properties })) as { properties: object };
    expect(Object.entries(loaded.properties)).toEqual([
      ['__proto__', MONEY],
      ['constructor', MONEY],
    ]);
  });

  it('takes a name with a folder, and a reference as it would be written there', async () => {
    expect(await loader.load('canvas_logs/web_logs')).toEqual({ properties: { a: MONEY } });
  });

  it('gives a fresh copy at each call and in each place', async () => {
    await write('schemas/twice.json', { properties: { a: { $ref: 'money.json' }, b: { $ref: 'money.json' } } });
    const first = await loader.load('twice');
    const { a, b } = first['properties'] as Record<string, JsonSchema>;
    (a?.['properties'] as JsonSchema)['added'] = {};
    expect(b).toEqual(MONEY);
    expect(await loader.load('twice')).toEqual({ properties: { a: MONEY, b: MONEY } });
  });
});

describe('refusing references', () => {
  it.each([
    '../secret.json',
    '../../secret.json',
    'deep/../../secret.json',
    'shared/../../secret.json',
    '../shared/../secret.json',
    '%2e%2e/secret.json',
    '..%2Fsecret.json',
    '..\\secret.json',
    '..%5Csecret.json',
    'escape.json',
    'up/secret.json',
    '/etc/passwd',
    '//host/share/x.json',
    'file:///etc/passwd',
    'FILE:/etc/passwd',
    'https://example.com/x.json',
    'data:application/json,%7B%7D',
    'C:/x.json',
    'money.json%00',
    '../schemas/plain.json',
  ])('%s leads outside', async ($ref) => {
    const error = await failure(loadPart({ $ref }));
    expect(error.code).toBe('SCHEMA_REF_OUTSIDE');
    expect(error.details).toEqual({ file: join(root, 'schemas/current.json'), pointer: '/properties/a' });
  });

  it.each(['circle.json', 'shared/circle.json'])('%s, which cannot be read, is not proposed again', async ($ref) => {
    expect((await failure(loadPart({ $ref }))).message).not.toContain('"circle.json"?');
  });

  it.each([
    ['mony.json', 'SCHEMA_REF_MISSING', 'Did you mean "money.json"?'],
    ['../shared/mony.json', 'SCHEMA_REF_MISSING', 'Did you mean "money.json"?'],
    ['plain.json', 'SCHEMA_REF_MISSING', 'plain.json'],
    ['%252e%252e/secret.json', 'SCHEMA_REF_MISSING', 'secret.json'],
    ['money.json/x', 'SCHEMA_REF_MISSING', 'money.json/x'],
    [`${'x'.repeat(300)}.json`, 'SCHEMA_REF_MISSING', 'xxx'],
    ['deep', 'SCHEMA_REF_MISSING', '"deep"'],
    ['circle.json', 'SCHEMA_REF_MISSING', 'circle.json'],
    ['', 'SCHEMA_REF_CYCLE', 'current.json'],
    ['#', 'SCHEMA_REF_CYCLE', 'current.json'],
    ['#/properties', 'SCHEMA_REF_CYCLE', '#/properties'],
    ['#/properties/a', 'SCHEMA_REF_CYCLE', '#/properties/a'],
    ['#/properties/a/type', 'SCHEMA_REF_CYCLE', '#/properties/a'],
    ['loop.json', 'SCHEMA_REF_CYCLE', 'loop.json'],
    ['loop.json#/definitions/b', 'SCHEMA_REF_CYCLE', 'loop.json#/definitions/b'],
    ['money.json#/properties/amout', 'SCHEMA_FRAGMENT_MISSING', 'Did you mean "amount"?'],
    ['money.json#/constructor', 'SCHEMA_FRAGMENT_MISSING', 'constructor'],
    ['money.json#anchor', 'SCHEMA_FRAGMENT_MISSING', 'money.json#anchor'],
    ['list.json', 'SCHEMA_NOT_OBJECT', 'list.json'],
    ['list.json#/0', 'SCHEMA_NOT_OBJECT', 'list.json#/0'],
    ['list.json#/length', 'SCHEMA_FRAGMENT_MISSING', 'length'],
  ])('%s is %s', async ($ref, code, text) => {
    const error = await failure(loadPart({ $ref }));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(text)]);
    expect(error.message).toContain('current.json');
  });
});

describe('refusing schemas', () => {
  it.each([
    '',
    '.',
    '..',
    '../secret',
    'a/b/c',
    '/etc/passwd',
    'a\\b',
    'a\0',
    '../schemas/plain',
    'canvas_logs/..',
    'linked',
  ])('the name %j is invalid', async (name) => {
    expect((await failure(loader.load(name))).code).toBe('SCHEMA_NAME_INVALID');
  });

  it('proposes the nearest name', async () => {
    const error = await failure(loader.load('canvas_logs/web_log'));
    expect([error.code, error.message]).toEqual([
      'SCHEMA_NOT_FOUND',
      expect.stringContaining('"canvas_logs/web_logs"?'),
    ]);
  });

  it.each([
    ['', 'SCHEMA_JSON_INVALID'],
    [' \n', 'SCHEMA_JSON_INVALID'],
    ['{"type":', 'SCHEMA_JSON_INVALID'],
    ['[]', 'SCHEMA_NOT_OBJECT'],
    ['null', 'SCHEMA_NOT_OBJECT'],
    ['true', 'SCHEMA_NOT_OBJECT'],
    [`${'{"items":'.repeat(50_000)}{}${'}'.repeat(50_000)}`, 'SCHEMA_INVALID'],
  ])('a file beginning %.10j is %s', async (content, code) => {
    await write('schemas/broken.json', content);
    const error = await failure(loader.load('broken'));
    expect([error.code, error.details['file']]).toEqual([code, join(root, 'schemas/broken.json')]);
  });

  it('stops at files that grow without bound', async () => {
    const refs = (name: string): unknown => ({ allOf: Array.from({ length: 20 }, () => ({ $ref: name })) });
    for (let level = 0; level < 5; level++) await write(`shared/bomb${level}.json`, refs(`bomb${level + 1}.json`));
    await write('shared/bomb5.json', {});
    expect((await failure(loadPart({ $ref: 'bomb0.json' }))).code).toBe('SCHEMA_INVALID');
  });

  it('reads a file that begins with a byte order mark', async () => {
    await write('schemas/marked.json', '\ufeff{"type":"object"}');
    expect(await loader.load('marked')).toEqual({ type: 'object' });
  });
});

it('takes the folder as a URL, too', async () => {
  const schemasDir = pathToFileURL(join(root, 'schemas'));
  expect(await new SchemaLoader({ schemasDir }).load('plain')).toEqual(await loader.load('plain'));
});
