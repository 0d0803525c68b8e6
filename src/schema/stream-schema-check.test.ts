import { describe, expect, it } from 'vitest';
import type { JsonSchema } from './json-schema.js';
import { checkColumns, checkStreamSchema, type StreamDefinition } from './stream-schema-check.js';

const SOUND: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: ['null', 'object'],
  additionalProperties: true,
  properties: {
    id: { type: 'integer' },
    not: { type: 'string' },
    $ref: { type: 'string' },
    meta: { type: 'object', properties: { ts: { type: 'string' } }, additionalProperties: true },
    tags: { type: ['null', 'array'] },
  },
};

function check(change: JsonSchema, more: Partial<StreamDefinition> = {}): string[] {
  return checkStreamSchema({ name: 'users', schema: { ...SOUND, ...change }, ...more });
}

describe('checking the schema of a stream', () => {
  it('finds nothing in a sound one', () => {
    const primaryKey = [['id'], ['meta', 'ts'], ['not']];
    expect(check({}, { cursorField: ['meta', 'ts'], primaryKey })).toEqual([]);
  });

  it.each<[string, string[], string]>([
    [
      'a $ref',
      check({ items: { properties: { a: { $ref: 'x.json' } } } }),
      '/items/properties/a of its schema has a $ref',
    ],
    ['allOf', check({ allOf: [] }), 'the top level of its schema uses allOf'],
    ['not', check({ properties: { a: { not: {} } } }), '/properties/a of its schema uses not'],
    [
      'closed objects',
      check({ properties: { a: { additionalProperties: false } } }),
      '/properties/a of its schema has additional',
    ],
    ['restricted members', check({ additionalProperties: {} }), 'additionalProperties other than true'],
    ['another top level', check({ type: 'array' }), 'must have the type object'],
    ['no type', check({ type: undefined }), 'must have the type object'],
    [
      'a draft that is too old',
      check({ $schema: 'http://json-schema.org/draft-03/schema#' }),
      '/$schema names draft 03',
    ],
    ['what is no schema', check({ required: 5 }), '/required must be array'],
    ['a missing cursor', check({}, { cursorField: ['meta', 'at'] }), 'cursor meta.at is not among'],
    ['a cursor that objects inherit', check({}, { cursorField: ['constructor'] }), 'cursor constructor is not among'],
    [
      'a misspelt key',
      check({}, { primaryKey: [['ids']] }),
      'primary key ids is not among the properties of its schema. Did you mean "id"?',
    ],
    ['an empty key', check({}, { primaryKey: [[]] }), 'a primary key is an empty path'],
    ['a key that is an object', check({}, { primaryKey: [['meta']] }), 'primary key meta is of type object'],
    ['a key that may be a list', check({}, { primaryKey: [['tags']] }), 'primary key tags is of type array'],
  ])('finds %s', (_, problems, expected) => {
    expect(problems).toContainEqual(expect.stringContaining(expected));
    expect(problems.every((problem) => problem.startsWith('Stream users: '))).toBe(true);
  });

  it.each([null, true, [], 'x'])('finds that %j is not a schema', (schema) => {
    expect(checkStreamSchema({ name: 'users', schema })).toEqual(['Stream users: its schema is no JSON object.']);
  });

  it('does not run out of stack on a schema that contains itself', () => {
    const schema: JsonSchema = { type: 'object' };
    schema['items'] = schema;
    expect(checkStreamSchema({ name: 'users', schema })).toHaveLength(1);
  });

  it('can check cursor and key alone', () => {
    const schema = { ...SOUND, allOf: [] };
    expect(checkColumns({ name: 'users', schema, cursorField: ['id'], primaryKey: [['meta', 'ts']] })).toEqual([]);
    expect(checkColumns({ name: 'users', schema, cursorField: ['created'], primaryKey: [['tags']] })).toEqual([
      'Stream users: cursor created is not among the properties of its schema.',
      'Stream users: primary key tags is of type array; keys must be scalars.',
    ]);
  });
});
