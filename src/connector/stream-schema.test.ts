import { describe, expect, test } from 'vitest';
import { checkIsSchema } from '../schema/ajv.js';
import type { JsonObject } from '../util/json.js';
import { toStreamSchema } from './stream-schema.js';

type Schema = JsonObject;

const REF = { namespace: 'canvas', table: 'things' };
const INSTANT = { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' };

/** The schema of a column as the stream shows it. */
function columnOf(column: Schema, definitions: Schema = {}): Schema {
  const properties = {
    key: { properties: { id: { type: 'integer', format: 'int64' } } },
    value: { properties: { column } },
  };
  const { jsonSchema } = toStreamSchema(REF, { schema: { properties, definitions }, version: 1 }, undefined);
  expect(checkIsSchema(jsonSchema)).toEqual([]);
  return (jsonSchema['properties'] as Record<string, Schema>)['column'] ?? {};
}

const OVERSIZE = { const: '__dap_oversized_truncated__' };

describe('a column', () => {
  test.each<[string, Schema, Schema]>([
    ['a large integer', { type: 'integer', format: 'int64', minimum: 0 }, { type: ['null', 'integer'] }],
    ['a text with a limit', { type: 'string', maxLength: 255 }, { type: ['null', 'string'] }],
    ['an instant', { type: 'string', format: 'date-time' }, INSTANT],
    ['a day', { type: 'string', format: 'date' }, { type: ['null', 'string'], format: 'date' }],
    ['a uuid', { type: 'string', format: 'uuid' }, { type: ['null', 'string'] }],
    ['a text that may be cut', { oneOf: [{ type: 'string', maxLength: 4 }, OVERSIZE] }, { type: ['null', 'string'] }],
    ['known values', { enum: ['a', 'b'] }, { type: ['null', 'string'] }],
    ['known values beside any text', { anyOf: [{ enum: ['a'] }, { type: 'string' }] }, { type: ['null', 'string'] }],
    [
      'two forms of an address',
      {
        oneOf: [
          { type: 'string', format: 'ipv4' },
          { type: 'string', format: 'ipv6' },
        ],
      },
      { type: ['null', 'string'] },
    ],
    [
      'a union of two types',
      { oneOf: [{ type: 'string' }, { type: 'number' }] },
      { type: ['null', 'string', 'number'] },
    ],
    [
      'a list',
      { type: 'array', items: { type: 'string', maxLength: 3 } },
      { type: ['null', 'array'], items: { type: ['null', 'string'] } },
    ],
    ['a type that is nullable already', { type: ['string', 'null'] }, { type: ['null', 'string'] }],
  ])('%s', (_what, column, expected) => {
    expect(columnOf({ ...column, description: 'About it.' })).toEqual({ ...expected, description: 'About it.' });
  });

  test('references are written out, those to references and within unions too', () => {
    const definitions = {
      a: { $ref: '#/definitions/b' },
      b: { type: 'string', format: 'date-time', description: 'When.' },
    };
    expect(columnOf({ $ref: '#/definitions/a' }, definitions)).toEqual({ ...INSTANT, description: 'When.' });
    expect(columnOf({ oneOf: [{ $ref: '#/definitions/a' }, OVERSIZE] }, definitions)).toEqual({
      ...INSTANT,
      description: 'When.',
    });
    expect(columnOf({ $ref: '#/definitions/a', description: 'Mine.' }, definitions)).toMatchObject({
      description: 'Mine.',
    });
  });

  test('references in circles end', () => {
    const definitions = { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } };
    expect(columnOf({ $ref: '#/definitions/a' }, definitions)).not.toHaveProperty('$ref');
  });

  test('nested members stay, open for those to come', () => {
    const member = {
      type: 'object',
      properties: { on: { type: 'boolean' }, at: { $ref: '#/definitions/t' } },
      additionalProperties: false,
    };
    expect(columnOf({ ...member, required: ['on'] }, { t: { type: 'string', format: 'date-time' } })).toEqual({
      type: ['null', 'object'],
      properties: { on: { type: ['null', 'boolean'] }, at: INSTANT },
      additionalProperties: true,
    });
  });
});

test('the key comes first and is never null; the columns of the change come last', () => {
  const properties = {
    key: { properties: { b: { type: 'string', format: 'uuid' }, a: { type: 'integer' } }, required: ['a', 'b'] },
    value: { title: 'Things', properties: { name: { type: 'string' } } },
    meta: { properties: { ts: { type: 'string' } } },
  };
  const { jsonSchema, keyColumns } = toStreamSchema(REF, { schema: { properties }, version: 1 }, undefined);
  expect(keyColumns).toEqual(['b', 'a']);
  const columns = jsonSchema['properties'] as Record<string, Schema>;
  expect(Object.keys(columns)).toEqual(['b', 'a', 'name', '_ab_cdc_updated_at', '_ab_cdc_deleted_at']);
  expect([columns['b'], columns['a']]).toEqual([{ type: 'string' }, { type: 'integer' }]);
  expect(jsonSchema['description']).toBe('Things');
});

test('the static schema only fills in descriptions', () => {
  const properties = {
    key: { properties: { id: { type: 'integer' } } },
    value: { properties: { mine: { type: 'string', description: 'Live.' }, theirs: { type: 'string' } } },
  };
  const described = {
    description: 'All things.',
    properties: {
      id: { type: 'string', description: 'Which.' },
      mine: { description: 'Static.' },
      theirs: { type: 'integer', description: 'Static.' },
      gone: { type: 'string', description: 'Of no column.' },
    },
  };
  const live = { schema: { properties }, version: 1 };
  const before = structuredClone(live);
  const { jsonSchema } = toStreamSchema(REF, live, described);
  expect(jsonSchema).toMatchObject({
    description: 'All things.',
    properties: {
      id: { type: 'integer', description: 'Which.' },
      mine: { type: ['null', 'string'], description: 'Live.' },
      theirs: { type: ['null', 'string'], description: 'Static.' },
    },
  });
  expect(jsonSchema['properties']).not.toHaveProperty('gone');
  expect(live).toEqual(before);
});

test.each([{}, { properties: {} }, { properties: { key: { properties: {} } } }, { properties: { key: 'id' } }])(
  'a document without a key is refused: %j',
  (schema) => {
    expect(() => toStreamSchema(REF, { schema, version: 1 }, undefined)).toThrow(
      /canvas\.things cannot be read, because it has no key column/,
    );
  },
);
