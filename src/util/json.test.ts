import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonValue, parseJson, stringifyJson } from './json.js';

const exact: readonly [string, JsonValue][] = [
  ['{"id":10000000000000001}', { id: 10000000000000001n }],
  ['{"id":9007199254740991}', { id: 9007199254740991 }],
  ['{"id":9007199254740993}', { id: 9007199254740993n }],
  ['[-9223372036854775808,9223372036854775807]', [-9223372036854775808n, 9223372036854775807n]],
  ['{"a":"x,12345678901234567890,y"}', { a: 'x,12345678901234567890,y' }],
  [
    '{"a":"\\",12345678901234567890","b":12345678901234567890}',
    { a: '",12345678901234567890', b: 12345678901234567890n },
  ],
  ['{"a":1e400,"b":-1e400}', { a: '1e400', b: '-1e400' }],
  [`[${'9'.repeat(400)}]`, [BigInt('9'.repeat(400))]],
  ['{"a":1e3,"b":1.5E-3}', { a: 1000, b: 0.0015 }],
  ['12345678901234567890', 12345678901234567890n],
  [' [ 12345678901234567890 ] ', [12345678901234567890n]],
  ['{"a":{"b":[{"c":12345678901234567890}]}}', { a: { b: [{ c: 12345678901234567890n }] } }],
];

test.each(exact)('parses %s exactly', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test('refuses what is not JSON, with large numbers too', () => {
  for (const text of ['', '{"a":', '{"a":012345678901234567890}', '[12345678901234567890', '{"a":1e400,}']) {
    expect(() => parseJson(text), text).toThrow(SyntaxError);
  }
});

test('a column called __proto__ stays a column', () => {
  const parsed = parseJson('{"__proto__":{"id":12345678901234567890},"n":12345678901234567890}') as object;
  expect(Object.keys(parsed)).toEqual(['__proto__', 'n']);
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  expect(stringifyJson(parsed)).toBe('{"__proto__":{"id":12345678901234567890},"n":12345678901234567890}');
});

test('every JSON value survives the way there and back, integers of any size included', () => {
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false),
      fc.integer(),
      fc.bigInt().filter((n) => n > BigInt(Number.MAX_SAFE_INTEGER) || n < BigInt(Number.MIN_SAFE_INTEGER)),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[:,[ "]*-?\d{14,20}[,\]}"]?$/),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  const survives = (original: JsonValue) => {
    expect(isDeepStrictEqual(parseJson(stringifyJson(original)), original)).toBe(true);
  };
  fc.assert(fc.property(value, survives), { numRuns: 500 });
});

test('a text of many megabytes beside a large integer is parsed', () => {
  const body = 'an essay of one line\\n'.repeat(800_000);
  const parsed = parseJson(`{"id":12345678901234567,"body":"${body}"}`);
  expect(parsed).toMatchObject({ id: 12345678901234567n });
  expect((parsed as { body: string }).body).toHaveLength(800_000 * 21);
});

test('an unsafe number is found wherever it stands in its text', () => {
  for (let shifted = 0; shifted < 40; shifted += 1) {
    for (const digits of ['9007199254740993', '-9007199254740993', '12345678901234567890123']) {
      const text = `{"${'x'.repeat(shifted)}":${digits},"y":1.5}`;
      expect(stringifyJson(parseJson(text)), text).toBe(text);
    }
    const overflow = `{"${'x'.repeat(shifted)}":1E+400,"y":[-2.5e999]}`;
    expect(Object.values(parseJson(overflow) as object), overflow).toEqual(['1E+400', ['-2.5e999']]);
  }
});

test('many digits behind a decimal point, and many escapes beside a large integer, take linear time', () => {
  const digits = '1'.repeat(4_000_000);
  expect(parseJson(`[0.${digits},"0.${digits}"]`)).toHaveLength(2);
  const parsed = parseJson(`{"id":1234567890123456,"text":"${'\\n'.repeat(4_000_000)}"}`);
  expect((parsed as { text: string }).text).toHaveLength(4_000_000);
  expect(parseJson(`{"id":12345678901234567,"text":"${'\\"'.repeat(2_000_000)}"}`)).toMatchObject({
    id: 12345678901234567n,
  });
});

test('exact integers below thousands of lists are found', () => {
  const depth = 5000;
  let value = parseJson(`${'['.repeat(depth)}12345678901234567890${']'.repeat(depth)}`);
  for (let level = 0; level < depth; level += 1) value = (value as JsonValue[])[0] as JsonValue;
  expect(value).toBe(12345678901234567890n);
});
