import { describe, expect, test } from 'vitest';
import { parseRows, RowFault } from './row-parser.js';

const TS = '2026-03-01T08:00:00.123456Z';

function parse(...lines: readonly string[]): Record<string, unknown>[] {
  return parseRows(Buffer.from(lines.map((line) => `${line}\n`).join('')), 0, 1_000_000).rows;
}

test('key and value stand side by side, with the two columns of the change', () => {
  const line = `{"key":{"id":7},"value":{"name":"Ada","tags":["a"],"rules":{"drop":null}},"meta":{"action":"U","ts":"${TS}"}}`;
  expect(parse(line)).toEqual([
    { id: 7, name: 'Ada', tags: ['a'], rules: { drop: null }, _ab_cdc_updated_at: TS, _ab_cdc_deleted_at: null },
  ]);
});

test('nulls stay, also beside absent columns', () => {
  const [row] = parse(`{"key":{"id":7},"value":{"name":null},"meta":{"action":"U","ts":"${TS}"}}`);
  expect(row).toHaveProperty('name', null);
});

test('a deletion has its key and instants alone, whatever else the line holds', () => {
  const deletion = { id: 7, _ab_cdc_updated_at: TS, _ab_cdc_deleted_at: TS };
  expect(parse(`{"key":{"id":7},"meta":{"action":"D","ts":"${TS}"}}`)).toEqual([deletion]);
  expect(parse(`{"key":{"id":7},"value":{"name":"x"},"meta":{"action":"D","ts":"${TS}"}}`)).toEqual([deletion]);
});

test('a row without a value has its key', () => {
  expect(parse(`{"key":{"id":7},"value":null,"meta":{"action":"U","ts":"${TS}"}}`)).toHaveLength(1);
  expect(parse(`{"key":{"id":7},"meta":{"ts":"${TS}"}}`)[0]).toMatchObject({ id: 7, _ab_cdc_deleted_at: null });
});

test('integers beyond 2^53 keep every digit, the key and nested ones too', () => {
  const [row] = parse(
    `{"key":{"id":10000000000000001},"value":{"n":{"ref":-9223372036854775808}},"meta":{"ts":"${TS}"}}`,
  );
  expect(row).toMatchObject({ id: 10000000000000001n, n: { ref: -9223372036854775808n } });
});

test('the instant is passed on as it is written', () => {
  const ts = '2026-03-01 08:00:00.1+00:00';
  expect(parse(`{"key":{"id":1},"value":{},"meta":{"action":"U","ts":"${ts}"}}`)[0]).toMatchObject({
    _ab_cdc_updated_at: ts,
  });
});

test('blank lines and carriage returns at line ends are passed over', () => {
  const line = `{"key":{"id":1},"value":{},"meta":{"ts":"${TS}"}}`;
  expect(parse('', `${line}\r`, '\r', line)).toHaveLength(2);
});

test('rows come in portions of about the bytes asked for, at least one at a time', () => {
  const line = `{"key":{"id":1},"value":{},"meta":{"ts":"${TS}"}}\n`;
  const bytes = Buffer.from(line.repeat(5));
  const portions: number[] = [];
  for (let from = 0; from < bytes.length; ) {
    const { rows, end } = parseRows(bytes, from, line.length + 1);
    portions.push(rows.length);
    expect(end % line.length).toBe(0);
    from = end;
  }
  expect(portions).toEqual([2, 2, 1]);
  expect(parseRows(bytes, 0, 1).rows).toHaveLength(1);
});

describe('a line that is no row is refused, and nothing of it is quoted', () => {
  test.each([
    ['no JSON', '{"key":{"id":1},"secret-of-ada', 'a line is not valid JSON'],
    ['two values', '{"key":{}} {"secret-of-ada":1}', 'a line is not valid JSON'],
    ['an array', '["secret-of-ada"]', 'a line is not a JSON object'],
    ['a null', 'null', 'a line is not a JSON object'],
    ['no key', '{"value":{"a":"secret-of-ada"},"meta":{"ts":"x"}}', 'a line has no key'],
    ['a key that is a list', '{"key":["secret-of-ada"],"meta":{"ts":"x"}}', 'a line has no key'],
    ['no meta', '{"key":{"id":"secret-of-ada"}}', 'a line has no commit time'],
    ['an instant that is a number', '{"key":{"id":1},"meta":{"ts":5}}', 'a line has no commit time'],
  ])('%s', (_what, line, message) => {
    expect(() => parse(line)).toThrow(new RowFault(message));
  });

  test('bytes that are no text', () => {
    expect(() => parseRows(Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]), 0, 100)).toThrow('not UTF-8');
  });
});

test('floats that are not finite are kept as words, and words in texts are left alone', () => {
  const [row] = parse(
    `{"key":{"id":7},"value":{"a":NaN,"b":-Infinity,"c":[Infinity],"d":"NaN, \\"Infinity\\""},"meta":{"ts":"${TS}"}}`,
  );
  expect(row).toMatchObject({ a: 'NaN', b: '-Infinity', c: ['Infinity'], d: 'NaN, "Infinity"' });
  expect(() => parse(`{"key":{"id":7},"value":{"a":NaN,},"meta":{"ts":"${TS}"}}`)).toThrow(RowFault);
});
