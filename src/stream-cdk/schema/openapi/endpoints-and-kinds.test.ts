import { describe, expect, test } from 'vitest';
import { endpointName } from './choose-endpoints.js';
import { generate, generateField, openApi } from './from-openapi.test-helper.js';

const INFO = { title: 'API', version: '1' };
const json = (schema: object) => ({
  '200': { description: '', content: { 'application/json; charset=utf-8': { schema } } },
});
const list = (items: object) => ({ type: 'array', items });
const object = (properties: object) => ({ type: 'object', properties });

describe('streams by endpoint', () => {
  const paths = {
    '/api/v1/users': { get: { responses: json(list(object({ id: { type: 'integer' } }))) } },
    '/api/v1/users/{id}': { get: { responses: json(object({ id: { type: 'integer' } })) } },
    '/api/v1/users/{id}/orders.json': {
      get: {
        responses: json(object({ page: { type: 'integer' }, data: list(object({ price: { type: 'number' } })) })),
      },
    },
    '/api/v1/tags': { get: { responses: json(list({ type: 'string' })) }, post: { responses: json(list(object({}))) } },
    '/api/v1/both': { get: { responses: json(object({ a: list(object({})), b: list(object({})) })) } },
  };

  test('are those of a description whose schemas are only inline', async () => {
    const { streams, notes } = await generate({ openapi: '3.0.3', info: INFO, paths });
    expect(Object.keys(streams)).toEqual(['users', 'users_orders']);
    expect(streams['users']).toMatchObject({ properties: { id: { type: ['null', 'integer'] } } });
    expect(streams['users_orders']).toMatchObject({ properties: { price: { type: ['null', 'number'] } } });
    expect(notes['schemas that are not objects and give no stream']).toBe(1);
  });

  test('of Swagger 2.0, and several that return the same schema', async () => {
    const responses = { default: { description: '', schema: list({ $ref: '#/definitions/User' }) } };
    const description = {
      swagger: '2.0',
      info: INFO,
      paths: { '/users': { get: { responses } }, '/teams/{id}/users': { get: { responses } } },
      definitions: { User: object({ id: { type: 'integer' } }), Unused: object({}) },
    };
    const { streams } = await generate(description, [], { byEndpoint: true });
    expect(Object.keys(streams)).toEqual(['teams_users', 'users']);
    expect(streams['teams_users']).toEqual(streams['users']);
  });

  test('whose paths give the same name get numbers, and the report names the path', async () => {
    const responses = json(list(object({ id: { type: 'integer' } })));
    const same = { '/users/{id}': { get: { responses } }, '/users': { get: { responses } } };
    const { streams, renamed } = await generate({ openapi: '3.0.3', info: INFO, paths: same });
    expect(Object.keys(streams)).toEqual(['users', 'users_2']);
    expect(renamed).toEqual([['/users', 'users_2']]);
  });

  test('there are none: an error', async () => {
    const failure = generate({ openapi: '3.0.3', info: INFO, paths: {} }, [], { byEndpoint: true });
    await expect(failure).rejects.toMatchObject({
      code: 'TOOL_INPUT',
      message: expect.stringContaining('no GET endpoint'),
    });
  });

  test.each([
    ['/api/v1/courses/{course_id}/assignments', 'courses_assignments'],
    ['/rest/2.0/users.json', 'users'],
    ['/v2beta1/reports:batchGet/items', 'items'],
    ['/', 'records'],
  ])('%s is %s', (path, name) => {
    expect(endpointName(path)).toBe(name);
  });
});

test('--all-nullable: every field may be null, elements too, and none is required', async () => {
  const user = {
    ...object({ id: { type: 'integer' }, tags: list({ type: 'string' }), boss: { $ref: '#/components/schemas/Boss' } }),
  };
  const schemas = { User: { ...user, required: ['id', 'tags', 'boss'] }, Boss: object({ id: { type: 'integer' } }) };
  const { streams } = await generate(openApi(schemas), ['User'], { allNullable: true });
  expect(streams['user']).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties: {
      id: { type: ['null', 'integer'] },
      tags: { type: ['null', 'array'], items: { type: ['null', 'string'] } },
      boss: { type: ['null', 'object'], additionalProperties: true, properties: { id: { type: ['null', 'integer'] } } },
    },
  });
});

test.each<[object, object]>([
  [{ type: 'datetime' }, { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' }],
  [{ type: 'Date' }, { type: ['null', 'string'], format: 'date' }],
  [
    { type: 'string', format: 'datetime' },
    { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
  ],
  [{ type: 'float' }, { type: ['null', 'number'] }],
  [{ type: 'Double' }, { type: ['null', 'number'] }],
  [{ type: 'int' }, { type: ['null', 'integer'] }],
  [{ type: 'long' }, { type: ['null', 'integer'] }],
  [{ type: 'String' }, { type: ['null', 'string'] }],
  [{ type: 'bool' }, { type: ['null', 'boolean'] }],
  [{ type: 'file' }, { type: ['null', 'string'] }],
  [{ type: 'UUID' }, { type: ['null', 'string'], format: 'uuid' }],
  [
    { type: 'List', items: { type: 'Integer' } },
    { type: ['null', 'array'], items: { type: 'integer' } },
  ],
  [{ type: 'map' }, { type: ['null', 'object'], additionalProperties: true }],
  [{ type: ['int', 'null'] }, { type: ['null', 'integer'] }],
  [{ items: { type: 'string' } }, {}],
  [{ type: 'string', items: {} }, { type: ['null', 'string'] }],
  [
    { allOf: [{ type: 'array' }, { items: { type: 'string' } }] },
    { type: ['null', 'array'], items: { type: 'string' } },
  ],
])('%j is written as %j', async (written, expected) => {
  expect(await generateField(written)).toEqual(expected);
});

describe('alternatives with a discriminator', () => {
  const kinds = {
    Cat: { ...object({ kind: { type: 'string' }, lives: { type: 'integer' } }), required: ['kind'] },
    Dog: {
      ...object({ kind: { type: 'string' }, tricks: list({ $ref: '#/components/schemas/Cat' }) }),
      required: ['kind'],
    },
  };
  const refs = Object.keys(kinds).map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const pet = (discriminator: object) => ({ oneOf: refs, discriminator });

  test('are one object with one list of values, also within others', async () => {
    const mapping = { cat: '#/components/schemas/Cat', dog: 'Dog', puppy: '#/components/schemas/Dog' };
    const schemas = {
      ...kinds,
      Pet: pet({ propertyName: 'kind', mapping }),
      Owner: object({ pet: pet({ propertyName: 'kind' }), pets: list({ $ref: '#/components/schemas/Pet' }) }),
    };
    const { streams } = await generate(openApi(schemas), ['Pet', 'Owner']);
    expect(streams['pet']).toMatchObject({
      type: 'object',
      required: ['kind'],
      properties: {
        kind: { type: 'string', enum: ['cat', 'dog', 'puppy'] },
        lives: {},
        tricks: { items: { properties: {} } },
      },
    });
    expect(streams['owner']).toMatchObject({
      properties: {
        pet: { type: ['null', 'object'], properties: { kind: { enum: ['Cat', 'Dog'] }, lives: {}, tricks: {} } },
        pets: { items: { type: 'object', properties: { kind: { enum: ['cat', 'dog', 'puppy'] } } } },
      },
    });
  });

  test('take the values from the kinds if these say them', async () => {
    const kind = (name: string) => ({ ...object({ kind: { type: 'string', enum: [name] } }), required: ['kind'] });
    const shape = { oneOf: [kind('circle'), kind('square')], discriminator: { propertyName: 'kind' } };
    expect(await generateField(shape)).toMatchObject({
      properties: { kind: { type: 'string', enum: ['circle', 'square'] } },
    });
    const plain = await generate(openApi({ Shape: { oneOf: [kind('circle'), kind('square')] } }), ['Shape']);
    expect(plain.streams['shape']).toMatchObject({ properties: { kind: { enum: ['circle', 'square'] } } });
  });

  test('end where kinds take in the whole, and stay alternatives where a kind is no object', async () => {
    const schemas = {
      Node: pet({ propertyName: 'kind' }),
      Cat: { allOf: [{ $ref: '#/components/schemas/Node' }, object({ next: { $ref: '#/components/schemas/Node' } })] },
      Dog: object({ kind: { type: 'string' }, inner: pet({ propertyName: 'kind' }) }),
      Either: { oneOf: [{ type: 'string' }, object({ id: {} })], discriminator: { propertyName: 'kind' } },
      Holder: object({ either: { $ref: '#/components/schemas/Either' } }),
    };
    const { streams } = await generate(openApi(schemas), ['Node', 'Holder']);
    expect(streams['node']).toMatchObject({ properties: { kind: {}, next: {}, inner: {} } });
    expect(streams['holder']).toMatchObject({ properties: { either: { anyOf: [{}, {}, {}] } } });
  });
});
