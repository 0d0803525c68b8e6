import { describe, expect, test } from 'vitest';
import type { ColumnFact } from '../../emulator/facts/column-fact.js';
import { listTables, NAMESPACES, schemaDocument, tableFact } from '../../emulator/facts/index.js';
import { type JsonObject, parseJson, stringifyJson } from '../../util/json.js';
import type { Column, ColumnType } from './column.js';
import { readColumns } from './columns.js';

const REF = { namespace: 'canvas', table: 'things' };

function documentOf(value: JsonObject, more: JsonObject = {}, required: string[] = []): JsonObject {
  const key = { properties: { id: { type: 'integer', format: 'int64' } }, required: ['id'] };
  return { properties: { key, value: { properties: value, required } }, ...more };
}

/** The column that a node describes, as the only value column of a table. */
function columnOf(node: JsonObject, definitions: JsonObject = {}): Column | undefined {
  const { columns } = readColumns(REF, documentOf({ column: node }, { definitions }));
  return columns.find(({ name }) => name === 'column');
}

const OVERSIZE = { type: 'string', const: '__dap_oversized_truncated__' };
const enumOf = (typeName: string, open = false): ColumnType => ({ kind: 'enum', values: ['b', 'a'], typeName, open });

describe('a column has its exact type', () => {
  test.each<[string, JsonObject, ColumnType]>([
    ['int16', { type: 'integer', format: 'int16' }, { kind: 'integer', bits: 16 }],
    ['int32', { type: 'integer', format: 'int32' }, { kind: 'integer', bits: 32 }],
    ['int64', { type: 'integer', format: 'int64' }, { kind: 'integer', bits: 64 }],
    ['integer', { type: 'integer' }, { kind: 'integer', bits: 64 }],
    [
      'integer of a range',
      { type: 'integer', minimum: 0, exclusiveMaximum: 40_000 },
      { kind: 'integer', bits: 32, minimum: 0n, maximum: 39_999n },
    ],
    [
      'integer up to a bound beyond 2^53',
      parseJson('{"type":"integer","minimum":-1,"maximum":9223372036854775807}') as JsonObject,
      { kind: 'integer', bits: 64, minimum: -1n, maximum: 9223372036854775807n },
    ],
    [
      'integer out of a list',
      { type: 'integer', enum: [200, 404] },
      { kind: 'integer', bits: 16, values: [200n, 404n] },
    ],
    ['float32', { type: 'number', format: 'float32' }, { kind: 'float', bits: 32 }],
    ['float64', { type: 'number', format: 'float64' }, { kind: 'float', bits: 64 }],
    ['number', { type: 'number' }, { kind: 'float', bits: 64 }],
    [
      'decimal(5,2)',
      { type: 'number', multipleOf: 0.01, exclusiveMinimum: -1000, exclusiveMaximum: 1000 },
      { kind: 'decimal', precision: 5, scale: 2 },
    ],
    [
      'decimal(28,10)',
      parseJson(
        '{"type":"number","multipleOf":1e-10,"exclusiveMinimum":-1000000000000000000,"exclusiveMaximum":1000000000000000000}',
      ) as JsonObject,
      { kind: 'decimal', precision: 28, scale: 10 },
    ],
    ['decimal without a limit', { type: 'number', multipleOf: 0.001 }, { kind: 'decimal', scale: 3 }],
    ['boolean', { type: 'boolean' }, { kind: 'boolean' }],
    ['text', { type: 'string' }, { kind: 'text' }],
    ['varchar', { type: 'string', maxLength: 255 }, { kind: 'text', maxLength: 255 }],
    ['uuid', { type: 'string', format: 'uuid' }, { kind: 'uuid' }],
    ['instant', { type: 'string', format: 'date-time' }, { kind: 'date-time' }],
    ['date', { type: 'string', format: 'date' }, { kind: 'date' }],
    ['time', { type: 'string', format: 'time' }, { kind: 'time' }],
    ['duration', { type: 'string', format: 'duration' }, { kind: 'duration' }],
    ['ipv4', { type: 'string', format: 'ipv4' }, { kind: 'ip', versions: 'v4' }],
    [
      'either address',
      {
        oneOf: [
          { type: 'string', format: 'ipv4' },
          { type: 'string', format: 'ipv6' },
        ],
      },
      { kind: 'ip', versions: 'both' },
    ],
    ['enumeration', { type: 'string', enum: ['b', 'a'] }, enumOf('things__column')],
    ['enumeration without a type word', { enum: ['b', 'a'] }, enumOf('things__column')],
    ['shared enumeration', { $ref: '#/definitions/Letter' }, enumOf('Letter')],
    [
      'extensible enumeration',
      { oneOf: [{ $ref: '#/definitions/Letter' }, { type: 'string' }] },
      enumOf('Letter', true),
    ],
    ['open object', { type: 'object' }, { kind: 'object', closed: false }],
    [
      'list',
      { type: 'array', items: { type: 'string', maxLength: 9 } },
      { kind: 'array', items: { type: { kind: 'text', maxLength: 9 } } },
    ],
    ['list of anything', { type: 'array' }, { kind: 'array' }],
    ['nothing known', {}, { kind: 'unknown', types: [], node: {} }],
    ['a word that is not known', { type: 'money' }, { kind: 'unknown', types: ['money'], node: { type: 'money' } }],
    ['a lost reference', { $ref: '#/definitions/Lost' }, { kind: 'unknown', types: [], node: {} }],
    [
      'types of two kinds',
      { type: ['integer', 'boolean'] },
      { kind: 'unknown', types: ['integer', 'boolean'], node: { type: ['integer', 'boolean'] } },
    ],
  ])('%s', (_what, node, expected) => {
    const definitions = { Letter: { type: 'string', enum: ['b', 'a'] } };
    expect(columnOf(node, definitions)).toEqual({ name: 'column', part: 'value', nullable: true, type: expected });
  });

  test('a marker of values that were too large is kept beside the type', () => {
    expect(columnOf({ oneOf: [OVERSIZE, { type: 'string', maxLength: 9 }] })).toMatchObject({
      type: { kind: 'text', maxLength: 9 },
      oversizeMarkers: ['__dap_oversized_truncated__'],
    });
  });

  test('null beside other forms makes the column nullable, and nothing else', () => {
    const column = { oneOf: [{ type: 'null' }, { type: 'string', const: 'on' }, { type: 'string', const: 'off' }] };
    const { columns } = readColumns(REF, documentOf({ column }, {}, ['column']));
    const type = { kind: 'enum', values: ['on', 'off'], typeName: 'things__column', open: false };
    expect(columns[1]).toEqual({ name: 'column', part: 'value', nullable: true, type });
  });

  test('nested members have types, nullability and texts of their own', () => {
    const settings = {
      type: 'object',
      properties: { on: { type: 'boolean', description: 'Is it?' }, kind: { enum: ['b', 'a'] } },
      required: ['on'],
      additionalProperties: false,
    };
    expect(columnOf(settings)?.type).toEqual({
      kind: 'object',
      closed: true,
      members: [
        { name: 'on', nullable: false, type: { kind: 'boolean' }, description: 'Is it?' },
        { name: 'kind', nullable: true, type: enumOf('things__column__kind') },
      ],
    });
  });
});

test('nullability, default, texts and order are the server’s; a key is never null', () => {
  const value = {
    z: { type: 'integer', default: 10000000000000001n, title: 'Last letter.', description: 'Z.' },
    a: { type: ['string', 'null'] },
    m: { type: 'string', default: '' },
  };
  const { columns } = readColumns(REF, documentOf(value, {}, ['z', 'a']));
  expect(columns.map(({ name, part, nullable }) => [name, part, nullable])).toEqual([
    ['id', 'key', false],
    ['z', 'value', false],
    ['a', 'value', true],
    ['m', 'value', true],
  ]);
  expect(columns[1]).toMatchObject({ default: 10000000000000001n, title: 'Last letter.', description: 'Z.' });
  expect(columns[3]).toMatchObject({ default: '' });
});

describe('a table that cannot be used is refused by name and reason', () => {
  const key = (properties: JsonObject) => ({ properties: { key: { properties }, value: { properties: { a: {} } } } });
  test.each<[JsonObject, RegExp]>([
    [{}, /canvas\.things cannot be read, because it has no key column/],
    [{ properties: { key: 'id' } }, /no key column/],
    [key({}), /no key column/],
    [key({ id: { type: 'object' } }), /its key column id is of type object/],
    [key({ id: { type: 'array' } }), /its key column id is of type array/],
    [key({ a: { type: 'integer' } }), /the column a is both in its key and in its value/],
  ])('%j', (document, reason) => {
    expect(() => readColumns(REF, document)).toThrow(
      expect.objectContaining({ code: 'DAP_SCHEMA_UNUSABLE', message: expect.stringMatching(reason) }),
    );
  });
});

test('every column of every table of the emulator is known, with the type that its facts name', () => {
  const kinds = new Set<string>();
  for (const namespace of NAMESPACES) {
    for (const table of listTables(namespace)) {
      const fact = tableFact(namespace, table);
      if (fact === undefined) throw new Error(`${table} is listed and has no facts`);
      const document = parseJson(stringifyJson(schemaDocument(fact))) as JsonObject;
      const { columns } = readColumns({ namespace, table }, document);
      expect(columns.map(({ name, part, nullable }) => [name, part === 'key', nullable])).toEqual(
        fact.columns.map(({ name, key, nullable }) => [name, key, !key && nullable]),
      );
      for (const [index, { type, oversizeMarkers }] of columns.entries()) {
        const known = fact.columns[index];
        expect(type, `${table}.${known?.name}`).toMatchObject(expectedType(known));
        expect(oversizeMarkers !== undefined, `${table}.${known?.name}`).toBe(known?.oversize);
        kinds.add(type.kind);
      }
    }
  }
  expect(kinds.has('unknown')).toBe(false);
  expect(kinds.size).toBeGreaterThan(9);
});

function expectedType(fact: ColumnFact | undefined): object {
  const { type = '', maxLength, precision } = fact ?? {};
  // The service writes a decimal that names no precision as a bare number.
  if (type === 'decimal' && precision === undefined) return { kind: 'float', bits: 64 };
  if (/^int\d\d$/.test(type)) return { kind: 'integer', bits: Number(type.slice(3)) };
  if (type.endsWith('[]')) return { kind: 'array' };
  const byName: Record<string, object> = {
    float64: { kind: 'float', bits: 64 },
    varchar: { kind: 'text', maxLength },
    timestamp: { kind: 'date-time' },
    inet: { kind: 'ip', versions: 'both' },
    'integer-enum': { kind: 'integer', bits: 16 },
    'open-enum': { kind: 'enum', open: true },
    enum: { kind: 'enum', open: false },
    json: { kind: 'object', closed: true },
  };
  return byName[type] ?? { kind: type };
}
