import { describe, expect, test } from 'vitest';
import { RowFault, type RowKind } from '../dap/index.js';
import { parseRows } from './row-parser.js';

const TS = '2026-03-01T08:00:00.123456Z';

function parse(...lines: readonly string[]): Record<string, unknown>[] {
  return parseAs('snapshot', ...lines);
}

function parseAs(kind: RowKind, ...lines: readonly string[]): Record<string, unknown>[] {
  return parseRows(Buffer.from(lines.map((line) => `${line}\n`).join('')), 0, 1_000_000, kind).rows;
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
  const meta = `"meta":{"action":"D","ts":"${TS}"}`;
  expect(parseAs('incremental', `{"key":{"id":7},${meta}}`)).toEqual([deletion]);
  expect(parseAs('incremental', `{"key":{"id":7},"value":{"name":"x"},${meta}}`)).toEqual([deletion]);
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

test('blank lines and carriage returns at line ends do not matter', () => {
  const line = `{"key":{"id":1},"value":{},"meta":{"ts":"${TS}"}}`;
  expect(parse('', `${line}\r`, '\r', line)).toHaveLength(2);
});

test('rows come in portions of about the bytes asked for, at least one at a time', () => {
  const line = `{"key":{"id":1},"value":{},"meta":{"ts":"${TS}"}}\n`;
  const bytes = Buffer.from(line.repeat(5));
  const portions: number[] = [];
  for (let from = 0; from < bytes.length; ) {
    const { rows, end } = parseRows(bytes, from, line.length + 1, 'snapshot');
    portions.push(rows.length);
    expect(end % line.length).toBe(0);
    from = end;
  }
  expect(portions).toEqual([2, 2, 1]);
  expect(parseRows(bytes, 0, 1, 'snapshot').rows).toHaveLength(1);
});

describe('a line that cannot be handled is refused, and nothing of it is quoted', () => {
  const deep = `${'['.repeat(5000)}"secret-of-ada"${']'.repeat(5000)}`;
  test.each<[string, RowKind, string, string]>([
    ['no JSON', 'snapshot', '{"key":{"id":1},"secret-of-ada', 'the line is not valid JSON'],
    ['two values', 'snapshot', '{"key":{}} {"secret-of-ada":1}', 'the line is not valid JSON'],
    ['an array', 'snapshot', '["secret-of-ada"]', 'the line is not a JSON object'],
    ['a null', 'snapshot', 'null', 'the line is not a JSON object'],
    ['no key', 'snapshot', '{"value":{"a":"secret-of-ada"},"meta":{"ts":"x"}}', 'the row has no key'],
    ['a key that is a list', 'snapshot', '{"key":["secret-of-ada"],"meta":{"ts":"x"}}', 'the row has no key'],
    ['no meta', 'snapshot', '{"key":{"id":"secret-of-ada"}}', 'the row has no commit time'],
    ['an instant that is a number', 'snapshot', '{"key":{"id":1},"meta":{"ts":5}}', 'the row has no commit time'],
    [
      'a lower-case action',
      'incremental',
      '{"key":{"id":1},"meta":{"ts":"x","action":"d"}}',
      'the row has an unknown action',
    ],
    [
      'an unknown action',
      'incremental',
      '{"key":{"id":1},"meta":{"ts":"x","action":"X"}}',
      'the row has an unknown action',
    ],
    [
      'an unknown action of a snapshot',
      'snapshot',
      '{"key":{"id":1},"meta":{"ts":"x","action":"X"}}',
      'the row has an unknown action',
    ],
    [
      'a change without an action',
      'incremental',
      '{"key":{"id":1},"value":{},"meta":{"ts":"x"}}',
      'the row has no action',
    ],
    [
      'a deletion in a snapshot',
      'snapshot',
      '{"key":{"id":1},"meta":{"ts":"x","action":"D"}}',
      'the row of a snapshot is a deletion',
    ],
    [
      'a value that is a list',
      'snapshot',
      '{"key":{"id":1},"value":["secret-of-ada"],"meta":{"ts":"x"}}',
      'the row has a value that is not an object',
    ],
    [
      'a column with two values',
      'snapshot',
      '{"key":{"id":1},"value":{"id":2},"meta":{"ts":"x"}}',
      'a column is in the key and in the value, and they differ',
    ],
    [
      'deep nesting',
      'snapshot',
      `{"key":{"id":1},"value":{"a":${deep}},"meta":{"ts":"x"}}`,
      'the line nests more than 500 levels deep',
    ],
  ])('%s', (_what, kind, line, reason) => {
    const good = '{"key":{"id":1},"value":{},"meta":{"ts":"x","action":"U"}}\n';
    const bytes = Buffer.from(`${good}${good}${line}\n${good}`);
    const before = parseRows(bytes, 0, 1_000_000, kind);
    expect(before).toMatchObject({ end: 2 * good.length });
    expect(before.rows).toHaveLength(2);
    const read = () => parseRows(bytes, before.end, 1_000_000, kind);
    expect(read).toThrow(expect.objectContaining({ reason, message: reason, offset: before.end, line: 2 }));
    expect(read).toThrow(RowFault);
  });

  test('bytes that are not text', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]);
    expect(() => parseRows(bytes, 0, 100, 'snapshot')).toThrow('not UTF-8');
  });
});

test('a column that is in the key and in the value with one value is one column', () => {
  const line = `{"key":{"id":10000000000000001},"value":{"id":10000000000000001},"meta":{"ts":"${TS}"}}`;
  expect(parse(line)).toEqual([{ id: 10000000000000001n, _ab_cdc_updated_at: TS, _ab_cdc_deleted_at: null }]);
});

test('a text of millions of escapes beside a bare word is read', () => {
  const line = `{"key":{"id":1},"value":{"a":NaN,"b":"${'\\n'.repeat(4_000_000)}"},"meta":{"ts":"${TS}"}}`;
  expect(parse(line)[0]).toMatchObject({ a: 'NaN' });
});

test('deletions are left out and counted on demand', () => {
  const meta = `"meta":{"action":"D","ts":"${TS}"}`;
  const bytes = Buffer.from(`{"key":{"id":7},${meta}}\n`);
  expect(parseRows(bytes, 0, 100, 'incremental', false)).toEqual({ rows: [], end: bytes.length, deletesLeftOut: 1 });
});

test('floats that are not finite are kept as words, and words in texts are left alone', () => {
  const [row] = parse(
    `{"key":{"id":7},"value":{"a":NaN,"b":-Infinity,"c":[Infinity],"d":"NaN, \\"Infinity\\""},"meta":{"ts":"${TS}"}}`,
  );
  expect(row).toMatchObject({ a: 'NaN', b: '-Infinity', c: ['Infinity'], d: 'NaN, "Infinity"' });
  expect(() => parse(`{"key":{"id":7},"value":{"a":NaN,},"meta":{"ts":"${TS}"}}`)).toThrow(RowFault);
});
