import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkIsSchema, compileValidator } from '../ajv.js';
import { SchemaLoader } from '../schema-loader.js';
import { DRAFT_07, readDialect } from './dialect.js';
import { asDraft07 } from './to-draft-07.js';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** Loads `schemas/users.json` of these files. */
async function load(files: Readonly<Record<string, unknown>>): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'dialects-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), JSON.stringify(content));
  }
  return await new SchemaLoader({ schemasDir: join(folder, 'schemas') }).load('users');
}

const DRAFT_04 = 'http://json-schema.org/draft-04/schema#';
const NEWEST = 'https://json-schema.org/draft/2020-12/schema';

describe('$schema', () => {
  test.each([
    ['http://json-schema.org/draft-04/schema#', 'draft-04'],
    ['http://json-schema.org/draft-04/schema', 'draft-04'],
    ['https://json-schema.org/draft-04/schema#', 'draft-04'],
    ['http://json-schema.org/draft-05/schema#', 'draft-04'],
    ['http://json-schema.org/draft-06/schema#', 'draft-06'],
    ['http://json-schema.org/draft-07/schema#', 'draft-07'],
    ['http://json-schema.org/draft-07/schema', 'draft-07'],
    ['https://json-schema.org/draft-07/schema#', 'draft-07'],
    ['https://json-schema.org/draft-07/schema/', 'draft-07'],
    ['http://www.json-schema.org/draft-07/schema#/', 'draft-07'],
    ['//json-schema.org/draft-07/schema#', 'draft-07'],
    ['json-schema.org/draft-07/schema#', 'draft-07'],
    ['http://json-schema.org/schema#', 'draft-07'],
    ['https://json-schema.org/draft/2019-09/schema', '2019-09'],
    ['http://json-schema.org/draft/2019-09/schema#', '2019-09'],
    ['https://json-schema.org/draft-2019-09/schema', '2019-09'],
    ['https://json-schema.org/draft/2020-12/schema', '2020-12'],
    ['https://json-schema.org/draft/2020-12/schema#', '2020-12'],
  ])('%s is %s, and valid', ($schema, dialect) => {
    expect(readDialect($schema)).toEqual({ dialect });
    expect(checkIsSchema({ $schema, type: 'object' })).toEqual([]);
    expect(asDraft07({ $schema, type: 'object' })['$schema']).toMatch(DRAFT_07.slice(0, -1));
  });

  test.each([
    ['http://json-schema.org/draft-03/schema#', /names draft 03, which is too different .* convert it to draft-07/],
    ['https://example.com/my-own', /is "https:\/\/example.com\/my-own", none of the drafts/],
    ['http://json-schema.org/draft-99/schema#', /none of the drafts/],
    [7, /must be a text/],
  ])('%s is refused with a reason, when checked and when loaded', async ($schema, reason) => {
    const [problem = ''] = checkIsSchema({ $schema, type: 'object' });
    expect(problem).toMatch(reason);
    const failure = load({ 'schemas/users.json': { $schema, type: 'object' } });
    await expect(failure).rejects.toMatchObject({ code: 'SCHEMA_INVALID', message: expect.stringMatching(reason) });
  });
});

describe('keywords in the sense of their draft', () => {
  test('draft-04: exclusive limits are flags, id is an identifier, but a property of that name is not', () => {
    const schema = {
      $schema: DRAFT_04,
      id: 'http://example.com/user',
      type: 'object',
      properties: {
        id: { type: 'string' },
        age: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 150, exclusiveMaximum: false },
      },
    };
    const before = structuredClone(schema);
    expect(asDraft07(schema)).toEqual({
      $schema: DRAFT_07,
      $id: 'http://example.com/user',
      type: 'object',
      properties: { id: { type: 'string' }, age: { type: 'number', exclusiveMinimum: 0, maximum: 150 } },
    });
    expect(schema).toEqual(before);
    expect(checkIsSchema(schema)).toEqual([]);
    expect(compileValidator(schema)({ age: 0 })).toHaveLength(1);
    expect(compileValidator(schema)({ age: 150 })).toEqual([]);
  });

  test('the flags are no limits in any other draft', () => {
    expect(checkIsSchema({ $schema: DRAFT_07, minimum: 0, exclusiveMinimum: true })).toHaveLength(1);
    expect(checkIsSchema({ $schema: NEWEST, minimum: 0, exclusiveMinimum: true })).toHaveLength(1);
  });

  test('2020-12: prefixItems is the list of items', () => {
    const pair = { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false };
    const validate = compileValidator({ $schema: NEWEST, type: 'object', properties: { pair } });
    expect(validate({ pair: [1, 'a'] })).toEqual([]);
    expect(validate({ pair: ['a', 'a'] })).toHaveLength(1);
    expect(validate({ pair: [1, 'a', 2] })).toHaveLength(1);
    expect(compileValidator({ ...pair, $schema: DRAFT_07 })(['a', 'a'])).not.toEqual([]);
  });

  test('from 2019-09: dependencies in two keywords, also both of one property, and contains of no element', () => {
    const validate = compileValidator({
      $schema: NEWEST,
      dependentRequired: { card: ['address'] },
      dependentSchemas: { card: { properties: { tags: { prefixItems: [{ type: 'integer' }] } } } },
      properties: { tags: { contains: { const: 9 }, minContains: 0 } },
    });
    expect(validate({ card: 1 })).not.toEqual([]);
    expect(validate({ card: 1, address: 'a', tags: [1] })).toEqual([]);
    expect(validate({ card: 1, address: 'a', tags: ['x'] })).not.toEqual([]);
  });

  test('a reference that follows its including schema cannot be written out', async () => {
    const children = { type: 'array', items: { $recursiveRef: '#' } };
    const users = { $schema: 'https://json-schema.org/draft/2019-09/schema', type: 'object', properties: { children } };
    await expect(load({ 'schemas/users.json': users })).rejects.toMatchObject({ code: 'SCHEMA_REF_CYCLE' });
  });

  test('siblings of $ref are ignored in draft-04, and win later', async () => {
    const users = (dialect: string) => ({
      $schema: dialect,
      type: 'object',
      properties: { name: { $ref: 'name.json', type: 'integer', description: 'kept' } },
    });
    const shared = { 'shared/name.json': { type: 'string' } };
    const loaded = await load({ 'schemas/users.json': users(DRAFT_04), ...shared });
    expect(loaded).toMatchObject({ $schema: DRAFT_07, properties: { name: { type: 'string', description: 'kept' } } });
    const newer = await load({ 'schemas/users.json': users(NEWEST), ...shared });
    expect(newer).toMatchObject({ $schema: DRAFT_07, properties: { name: { type: 'integer' } } });
  });

  test('files of different drafts refer to each other, and one without a draft follows the file before it', async () => {
    const loaded = await load({
      'schemas/users.json': {
        $schema: NEWEST,
        type: 'object',
        $defs: { id: { type: 'integer' } },
        properties: { id: { $ref: '#/$defs/id' }, age: { $ref: 'age.json' }, pair: { $ref: 'pair.json' } },
      },
      'shared/age.json': { $schema: DRAFT_04, type: 'number', minimum: 0, exclusiveMinimum: true },
      'shared/pair.json': { type: 'array', prefixItems: [{ $ref: 'pair.json#/$defs/first' }], $defs: { first: {} } },
    });
    expect(loaded).toMatchObject({
      properties: { id: { type: 'integer' }, age: { exclusiveMinimum: 0 }, pair: { type: 'array', items: [{}] } },
    });
    expect(checkIsSchema(loaded)).toEqual([]);
  });
});

describe('local edits', () => {
  const users = { type: 'object', properties: { id: { type: 'integer' }, name: { $ref: 'name.json' }, old: {} } };

  test('are merged into the file they are named after, also a shared one', async () => {
    const loaded = await load({
      'schemas/users.json': users,
      'schemas/users.local.json': { properties: { id: { type: ['null', 'integer'] }, old: null, more: {} } },
      'shared/name.json': { type: 'string', maxLength: 5 },
      'shared/name.local.json': { maxLength: 9 },
    });
    expect(loaded).toEqual({
      type: 'object',
      properties: { id: { type: ['null', 'integer'] }, name: { type: 'string', maxLength: 9 }, more: {} },
    });
  });

  test('that are not JSON are told by their own name', async () => {
    const folder = { 'schemas/users.json': { type: 'object' }, 'schemas/users.local.json': 5 };
    await expect(load(folder)).rejects.toMatchObject({ code: 'SCHEMA_NOT_OBJECT' });
  });
});
