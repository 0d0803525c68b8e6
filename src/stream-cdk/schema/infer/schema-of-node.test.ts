import { expect, test } from 'vitest';
import { readOutputLines, recordLine, schemaOf } from './infer.test-helper.js';
import { notesOn } from './node-notes.js';

const UUID = '123e4567-e89b-12d3-a456-426614174000';
const INSTANT = { format: 'date-time', airbyte_type: 'timestamp_with_timezone' };
const TIMESTAMP = { format: 'date-time', airbyte_type: 'timestamp_without_timezone' };

/** Each row: what it is about, the values of a field as JSON texts, its schema. */
const CASES: readonly [string, readonly string[], object][] = [
  ['text', ['"a"'], { type: ['null', 'string'] }],
  ['an integer', ['1', '-0', '9007199254740993'], { type: ['null', 'integer'] }],
  ['a number written with a point, though whole', ['1.0'], { type: ['null', 'number'] }],
  ['a number written with an exponent, though whole', ['1e3'], { type: ['null', 'number'] }],
  ['a fraction of more digits than a double holds', ['0.99999999999999999999'], { type: ['null', 'number'] }],
  ['integers and numbers', ['1', '1.5'], { type: ['null', 'number'] }],
  ['the largest integer of 64 bits', ['9223372036854775807', '-9223372036854775808'], { type: ['null', 'integer'] }],
  ['an integer beyond 64 bits', ['9223372036854775808'], { type: ['null', 'number'] }],
  ['a number beyond every double', ['1e400', `1${'0'.repeat(400)}`], { type: ['null', 'string'] }],
  ['a boolean', ['true', 'null'], { type: ['null', 'boolean'] }],
  ['scalars of several types', ['"a"', '1', 'true'], { type: ['null', 'boolean', 'integer', 'string'] }],
  ['null only', ['null'], { type: ['null', 'string'] }],
  ['dates', ['"2024-02-29"', '"1999-12-31"'], { type: ['null', 'string'], format: 'date' }],
  ['a day that does not exist', ['"2023-02-29"'], { type: ['null', 'string'] }],
  ['years', ['"2024"'], { type: ['null', 'string'] }],
  ['dates and an empty text', ['"2024-02-29"', '""'], { type: ['null', 'string'] }],
  ['dates and instants', ['"2024-02-29"', '"2024-02-29T00:00:00Z"'], { type: ['null', 'string'] }],
  ['dates and integers', ['"2024-02-29"', '1'], { type: ['null', 'integer', 'string'] }],
  ['instants', ['"2024-02-29T00:00:00Z"', '"2024-02-29T00:00:00.123+05:30"'], { type: ['null', 'string'], ...INSTANT }],
  ['time stamps without zone', ['"2024-02-29T00:00:00"'], { type: ['null', 'string'], ...TIMESTAMP }],
  ['instants and time stamps', ['"2024-02-29T00:00:00Z"', '"2024-02-29T00:00:00"'], { type: ['null', 'string'] }],
  ['time stamps with a space', ['"2024-02-29 00:00:00Z"'], { type: ['null', 'string'] }],
  ['UUIDs', [`"${UUID}"`, `"${UUID.toUpperCase()}"`], { type: ['null', 'string'], format: 'uuid' }],
  ['a UUID as a URN', [`"urn:uuid:${UUID}"`], { type: ['null', 'string'] }],
  ['lists that are empty', ['[]'], { type: ['null', 'array'] }],
  ['lists', ['[]', '[1]', '[null]'], { type: ['null', 'array'], items: { type: ['null', 'integer'] } }],
  ['lists of nulls', ['[null]'], { type: ['null', 'array'], items: { type: ['null', 'string'] } }],
  [
    'lists of different objects',
    ['[{"a":1},{"b":"x"}]'],
    {
      type: ['null', 'array'],
      items: {
        type: ['null', 'object'],
        additionalProperties: true,
        properties: { a: { type: ['null', 'integer'] }, b: { type: ['null', 'string'] } },
      },
    },
  ],
  ['an empty object', ['{}'], { type: ['null', 'object'], additionalProperties: true }],
  [
    'objects, lists and scalars',
    ['{"a":1}', '["x"]', '1', '"x"'],
    {
      anyOf: [
        { type: ['null', 'integer', 'string'] },
        { type: 'array', items: { type: ['null', 'string'] } },
        { type: 'object', additionalProperties: true, properties: { a: { type: ['null', 'integer'] } } },
      ],
    },
  ],
];

test.each(CASES)('the schema of %s', async (_title, values, expected) => {
  const schema = await schemaOf(values.map((json) => `{"f":${json}}`));
  expect(schema).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties: { f: expected },
  });
});

const map = (count: number, first = 0) =>
  `{${Array.from({ length: count }, (_, index) => `"k${first + index}":{"n":${index}}`).join(',')}}`;

test('an object of more names than an object has is a map, however they are spread', async () => {
  const open = { type: ['null', 'object'], additionalProperties: true };
  for (const values of [[map(1001)], [map(600), map(600, 600)], [map(600, 600), map(600), map(3)]]) {
    const schema = await schemaOf(values.map((json) => `{"f":${json}}`));
    expect(schema).toMatchObject({ properties: { f: open } });
    expect(schema['properties']).not.toHaveProperty('f.properties');
  }
  const others = map(1000).replace('{"n":0}', '"other"');
  expect(await schemaOf([`{"f":${others}}`])).toHaveProperty('properties.f.properties.k999');
});

test('fields beyond all measure are left out, and said to be', async () => {
  const wide = (name: string) =>
    `"${name}":{${Array.from({ length: 900 }, (_, at) => `"${at}":${map(500)}`).join(',')}}`;
  const { streams } = await readOutputLines([recordLine(`{${wide('a')}}`)]);
  const [stream] = streams.values();
  expect(stream?.context.fields).toBe(200_000);
  expect([...(stream === undefined ? [] : notesOn(stream.root).keys())]).toContain(
    'too many fields in the stream, some left out',
  );
});

test('what nests deeper than is looked into is open', async () => {
  const depth = 5000;
  const { streams, skipped } = await readOutputLines([recordLine(`{"f":${'['.repeat(depth)}1${']'.repeat(depth)}}`)]);
  const [stream] = streams.values();
  expect(skipped.notMessages).toBe(0);
  expect([...(stream === undefined ? [] : notesOn(stream.root).keys())]).toEqual([
    'nested too deep, not described further',
  ]);
});

test('the report says what to look at', async () => {
  const { streams } = await readOutputLines([
    recordLine('{"z":null,"m":1,"big":18446744073709551615,"list":[],"o":{"a.b":[null]}}'),
    recordLine('{"z":null,"m":"x","big":1,"list":[],"o":{}}'),
  ]);
  const [stream] = streams.values();
  if (stream === undefined) throw new Error('no record was read');
  expect(Object.fromEntries(notesOn(stream.root))).toEqual({
    'integers beyond 64 bits, which Airbyte takes for numbers or text only': ['big'],
    'empty in every record, elements not described': ['list'],
    'of several types': ['m'],
    'null in every record, taken for text': ['o."a.b"[]', 'z'],
  });
});
