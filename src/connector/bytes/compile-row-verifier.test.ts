import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RowKind } from '../../dap/index.js';
import { isJsonObject, parseJson } from '../../util/json.js';
import { OutBuffer } from '../../util/out-buffer.js';
import { CDC_PROPERTIES } from '../cdc-columns.js';
import { anyCase, type Case, TROUBLES } from './arbitrary-line.test-helper.js';
import { compileRowVerifier } from './compile-row-verifier.js';
import { LineNotes } from './line-notes.js';
import { PaddedBytes } from './padded-bytes.js';
import { newTransformer, type Outcome, readEncoded, readParsed } from './record-paths.test-helper.js';

const RUNS = 400;
/** A table is compiled for each of them. */
const TIMEOUT_MS = 120_000;
const TS = '2026-03-01T08:00:00.123456Z';

/** The text that the verifier makes of a line; undefined when the whole line has to be parsed. */
function copied(example: Case): string | undefined {
  const bytes = Buffer.concat([example.line, Buffer.from('\n')]);
  const text = new PaddedBytes(16);
  text.load(bytes, 0, bytes.length);
  const out = new OutBuffer(16);
  const plan = { ...example, transformer: newTransformer(), onWarning: () => undefined, onUndeclared: () => undefined };
  const end = compileRowVerifier(plan, new LineNotes()).encode(text, 0, out, example.kind);
  if (end >= 0) expect(end).toBe(bytes.length);
  else expect(out.written).toHaveLength(0);
  return end < 0 ? undefined : out.written.toString('utf8').replace(/\n$/, '');
}

/** Equal values: integers digit by digit, other numbers as the doubles that every reader makes of them. */
function isSameValue(left: unknown, right: unknown): boolean {
  if (typeof left === 'bigint' && typeof right === 'bigint') return left === right;
  if (typeof left === 'number' || typeof right === 'number') {
    return /number|bigint/.test(typeof left) && Object.is(Number(left), Number(right));
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((element, index) => isSameValue(element, right[index]));
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = Object.keys(left);
    const hasAll = names.every((name) => Object.hasOwn(right, name) && isSameValue(left[name], right[name]));
    return hasAll && names.length === Object.keys(right).length;
  }
  return isDeepStrictEqual(left, right);
}

/** Members of all objects, those included that a parser would drop for a later one of the same name. */
function countMembers(text: string): number {
  return (text.match(/"(?:[^"\\]|\\.)*":?/g) ?? []).filter((token) => token.endsWith(':')).length;
}

function sorted(outcome: Outcome): unknown {
  const { counts, warnings, deletesLeftOut, isFault } = outcome;
  const texts = [...counts, ...warnings].map((entry) => JSON.stringify(entry)).sort();
  return { texts, deletesLeftOut, isFault };
}

function expectEqual(example: Case): void {
  const short = readEncoded(example);
  const long = readParsed(example);
  const line = example.line.toString();
  if (example.columns !== undefined) {
    // Only the way that casts whole records tells of columns that are not selected.
    expect(long.warnings.map(({ text }) => text)).toEqual(
      expect.arrayContaining(short.warnings.map(({ text }) => text)),
    );
    expect(sorted({ ...short, warnings: [] }), line).toEqual(sorted({ ...long, warnings: [] }));
  } else {
    expect(sorted(short), line).toEqual(sorted(long));
  }
  if (short.isFault || short.text === '' || long.text === '') {
    expect(short.text, line).toBe(long.text);
    return;
  }
  const isSame = isSameValue(parseJson(short.text), parseJson(long.text));
  expect(isSame, `${short.text}\nis not\n${long.text}\nof the line\n${line}`).toBe(true);
  expect(countMembers(short.text), `${short.text}\nhas other members than\n${long.text}`).toBe(countMembers(long.text));
}

describe('for any table and any line', () => {
  test.each(TROUBLES)(
    'both ways give the same record, counts, warnings and faults; trouble: %s',
    (trouble) => {
      let copies = 0;
      const property = fc.property(anyCase(trouble), (example) => {
        const text = isUtf8(example.line) ? copied(example) : undefined;
        if (trouble === 'none' || trouble === 'spaces') expect(text, example.line.toString()).toBeDefined();
        if (text !== undefined) copies += 1;
        expectEqual(example);
      });
      fc.assert(property, { numRuns: RUNS });
      expect(copies).toBeGreaterThan(RUNS / 100);
    },
    TIMEOUT_MS,
  );
});

const SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    name: { type: ['null', 'string'] },
    score: { type: ['null', 'number'] },
    count: { type: ['null', 'integer'] },
    done: { type: ['null', 'boolean'] },
    rules: { type: ['null', 'object'], properties: { drop: { type: ['null', 'array'], items: { type: 'integer' } } } },
    ...CDC_PROPERTIES,
  },
};

function exampleOf(text: string, columns?: readonly string[], kind: RowKind = 'snapshot'): Case {
  return {
    kind,
    schema: SCHEMA,
    keyColumns: ['id'],
    columns: columns === undefined ? undefined : new Set(columns),
    line: Buffer.from(text),
  };
}

const row = (value: string, key = '{"id":7}') => `{"meta":{"ts":"${TS}"},"key":${key},"value":${value}}`;
const stamps = `"_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":null`;

test.each([
  ['{"name":"Ada","score":1.50}'],
  ['{"score":12345678901234567890,"count":-9223372036854775808}'],
  ['{"name":"\\u00e9\\ud83d \\/ é"}'],
  ['{"rules":{"drop":[1,2]},"done":true}'],
  ['{"rules":{},"name":null}'],
  ['{"score":1e-07}'],
  ['{"name": "x", "rules": {"drop": [1, 2]}}'],
  ['{"score":0.10000000000000000555}'],
  ['{"score":-1.5E+10}'],
  ['{"score":1.7e308}'],
])('the value %s is copied as it stands', (value) => {
  const example = exampleOf(row(value));
  expect(copied(example)).toBe(`{"id":7,${value.slice(1, -1)},${stamps}}`);
  expectEqual(example);
});

test.each([['{}'], ['null']])('the value %s leaves the key', (value) => {
  expect(copied(exampleOf(row(value)))).toBe(`{"id":7,${stamps}}`);
});

test.each([
  ['an integer for a text', '{"name":7,"count":1}', '"name":"7","count":1'],
  [
    'an object for a text',
    '{"count":1,"name":{"a": 12345678901234567890}}',
    '"count":1,"name":"{\\"a\\":12345678901234567890}"',
  ],
  ['a negative integer for a text', '{"name":-123456789012345}', '"name":"-123456789012345"'],
  ['minus zero for a text', '{"name":-0}', '"name":"0"'],
  ['a long integer for a text', '{"name":12345678901234567890}', '"name":"12345678901234567890"'],
  ['a text for an integer', '{"count":"7"}', '"count":7'],
  ['a whole number with a fraction for an integer', '{"count":7.0}', '"count":7'],
  ['a fraction for an integer stays', '{"count":1.5}', '"count":1.5'],
  ['what no double can hold', '{"done":true,"score":1e400}', '"done":true,"score":"1e400"'],
  ['minus zero', '{"score":-0}', '"score":0'],
  ['minus zero with a fraction', '{"score":-0.0,"done":false}', '"score":0,"done":false'],
  ['not a number', '{"score":NaN}', '"score":"NaN"'],
  ['an unknown column', '{"other":[1,{"x":-0}],"done":true}', '"other":[1,{"x":0}],"done":true'],
  ['an unknown member of an object', '{"rules":{"other":1}}', '"rules":{"other":1}'],
])('one value alone is parsed and cast: %s', (_title, value, members) => {
  const example = exampleOf(row(value));
  expect(copied(example)).toBe(`{"id":7,${members},${stamps}}`);
  expectEqual(example);
});

test('a deletion has its key and its instant twice', () => {
  const text = `{"id":7,"_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":"${TS}"}`;
  const line = `{"key":{"id":7},"meta":{"action":"D","ts":"${TS}"}}`;
  expect(copied(exampleOf(line, undefined, 'incremental'))).toBe(text);
  const withValue = `{"key":{"id":7},"value":{"name":"x"},"meta":{"action":"D","ts":"${TS}"}}`;
  expect(copied(exampleOf(withValue, undefined, 'incremental'))).toBeUndefined();
});

test.each([
  [['id', 'name', 'count'], '"id":7,"name":"Ada","count":2'],
  [['name', '_ab_cdc_updated_at'], `"name":"Ada","_ab_cdc_updated_at":"${TS}"`],
  [['score'], '"score":1'],
  [['done', '_ab_cdc_deleted_at'], '"_ab_cdc_deleted_at":null'],
  [['gone'], ''],
])('of the columns, %j are selected', (columns, members) => {
  const example = exampleOf(row('{"name":"Ada","score":1,"count":2}'), columns);
  expect(copied(example)).toBe(`{${members}}`);
  expectEqual(example);
});

test('values are replaced between columns that are left out', () => {
  const value = '{"other":1,"name":1,"score":"x","count":"3","rules":5,"done":1}';
  const example = exampleOf(row(value), ['name', 'count', 'done']);
  expect(copied(example)).toBe('{"name":"1","count":3,"done":true}');
  expectEqual(example);
});

test.each([
  ['a column twice', row('{"count":1,"count":2}')],
  ['an unknown column twice', row('{"other":1,"other":2}')],
  ['a key column in the value', row('{"id":7}')],
  ['a column named as one of the change', row(`{"_ab_cdc_updated_at":"${TS}"}`)],
  ['an escaped name', row('{"n\\u0061me":"x"}')],
  ['a white space before a comma', row('{"name":"x" ,"count":1}')],
  ['a tab', row('{"name":\t"x"}')],
  ['a carriage return', `${row('{}')}\r`],
  ['a control character', row('{"name":"\u0001"}')],
  ['a bad escape', row('{"name":"\\x"}')],
  ['a cut line', row('{"name":"x"}').slice(0, -1)],
  ['text behind the row', `${row('{}')}{}`],
  ['an empty line', ''],
  ['a second key', `{"key":{"id":7},${row('{}').slice(1)}`],
  ['a second value', `{"value":null,${row('{}').slice(1)}`],
  ['a second meta', `{"meta":{"ts":"x"},${row('{}').slice(1)}`],
  ['no meta', '{"key":{"id":7}}'],
  ['no key', `{"meta":{"ts":"${TS}"}}`],
  ['an unknown action', `{"key":{"id":7},"meta":{"ts":"${TS}","action":"X"}}`],
  ['a deletion in a snapshot', `{"key":{"id":7},"meta":{"ts":"${TS}","action":"D"}}`],
  ['an unknown part', `{"more":1,${row('{}').slice(1)}`],
])('%s makes the whole line be parsed', (_title, line) => {
  expect(copied(exampleOf(line))).toBeUndefined();
});
