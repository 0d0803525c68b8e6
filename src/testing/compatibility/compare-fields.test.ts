import { expect, test } from 'vitest';
import type { ReceivedStream } from '../received-message.js';
import { compareCatalogs } from './compare-catalogs.js';
import { describeChange } from './connector-change.js';

const stream = (properties: object): ReceivedStream => ({ name: 'users', json_schema: { type: 'object', properties } });

/** Each row: what it is about, the field before, the field after, the changes that break, those that do not. */
const FIELDS: readonly [string, unknown, unknown, string[], string[]][] = [
  ['a field that stays', { type: 'string' }, { type: 'string' }, [], []],
  ['another description', { type: 'string' }, { type: 'string', description: 'x' }, [], []],
  ['a type as a list', { type: 'string' }, { type: ['string'] }, [], []],
  ['becoming nullable', { type: 'string' }, { type: ['null', 'string'] }, [], ['f: nullable now']],
  ['a union with null', { type: 'string' }, { anyOf: [{ type: 'null' }, { type: 'string' }] }, [], ['f: nullable now']],
  ['null forbidden', { type: ['null', 'string'] }, { type: 'string' }, ['f: no longer nullable'], []],
  ['another type', { type: 'string' }, { type: 'integer' }, ['f: type changed from string to integer'], []],
  [
    'a type more',
    { type: 'string' },
    { type: ['string', 'integer'] },
    ['f: type changed from string to integer or string'],
    [],
  ],
  ['a wider number', { type: 'integer' }, { type: 'number' }, ['f: type changed from integer to number'], []],
  ['an integer said in two ways', { type: 'integer' }, { type: 'number', airbyte_type: 'integer' }, [], []],
  [
    'a format that makes another column',
    { type: 'string' },
    { type: 'string', format: 'date' },
    ['f: type changed from string to date'],
    [],
  ],
  [
    'an instant that loses its zone',
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'date-time', airbyte_type: 'timestamp_without_timezone' },
    ['f: type changed from timestamp_with_timezone to timestamp_without_timezone'],
    [],
  ],
  [
    'an instant with its usual type said',
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
    [],
    [],
  ],
  [
    'a format that makes another column while airbyte_type is left behind',
    { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
    { type: 'string', format: 'date', airbyte_type: 'timestamp_with_timezone' },
    ['f: type changed from timestamp_with_timezone to date'],
    [],
  ],
  [
    'a time that loses its zone by airbyte_type alone',
    { type: 'string', format: 'time', airbyte_type: 'time_with_timezone' },
    { type: 'string', format: 'time', airbyte_type: 'time_without_timezone' },
    ['f: type changed from time_with_timezone to time_without_timezone'],
    [],
  ],
  ['a format without a column type', { type: 'string' }, { type: 'string', format: 'uuid' }, [], ['f: format changed']],
  ['no type is nullable text', {}, { type: ['string', 'null'] }, [], []],
  ['an open schema', true, {}, [], []],
  ['a type by its values', { enum: ['a', null] }, { type: ['null', 'string'], enum: ['a', null] }, [], []],
  ['other values', { type: 'string', enum: ['a'] }, { type: 'string', enum: ['b'] }, [], ['f: allowed values changed']],
  [
    'a nested field gone',
    { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'string' } } } } },
    { type: 'object', properties: { a: { type: 'object', properties: { c: { type: 'string' } } } } },
    ['f.a.b: field removed'],
    ['f.a.c: new field'],
  ],
  [
    'elements of another type',
    { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
    { type: 'array', items: { type: 'object', properties: { a: { type: 'boolean' } } } },
    ['f[].a: type changed from string to boolean'],
    [],
  ],
  [
    'positions of a list',
    { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] },
    { type: 'array', items: [{ type: 'string' }, { type: 'number' }] },
    ['f[1]: type changed from integer to number'],
    [],
  ],
  [
    'elements no longer described',
    { type: 'array', items: { type: 'string' } },
    { type: 'array' },
    ['f[]: elements no longer described'],
    [],
  ],
  ['elements described', { type: 'array' }, { type: 'array', items: {} }, [], ['f[]: elements described now']],
  [
    'a field inside alternatives',
    { oneOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { type: 'null' }] },
    { type: ['null', 'object'], properties: { a: { type: 'number' } } },
    ['f.a: type changed from string to number'],
    [],
  ],
  [
    'alternatives that only constrain',
    { type: 'object', properties: { a: { type: 'string' } } },
    { type: 'object', properties: { a: { type: 'string' } }, anyOf: [{ required: ['a'] }, {}] },
    [],
    ['f: list of required fields changed'],
  ],
  [
    'an object that becomes text, whose parts are not listed one by one',
    { type: 'object', properties: { a: {} } },
    { type: 'string' },
    ['f: type changed from object to string'],
    [],
  ],
  ['a reference left in it', { $ref: 'a.json' }, { $ref: 'a.json' }, [], []],
];

test.each(FIELDS)('%s', (_title, before, after, breaks, isSafe) => {
  const changes = compareCatalogs([stream({ f: before })], [stream({ f: after })]);
  const texts = (breaking: boolean) => changes.filter((change) => change.breaking === breaking).map(describeChange);
  expect({ breaks: texts(true), isSafe: texts(false) }).toEqual({
    breaks: breaks.map((text) => `users: ${text}`),
    isSafe: isSafe.map((text) => `users: ${text}`),
  });
});

test('names that mean something to JavaScript are fields like any other', () => {
  const before = JSON.parse('{"__proto__":{"type":"string"},"constructor":{"type":"string"},"a.b":{"type":"string"}}');
  expect(compareCatalogs([stream(before)], [stream(before)])).toEqual([]);
  expect(compareCatalogs([stream(before)], [stream({})]).map((change) => change.place)).toEqual([
    '__proto__',
    'constructor',
    '"a.b"',
  ]);
});
