import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compileValidator } from '../../schema/ajv.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import { checkStreamSchema } from '../../schema/stream-schema-check.js';
import { convertShape } from './convert-shape.js';

const object = (properties: JsonSchema, required = Object.keys(properties)) => ({
  type: 'object',
  additionalProperties: true,
  properties,
  ...(required.length === 0 ? {} : { required }),
});

const schemaOfField = (field: z.ZodType) => convertShape(z.object({ field }));

const address = z.object({ city: z.string() }).meta({ id: 'Address', description: 'Where.' });
const named = (type: string) => z.object({ t: z.literal(type) });

const tree: z.ZodType = z.object({
  get child() {
    return z.array(tree);
  },
});

describe('a field of a zod shape', () => {
  test.each<[string, z.ZodType, JsonSchema]>([
    ['text', z.string(), { type: 'string' }],
    ['integer, without the bounds of doubles', z.int(), { type: 'integer' }],
    ['small integer', z.int32(), { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }],
    ['bounded integer', z.int().positive().max(10), { type: 'integer', exclusiveMinimum: 0, maximum: 10 }],
    ['float', z.float64(), { type: 'number' }],
    ['bigint', z.bigint(), { type: 'integer' }],
    ['bigint of 64 bits with a default', z.int64().default(5n), { type: 'integer' }],
    ['date', z.iso.date(), { type: 'string', format: 'date' }],
    ['instant', z.iso.datetime({ offset: true }), { type: 'string', format: 'date-time' }],
    [
      'local time stamp',
      z.iso.datetime({ local: true }),
      { type: 'string', format: 'date-time', airbyte_type: 'timestamp_without_timezone' },
    ],
    ['time', z.iso.time(), { type: 'string', format: 'time', airbyte_type: 'time_without_timezone' }],
    ['uuid', z.uuid(), { type: 'string', format: 'uuid' }],
    ['format of zod alone', z.jwt(), { type: 'string' }],
    ['one pattern', z.string().regex(/^a/), { type: 'string', pattern: '^a' }],
    ['two patterns', z.string().regex(/^a/).regex(/b$/), { type: 'string' }],
    [
      'described',
      z.string().meta({ description: 'x', airbyte_secret: true }),
      { type: 'string', description: 'x', airbyte_secret: true },
    ],
    // Nullable
    ['nullable text', z.string().nullable(), { type: ['string', 'null'] }],
    ['nullish date', z.iso.date().nullish(), { type: ['string', 'null'], format: 'date' }],
    ['nullable and described', z.int().describe('n').nullable(), { type: ['integer', 'null'], description: 'n' }],
    [
      'described and nullable',
      z.int().describe('n').nullable().describe('m'),
      { type: ['integer', 'null'], description: 'm' },
    ],
    [
      'nullable object',
      z.object({ a: z.string() }).nullable(),
      { ...object({ a: { type: 'string' } }), type: ['object', 'null'] },
    ],
    [
      'nullable list',
      z.array(z.boolean().nullable()).nullable(),
      { type: ['array', 'null'], items: { type: ['boolean', 'null'] } },
    ],
    ['nullable enum', z.enum(['a', 'b']).nullable(), { type: ['string', 'null'], enum: ['a', 'b', null] }],
    ['nullable literal', z.literal('a').nullable(), { type: ['string', 'null'], enum: ['a', null] }],
    ['nullable anything', z.unknown().nullable(), {}],
    ['twice nullable', z.string().nullable().nullable(), { type: ['string', 'null'] }],
    // Choices
    ['integer of any size', z.union([z.int(), z.bigint()]), { type: 'integer' }],
    ['nullable integer of any size', z.union([z.int(), z.bigint()]).nullable(), { type: ['integer', 'null'] }],
    ['union of text and integer', z.union([z.string(), z.int()]).nullable(), { type: ['string', 'integer', 'null'] }],
    ['union of types', z.union([z.string(), z.number(), z.null()]), { type: ['string', 'number', 'null'] }],
    [
      'nullable union',
      z.union([z.iso.date(), z.object({ a: z.int() })]).nullable(),
      { anyOf: [{ type: 'string', format: 'date' }, object({ a: { type: 'integer' } }), { type: 'null' }] },
    ],
    [
      'nullable discriminated union',
      z.discriminatedUnion('t', [named('a'), named('b')]).nullable(),
      {
        anyOf: [
          { oneOf: [object({ t: { type: 'string', const: 'a' } }), object({ t: { type: 'string', const: 'b' } })] },
          { type: 'null' },
        ],
      },
    ],
    // Objects and lists
    ['strict object', z.strictObject({ a: z.string() }), object({ a: { type: 'string' } })],
    ['object with other values', z.object({ a: z.string() }).catchall(z.number()), object({ a: { type: 'string' } })],
    ['dictionary', z.record(z.string(), z.int()), { type: 'object', additionalProperties: true }],
    [
      'record of known keys',
      z.partialRecord(z.enum(['a', 'b']), z.int().nullable()),
      object({ a: { type: ['integer', 'null'] }, b: { type: ['integer', 'null'] } }, []),
    ],
    [
      'intersection',
      z.object({ a: z.string() }).and(z.object({ b: z.int() })),
      object({ a: { type: 'string' }, b: { type: 'integer' } }),
    ],
    [
      'names of the prototype',
      z.object(Object.fromEntries([['__proto__', z.int()]])),
      object(JSON.parse('{"__proto__":{"type":"integer"}}')),
    ],
    ['shape with an id', address, { ...object({ city: { type: 'string' } }), description: 'Where.' }],
    [
      'list of a shape with an id',
      z.array(address),
      { type: 'array', items: { ...object({ city: { type: 'string' } }), description: 'Where.' } },
    ],
    [
      'tuple',
      z.tuple([z.string(), z.int()]),
      {
        type: 'array',
        items: [{ type: 'string' }, { type: 'integer' }],
        additionalItems: false,
        minItems: 2,
        maxItems: 2,
      },
    ],
    // What comes out counts
    ['default', z.string().default(() => String(Math.random())), { type: 'string' }],
    ['coerced', z.coerce.number(), { type: 'number' }],
    ['transform with its outcome', z.string().transform(Number).pipe(z.number()), { type: 'number' }],
    ['codec', z.stringbool(), { type: 'boolean' }],
  ])('(%s) has the schema that Airbyte wants', (_title, field, schema) => {
    const whole = schemaOfField(field);
    expect((whole['properties'] as JsonSchema)['field']).toEqual(schema);
    expect(checkStreamSchema({ name: 's', schema: whole, cursorField: ['field'] })).toEqual([]);
  });

  test.each<[string, z.ZodType, string]>([
    [
      'date',
      z.date(),
      'Field field of the zod shape of a stream has no JSON schema: Date cannot be represented in JSON Schema. Use z.iso.datetime() or z.iso.date(), for records are JSON.',
    ],
    ['date deep inside', z.array(z.object({ at: z.date().nullable() })), 'Field field[].at of'],
    ['transform', z.string().transform(Number), '.pipe(z.string())'],
    ['map', z.map(z.string(), z.string()), 'Use z.record().'],
    ['set', z.set(z.string()), 'Use z.array().'],
    ['undefined', z.undefined(), 'Use .optional().'],
    ['custom type', z.custom<string>(), 'Say what it is in JSON'],
    ['bigint literal', z.literal(5n), 'BigInt literals'],
    ['no value at all', z.never().optional(), 'can never have a value'],
    [
      'intersection beyond objects',
      z.intersection(z.string(), z.string().min(2)),
      'is an intersection that Airbyte cannot read',
    ],
  ])('(%s) that JSON cannot say is a clear error', (_title, field, text) => {
    const message = expect.stringContaining(text);
    expect(() => schemaOfField(field)).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID', message }));
  });

  test.each<[string, z.ZodType]>([
    ['any JSON', z.json()],
    ['a tree', tree],
  ])('that contains itself (%s) is a clear error', (_title, field) => {
    const message = expect.stringMatching(/^Field field\S* of the zod shape of a stream contains itself/);
    expect(() => schemaOfField(field)).toThrow(expect.objectContaining({ code: 'SCHEMA_REF_CYCLE', message }));
  });
});

test.each([[undefined], ['a text'], [{ _def: { typeName: 'ZodObject' } }]])('%j is not a shape', (shape: unknown) => {
  const message = 'The zod shape of a stream is not a schema made by zod 4: z.object({ ... }).';
  expect(() => convertShape(shape as z.ZodType<object>)).toThrow(message);
});

test.each<[string, z.ZodType<object>]>([
  ['a list', z.array(z.string())],
  ['a choice of objects', z.union([named('a'), named('b')])],
])('a shape that is %s is refused', (_title, shape) => {
  expect(() => convertShape(shape)).toThrow(expect.objectContaining({ code: 'SCHEMA_NOT_OBJECT' }));
});

test('the schema of a shape has its description, is that of what comes out, and is a fresh copy at each call', () => {
  const shape = z
    .object({ id: z.int(), state: z.string().default('new'), left_at: z.iso.date().optional() })
    .meta({ id: 'E', title: 'Employee' });
  const expected = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Employee',
    ...object({ id: { type: 'integer' }, state: { type: 'string' }, left_at: { type: 'string', format: 'date' } }, [
      'id',
      'state',
    ]),
  };
  const first = convertShape(shape);
  expect(first).toEqual(expected);
  expect(Object.keys(first['properties'] as object)).toEqual(['id', 'state', 'left_at']);
  Object.assign(first['properties'] as object, { added: {} });
  expect(convertShape(shape)).toEqual(expected);
});

test('what a shape lets through fits its schema', () => {
  const shape = z.object({
    id: z.bigint(),
    at: z.iso.datetime({ local: true }),
    kind: z.enum(['a', 'b']).nullable(),
    parts: z.array(z.union([z.int(), z.object({ a: z.string().nullable() })])),
  });
  const validate = compileValidator(convertShape(shape));
  const record = { id: 10000000000000001n, at: '2026-01-01T00:00:00', kind: null, parts: [1, { a: null }] };
  expect(validate(shape.parse(record))).toEqual([]);
  expect(validate({ ...record, kind: 'c' })).not.toEqual([]);
});
