import { expect, test } from 'vitest';
import { generate, generateField, openApi } from './from-openapi.test-helper.js';

const object = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest });
const OPEN = { type: ['null', 'object'], additionalProperties: true };
const OTHERS = {
  Status: { type: 'string', enum: ['on', 'off'] },
  Address: object({ city: { type: 'string' } }),
  Maybe: { type: 'string', nullable: true },
};

/** Each row: what it is about, the version, the schema of an optional property, what comes of it. */
const FIELDS: readonly [string, string, unknown, unknown][] = [
  [
    'text',
    '3.0.3',
    { type: 'string', title: 'T', description: 'D' },
    { type: ['null', 'string'], title: 'T', description: 'D' },
  ],
  ['null of 2.0', '2.0', { type: 'string', 'x-nullable': true }, { type: ['null', 'string'] }],
  ['a file of 2.0', '2.0', { type: 'file' }, { type: ['null', 'string'] }],
  ['types of 3.1', '3.1.0', { type: ['string', 'integer', 'null'] }, { type: ['null', 'string', 'integer'] }],
  ['only null', '3.1.0', { type: 'null' }, {}],
  ['anything', '3.1.0', true, {}],
  ['nothing', '3.1.0', false, {}],
  ['a constant', '3.1.0', { const: 'x' }, { type: ['null', 'string'], enum: ['x', null] }],
  [
    'examples',
    '3.1.0',
    { type: 'string', examples: ['x'], example: 1, deprecated: true, 'x-y': 1 },
    { type: ['null', 'string'] },
  ],
  [
    'a tuple',
    '3.1.0',
    { type: 'array', prefixItems: [{ type: 'string' }, {}] },
    { type: ['null', 'array'], items: [{ type: 'string' }, {}] },
  ],
  [
    'values',
    '3.0.3',
    { type: 'string', enum: ['a', 'b', 'a', null] },
    { type: ['null', 'string'], enum: ['a', 'b', null] },
  ],
  ['values without a type', '3.0.3', { enum: [1, 'b'] }, { type: ['null', 'integer', 'string'], enum: [1, 'b', null] }],
  ['values of another type', '3.0.3', { type: 'string', enum: [2020, 2021] }, { type: ['null', 'string'] }],
  ['a date', '3.0.3', { type: 'string', format: 'date' }, { type: ['null', 'string'], format: 'date' }],
  [
    'an instant',
    '3.0.3',
    { type: 'string', format: 'date-time' },
    { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
  ],
  ['bytes', '3.0.3', { type: 'string', format: 'byte' }, { type: ['null', 'string'], contentEncoding: 'base64' }],
  ['a UUID', '3.0.3', { type: 'string', format: 'uuid' }, { type: ['null', 'string'], format: 'uuid' }],
  ['a format that Airbyte does not know', '3.0.3', { type: 'string', format: 'uri' }, { type: ['null', 'string'] }],
  ['an integer by its format', '3.0.3', { type: 'number', format: 'int64' }, { type: ['null', 'integer'] }],
  ['a number', '3.0.3', { type: 'number', format: 'double' }, { type: ['null', 'number'] }],
  [
    'an exclusive limit of 3.0',
    '3.0.3',
    { type: 'integer', minimum: 1, exclusiveMinimum: true },
    { type: ['null', 'integer'], exclusiveMinimum: 1 },
  ],
  [
    'an inclusive limit of 3.0',
    '3.0.3',
    { type: 'integer', maximum: 1, exclusiveMaximum: false },
    { type: ['null', 'integer'], maximum: 1 },
  ],
  ['a flag without a limit', '3.0.3', { type: 'integer', exclusiveMaximum: true }, { type: ['null', 'integer'] }],
  [
    'an exclusive limit of 3.1',
    '3.1.0',
    { type: 'integer', exclusiveMinimum: 1 },
    { type: ['null', 'integer'], exclusiveMinimum: 1 },
  ],
  ['a pattern', '3.0.3', { type: 'string', pattern: '^a' }, { type: ['null', 'string'], pattern: '^a' }],
  ['a pattern of another dialect', '3.0.3', { type: 'string', pattern: '(?i)a' }, { type: ['null', 'string'] }],
  ['a limit that is not a number', '3.0.3', { type: 'string', maxLength: '5' }, { type: ['null', 'string'] }],
  ['an object by its properties', '3.0.3', { properties: { a: {} } }, { ...OPEN, properties: { a: {} } }],
  ['a closed object', '3.0.3', { type: 'object', additionalProperties: false }, OPEN],
  ['a map', '3.0.3', { type: 'object', additionalProperties: { type: 'string' } }, OPEN],
  [
    'a list',
    '3.0.3',
    { type: 'array', items: { type: 'string' } },
    { type: ['null', 'array'], items: { type: 'string' } },
  ],
  [
    'a list of nulls',
    '3.0.3',
    { type: 'array', items: { type: 'string', nullable: true } },
    { type: ['null', 'array'], items: { type: ['null', 'string'] } },
  ],
  [
    'required properties',
    '3.0.3',
    object({ a: { type: 'string' }, b: { type: 'string', nullable: true }, c: {} }, { required: ['b', 'a', 'none'] }),
    { ...OPEN, properties: { a: { type: 'string' }, b: { type: ['null', 'string'] }, c: {} }, required: ['a', 'b'] },
  ],
  [
    'what is only written',
    '3.0.3',
    object({ password: { type: 'string', writeOnly: true } }, { required: ['password'] }),
    OPEN,
  ],
  ['not', '3.0.3', { type: 'string', not: { enum: ['x'] } }, { type: ['null', 'string'] }],
  [
    'a reference',
    '3.0.3',
    { $ref: '#/components/schemas/Address' },
    { ...OPEN, properties: { city: { type: ['null', 'string'] } } },
  ],
  [
    'a reference with a description',
    '3.1.0',
    { $ref: '#/components/schemas/Status', description: 'D' },
    { type: ['null', 'string'], enum: ['on', 'off', null], description: 'D' },
  ],
  [
    'a reference in allOf, to be described',
    '3.0.3',
    { allOf: [{ $ref: '#/components/schemas/Status' }], nullable: true, description: 'D' },
    { type: ['null', 'string'], enum: ['on', 'off', null], description: 'D' },
  ],
  [
    'a list of references, none of them null',
    '3.0.3',
    { type: 'array', items: { $ref: '#/components/schemas/Status' } },
    { type: ['null', 'array'], items: { type: 'string', enum: ['on', 'off', null] } },
  ],
  [
    'a list of references that may be null by their own description',
    '3.0.3',
    { type: 'array', items: { $ref: '#/components/schemas/Maybe' } },
    { type: ['null', 'array'], items: { type: ['null', 'string'] } },
  ],
  [
    'allOf',
    '3.0.3',
    { allOf: [{ $ref: '#/components/schemas/Address' }, object({ zip: { type: 'string' } }, { required: ['city'] })] },
    { ...OPEN, properties: { city: { type: 'string' }, zip: { type: ['null', 'string'] } }, required: ['city'] },
  ],
  [
    'allOf that speaks twice of a property',
    '3.0.3',
    { allOf: [object({ a: { type: 'number', title: 'A' } }), object({ a: { type: 'integer' } })] },
    { ...OPEN, properties: { a: { type: ['null', 'integer'], title: 'A' } } },
  ],
  ['an empty allOf', '3.0.3', { type: 'string', allOf: [] }, { type: ['null', 'string'] }],
  ['oneOf with null', '3.1.0', { oneOf: [{ type: 'string' }, { type: 'null' }] }, { type: ['null', 'string'] }],
  [
    'oneOf of scalars',
    '3.0.3',
    { oneOf: [{ type: 'string' }, { type: 'integer' }] },
    { type: ['null', 'string', 'integer'] },
  ],
  [
    'oneOf of one',
    '3.0.3',
    { oneOf: [{ $ref: '#/components/schemas/Status' }] },
    { type: ['null', 'string'], enum: ['on', 'off', null] },
  ],
  [
    'oneOf, whose alternatives overlap once objects are open',
    '3.0.3',
    { oneOf: [{ $ref: '#/components/schemas/Address' }, { type: 'string' }], discriminator: { propertyName: 'x' } },
    {
      anyOf: [
        { type: 'null' },
        { type: 'object', additionalProperties: true, properties: { city: { type: ['null', 'string'] } } },
        { type: 'string' },
      ],
    },
  ],
  ['anyOf with anything', '3.0.3', { anyOf: [{ type: 'string' }, {}] }, {}],
  [
    'anyOf that only constrains',
    '3.0.3',
    object({ a: {} }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] }),
    { ...OPEN, properties: { a: {} } },
  ],
  ['a reference that leads nowhere', '3.0.3', { $ref: '#/components/schemas/None' }, {}],
  ['a reference to another host', '3.0.3', { $ref: 'https://example.com/x.json' }, {}],
  ['no schema', '3.0.3', 'string', {}],
];

test.each(FIELDS)('%s (%s)', async (_title, version, schema, expected) => {
  const moved = JSON.parse(
    JSON.stringify(schema).replaceAll(
      '#/components/schemas/',
      version === '2.0' ? '#/definitions/' : '#/components/schemas/',
    ),
  );
  expect(await generateField(moved, version, OTHERS)).toEqual(expected);
});

test('limits of 64 bits keep their digits', async () => {
  const files = {
    'api.json': JSON.stringify(openApi({ A: object({ f: { type: 'integer', maximum: 1 } }) })).replace(
      '"maximum":1',
      '"maximum":9223372036854775807',
    ),
  };
  expect((await generate(files)).streams['a']).toHaveProperty('properties.f.maximum', Number('9223372036854775807'));
});

test('names that mean something to JavaScript are properties', async () => {
  const schema = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{}}}');
  const field = await generateField(schema);
  expect(Object.keys((field as { properties: object }).properties)).toEqual(['__proto__', 'constructor']);
});

test('every object is a stream unless some are named; what streams refer to is shared', async () => {
  const description = openApi({
    Employee: object({
      address: { $ref: '#/components/schemas/Address' },
      boss: { $ref: '#/components/schemas/Status' },
    }),
    ...OTHERS,
  });
  const all = await generate(description);
  expect(Object.keys(all.streams)).toEqual(['address', 'employee']);
  expect(all.shared).toEqual(['address.json', 'status.json']);
  expect(all.notes).toEqual({ 'schemas that are not objects and give no stream': 2 });
  expect(all.streams['address']).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties: { city: { type: ['null', 'string'] } },
  });
  const named = await generate(description, ['Employee=employees', 'Address']);
  expect(Object.keys(named.streams)).toEqual(['address', 'employees']);
});

test.each([
  [
    'one that is not there',
    ['Employe'],
    'no schema Employe: the reference finds no "Employe". Did you mean "Employee"?',
  ],
  ['one that is not an object', ['Status'], 'Status is string, while the records of a stream are objects'],
  ['two of one name', ['Employee=x', 'Address=x'], 'Two streams are to be called x'],
  ['a stream name that leaves the folder', ['Employee=../x'], 'no schema file for stream "../x"'],
])('naming %s is an error', async (_title, components, message) => {
  const description = openApi({ Employee: object({}), ...OTHERS });
  await expect(generate(description, components)).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining(message),
  });
});

test.each([
  ['no description', { hello: 1 }, 'is not an OpenAPI description'],
  ['another version', { openapi: '4.0.0' }, 'is not an OpenAPI description'],
  ['no schemas', { openapi: '3.0.0' }, 'has no schemas at components.schemas'],
  ['no objects', openApi({ A: { type: 'string' } }), 'None of the schemas is an object'],
])('%s is an error', async (_title, description, message) => {
  await expect(generate(description)).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining(message),
  });
});

test('a fault by the rules of OpenAPI is reported, and does no harm', async () => {
  const { fault, streams } = await generate({ openapi: '3.0.3', components: { schemas: { A: object({}) } } });
  expect(fault).toContain("must have required property 'info'");
  expect(Object.keys(streams)).toEqual(['a']);
  expect((await generate(openApi({ A: object({}) }))).fault).toBeUndefined();
});

test('records of several kinds of objects have the columns of all', async () => {
  const { streams } = await generate(
    openApi({
      Pet: {
        oneOf: ['Cat', 'Dog'].map((name) => ({ $ref: `#/components/schemas/${name}` })),
        discriminator: { propertyName: 'kind' },
      },
      Cat: object(
        { kind: { type: 'string' }, lives: { type: 'integer' }, age: { type: 'integer' } },
        { required: ['kind', 'lives'] },
      ),
      Dog: object({ kind: { type: 'string' }, age: { type: 'string' } }, { required: ['kind'] }),
    }),
    ['Pet'],
  );
  expect(streams['pet']).toMatchObject({
    type: 'object',
    properties: {
      kind: { type: 'string' },
      lives: { type: ['null', 'integer'] },
      age: { anyOf: [{ type: 'null' }, { type: 'integer' }, { type: 'string' }] },
    },
    required: ['kind'],
  });
});
