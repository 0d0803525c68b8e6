import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TransformConfig } from '../../schema/transform-config.js';
import { TypeTransformer } from '../../schema/type-transformer.js';
import { parseJson, stringifyJson } from '../../util/json.js';
import { CDC_PROPERTIES } from '../cdc-columns.js';
import { parseRows } from '../row-parser.js';
import { anyCase, type Case, TROUBLES } from './arbitrary-line.test-helper.js';
import { compileRowVerifier } from './compile-row-verifier.js';
import { OutBuffer } from './out-buffer.js';

const RUNS = 400;
const TS = '2026-03-01T08:00:00.123456Z';

/** The text that the verifier makes of a line; undefined when it refuses the line. */
function copied({ schema, keyColumns, columns, line }: Case): string | undefined {
  const bytes = Buffer.concat([line, Buffer.from('\n')]);
  const out = new OutBuffer(16);
  const end = compileRowVerifier(schema, keyColumns, columns)?.encode(bytes, 0, out) ?? -1;
  if (end >= 0) expect(end).toBe(bytes.length);
  else expect(out.written).toHaveLength(0);
  if (end < 0) return undefined;
  expect(out.written.at(-1)).toBe(10);
  return out.written.toString('utf8', 0, out.written.length - 1);
}

/** The text that parsing, casting, column selection and writing make of a line. */
function parsed({ schema, columns, line }: Case): string {
  const [row = {}] = parseRows(Buffer.concat([line, Buffer.from('\n')]), 0, 1).rows;
  const warnings: unknown[] = [];
  const transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization);
  transformer.compile(schema, (warning) => warnings.push(warning))(row);
  expect(warnings).toEqual([]);
  const kept = Object.entries(row).filter(([name]) => columns?.has(name) !== false);
  return stringifyJson(Object.fromEntries(kept));
}

/** The value of a JSON text, its numbers as decimals: readers other than JavaScript's see each digit. */
function decimals(text: string): unknown {
  const toDecimal = (token: string): string => {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] =
      /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token) ?? [];
    const digits = (whole + fraction).replace(/^0+/, '');
    const significant = digits.replace(/0+$/, '');
    const power = Number(exponent) - fraction.length + digits.length - significant.length;
    return significant === '' ? `"${sign}0"` : `"decimal ${sign}${significant}e${power}"`;
  };
  const tokens = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
  return JSON.parse(text.replace(tokens, (token) => (token.startsWith('"') ? token : toDecimal(token))));
}

/** Members of all objects, those included that a parser would drop for a later one of the same name. */
function countMembers(text: string): number {
  return (text.match(/"(?:[^"\\]|\\.)*":?/g) ?? []).filter((token) => token.endsWith(':')).length;
}

function expectEqual(text: string, example: Case): void {
  const slow = parsed(example);
  expect(isDeepStrictEqual(parseJson(text), parseJson(slow)), `${text}\nis not\n${slow}`).toBe(true);
  expect(isDeepStrictEqual(decimals(text), decimals(slow)), `${text}\nhas other decimals than\n${slow}`).toBe(true);
  expect(countMembers(text), `${text}\nhas other members than\n${slow}`).toBe(countMembers(slow));
}

describe('for any table and any line', () => {
  test.each(TROUBLES)('what is copied is what parsing, casting and writing give; trouble: %s', (trouble) => {
    let copies = 0;
    const property = fc.property(anyCase(trouble), (example) => {
      if (!isUtf8(example.line)) return;
      const text = copied(example);
      if (trouble === 'none') expect(text, example.line.toString()).toBeDefined();
      if (text === undefined) return;
      copies += 1;
      expectEqual(text, example);
    });
    fc.assert(property, { numRuns: RUNS });
    expect(copies).toBeGreaterThan(RUNS / 100);
  });
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

function exampleOf(text: string, columns?: readonly string[]): Case {
  return {
    schema: SCHEMA,
    keyColumns: ['id'],
    columns: columns === undefined ? undefined : new Set(columns),
    line: Buffer.from(text),
  };
}

const row = (value: string, key = '{"id":7}') => `{"meta":{"ts":"${TS}"},"key":${key},"value":${value}}`;
const stamps = `"_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":null`;

test.each([
  ['{"name":"Ada","score":1.50}', `{"id":7,"name":"Ada","score":1.50,${stamps}}`],
  ['{"score":12345678901234567890,"count":-9223372036854775808}', undefined],
  ['{"name":"\\u00e9\\ud83d \\/ é"}', undefined],
  ['{"rules":{"drop":[1,2]},"done":true}', undefined],
  ['{"rules":{},"name":null}', undefined],
  ['{}', `{"id":7,${stamps}}`],
  ['null', `{"id":7,${stamps}}`],
])('the value %s is copied', (value, text) => {
  const example = exampleOf(row(value));
  expect(copied(example)).toBe(text ?? `{"id":7,${value.slice(1, -1)},${stamps}}`);
  expectEqual(copied(example) as string, example);
});

test('a deletion has its key and its instant twice', () => {
  const text = `{"id":7,"_ab_cdc_updated_at":"${TS}","_ab_cdc_deleted_at":"${TS}"}`;
  expect(copied(exampleOf(`{"key":{"id":7},"meta":{"action":"D","ts":"${TS}"}}`))).toBe(text);
  expect(copied(exampleOf(`{"key":{"id":7},"value":{"name":"x"},"meta":{"action":"D","ts":"${TS}"}}`))).toBeUndefined();
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
  expectEqual(copied(example) as string, example);
});

test.each([
  ['a text for an integer', row('{"count":"7"}')],
  ['a whole number with a fraction for an integer', row('{"count":7.0}')],
  ['an integer for a text', row('{"name":7}')],
  ['an overflow', row('{"score":1e400}')],
  ['a number with more digits than a double has', row('{"score":0.10000000000000000555}')],
  ['minus zero', row('{"score":-0}')],
  ['minus zero with a fraction', row('{"score":-0.0}')],
  ['a null in the key', row('{}', '{"id":null}')],
  ['an unknown column', row('{"other":1}')],
  ['a column twice', row('{"count":1,"count":2}')],
  ['a key column in the value', row('{"id":7}')],
  ['a column named as one of the change', row(`{"_ab_cdc_updated_at":"${TS}"}`)],
  ['an escaped name', row('{"n\\u0061me":"x"}')],
  ['an unknown member of an object', row('{"rules":{"other":1}}')],
  ['a white space', row('{"name": "x"}')],
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
  ['an unknown part', `{"more":1,${row('{}').slice(1)}`],
])('%s is left to the parser', (_title, line) => {
  expect(copied(exampleOf(line))).toBeUndefined();
});

test('without a usable key column there is no verifier', () => {
  expect(compileRowVerifier({ type: 'object' }, ['id'], undefined)).toBeUndefined();
  expect(compileRowVerifier(SCHEMA, ['id', 'other'], undefined)).toBeUndefined();
});
