import { expect, test } from 'vitest';
import { compareSpecs } from './compare-specs.js';
import { describeChange } from './connector-change.js';

const branch = (kind: string, rest: object = {}) => ({
  title: kind,
  properties: { kind: { type: 'string', const: kind }, ...rest },
});
const spec = (schema: unknown) => ({ type: 'object', properties: { f: schema } });

/** Each row: what it is about, a property before and after, the changes that break, those that do not. */
const CASES: readonly [string, unknown, unknown, string[], string[]][] = [
  ['a property that stays', { type: 'string' }, { type: 'string', title: 'F', order: 1 }, [], []],
  ['another type', { type: 'string' }, { type: 'integer' }, ['f: type changed from string to integer'], []],
  ['a wider number', { type: 'integer' }, { type: 'number' }, ['f: type changed from integer to number'], []],
  ['a type more', { type: 'string' }, { type: ['string', 'integer'] }, [], ['f: type widened by integer']],
  ['becoming nullable', { type: 'string' }, { type: ['string', 'null'] }, [], ['f: type widened by null']],
  ['null forbidden', { type: ['string', 'null'] }, { type: 'string' }, ['f: no longer nullable'], []],
  ['a type where there was none', {}, { type: 'string' }, ['f: type narrowed to string'], []],
  ['no type any more', { type: 'string' }, {}, [], ['f: any type is allowed now']],
  ['a value less', { enum: ['a', 'b'] }, { enum: ['a'] }, ['f: allowed values removed: "b"'], []],
  ['a value more', { enum: ['a'] }, { enum: ['b', 'a'] }, [], ['f: allowed values added: "b"']],
  [
    'an enum on a field',
    { type: 'string' },
    { type: 'string', enum: ['a'] },
    ['f: only some values are allowed now'],
    [],
  ],
  ['another constant', { const: 1 }, { const: 2 }, ['f: allowed values removed: 1'], ['f: allowed values added: 2']],
  [
    'a property gone',
    { type: 'object', properties: { a: { type: 'string' } } },
    { type: 'object', properties: { b: { type: 'string' } } },
    ['f.a: property removed'],
    ['f.b: new property'],
  ],
  [
    'a required list',
    { type: 'object', properties: { a: {} } },
    { type: 'object', properties: { a: {} }, required: ['a'] },
    ['f.a: required now'],
    [],
  ],
  ['a property no longer required', { required: ['a'] }, { required: [] }, [], ['f.a: no longer required']],
  [
    'elements of another type',
    { type: 'array', items: { type: 'string' } },
    { type: 'array', items: { type: 'integer' } },
    ['f[]: type changed from string to integer'],
    [],
  ],
  [
    'an alternative gone, though others moved',
    { type: 'object', oneOf: [branch('a'), branch('b')] },
    { type: 'object', oneOf: [branch('c'), branch('b')] },
    ['f(kind="a"): alternative removed'],
    ['f(kind="c"): new alternative'],
  ],
  [
    'alternatives in another order',
    { oneOf: [branch('a'), branch('b')] },
    { oneOf: [branch('b'), branch('a')] },
    [],
    [],
  ],
  [
    'a change inside an alternative',
    { oneOf: [branch('a', { x: { type: 'string' } }), branch('b')] },
    { oneOf: [branch('b'), branch('a', { x: { type: 'boolean' } })] },
    ['f(kind="a").x: type changed from string to boolean'],
    [],
  ],
  [
    'alternatives by title',
    { oneOf: [{ title: 'A' }, { title: 'B' }] },
    { oneOf: [{ title: 'B' }, { title: 'A' }] },
    [],
    [],
  ],
  ['alternatives at last', { type: 'object' }, { type: 'object', oneOf: [branch('a')] }, ['f: must fit oneOf now'], []],
  ['no alternatives any more', { oneOf: [branch('a')] }, {}, ['f: oneOf removed'], []],
  [
    'a tighter limit',
    { maxLength: 5 },
    { maxLength: 4, minLength: 1 },
    ['f: minLength tightened', 'f: maxLength tightened'],
    [],
  ],
  ['a looser limit', { minimum: 5 }, { minimum: 4 }, [], ['f: minimum relaxed']],
  [
    'a closed object',
    { type: 'object' },
    { type: 'object', additionalProperties: false },
    ['f: other properties are refused now'],
    [],
  ],
  ['another default', { default: 1 }, { default: 2 }, [], ['f: default changed']],
  ['a pattern', { pattern: 'a' }, { pattern: 'b' }, [], ['f: pattern changed']],
  ['an open schema', true, {}, [], []],
  ['a schema that nothing fits', {}, false, ['f: no value is allowed any more'], []],
  ['a schema that something fits now', false, { type: 'string' }, [], []],
];

test.each(CASES)('%s', (_title, before, after, breaks, isSafe) => {
  const changes = compareSpecs(spec(before), spec(after));
  const texts = (breaking: boolean) => changes.filter((change) => change.breaking === breaking).map(describeChange);
  expect({ breaks: texts(true), isSafe: texts(false) }).toEqual({ breaks, isSafe });
});

test('names that mean something to JavaScript are properties as any other', () => {
  const before = JSON.parse('{"properties":{"__proto__":{"type":"string"},"toString":{"type":"string"}}}');
  expect(compareSpecs(before, before)).toEqual([]);
  expect(compareSpecs(before, { properties: {} }).map((change) => change.place)).toEqual(['__proto__', 'toString']);
});
