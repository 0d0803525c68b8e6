import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringifyJson } from '../../util/json.js';
import type { DapRow, RowKind } from './row.js';
import type { CellTypes } from './row-cells.js';
import { createRowDecoder, type RowDecoder } from './row-decoder.js';
import { RowFault } from './row-fault.js';

const TS = '2026-03-01T08:00:00.123456Z';
const TYPES: CellTypes = new Map([
  ['key.id', 'integer'],
  ['value.count', 'integer'],
  ['value.score', 'number'],
  ['value.done', 'boolean'],
  ['value.rules', 'json'],
  ['value.rules.lowest', 'integer'],
  ['value.rules.never', 'json'],
]);

function decoderOf(format: 'csv' | 'tsv', names: string, kind: RowKind = 'snapshot'): RowDecoder {
  return createRowDecoder({ format, kind, header: Buffer.from(names), types: TYPES });
}

function rowsOf(decoder: RowDecoder, text: string): DapRow[] {
  const bytes = Buffer.from(text);
  const rows: DapRow[] = [];
  for (let from = 0; from < bytes.length; ) {
    const batch = decoder.read(bytes, from, 1);
    rows.push(...batch.rows);
    from = batch.end;
  }
  return rows;
}

/** A cell of a file: null, or its text. */
type Text = string | null;

const signs: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\\': '\\',
  '\0': '0',
};
const asTsv = (cell: Text): string =>
  cell === null ? '\\N' : cell.replace(/[\0\b\t\n\v\f\r\\]/g, (sign) => `\\${signs[sign] ?? ''}`);
const asCsv = (cell: Text): string => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`);

const WRITERS = [
  ['tsv', '\t', '\n', asTsv],
  ['csv', ',', '\r\n', asCsv],
] as const;

describe.each(WRITERS)('%s', (format, separator, lineEnd, write) => {
  const record = (...cells: readonly Text[]): string => cells.map(write).join(separator) + lineEnd;

  test('any texts come back, nulls are left out', () => {
    const texts = fc.array(
      fc.oneof(
        fc.constant(null),
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('NULL', '\\N', '', '"', ',', '\r\n'),
      ),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    const names = record('meta.ts', 'key.id', 'value.a', 'value.b');
    const decoder = decoderOf(format, names);
    const survive = (all: readonly Text[]): void => {
      const rows = rowsOf(decoder, all.map((text, id) => record(TS, String(id), text, 'b')).join(''));
      const expected = all.map((text, id) => ({
        op: 'U',
        ts: TS,
        key: { id },
        value: { ...(text === null ? {} : { a: text }), b: 'b' },
      }));
      expect(rows).toEqual(expected);
    };
    fc.assert(fc.property(texts, survive), { numRuns: 300 });
  });

  test('typed cells are values, integers of any size exact', () => {
    const names = record('key.id', 'meta.ts', 'value.count', 'value.score', 'value.done', 'value.name');
    const text = record('10000000000000001', TS, '-9223372036854775808', '1e-07', 'true', '007');
    const value = { count: -9223372036854775808n, score: 1e-7, done: true, name: '007' };
    expect(rowsOf(decoderOf(format, names), text)).toEqual([
      { op: 'U', ts: TS, key: { id: 10000000000000001n }, value },
    ]);
    const odd = record('1', TS, null, 'nan', 'false', null) + record('1', TS, null, '-inf', null, '');
    expect(rowsOf(decoderOf(format, names), odd).map((row) => row.value)).toEqual([
      { score: 'NaN', done: false },
      { score: '-Infinity', name: '' },
    ]);
  });

  test('both modes give the same nested row', () => {
    const condensed = decoderOf(format, record('meta.ts', 'key.id', 'value.rules'));
    const expanded = decoderOf(format, record('meta.ts', 'key.id', 'value.rules.lowest', 'value.rules.never'));
    const rules = { lowest: 1, never: [12345678901234567890n, { a: 'line\nend' }] };
    const rows = [{ op: 'U', ts: TS, key: { id: 5 }, value: { rules } }];
    expect(rowsOf(condensed, record(TS, '5', stringifyJson(rules)))).toEqual(rows);
    expect(rowsOf(expanded, record(TS, '5', '1', stringifyJson(rules.never)))).toEqual(rows);
    expect(rowsOf(expanded, record(TS, '5', null, null))).toEqual([{ op: 'U', ts: TS, key: { id: 5 }, value: {} }]);
  });

  test('deletions have a key alone', () => {
    const decoder = decoderOf(format, record('meta.ts', 'meta.action', 'key.id', 'value.name'), 'incremental');
    expect(rowsOf(decoder, record(TS, 'D', '7', null) + record(TS, 'U', '8', 'x'))).toEqual([
      { op: 'D', ts: TS, key: { id: 7 }, value: {} },
      { op: 'U', ts: TS, key: { id: 8 }, value: { name: 'x' } },
    ]);
  });

  test.each<[string, RowKind, readonly Text[], string]>([
    ['a text for an integer', 'incremental', [TS, 'U', '1', 'secret'], 'a cell does not have the type of its column'],
    ['a fraction for an integer', 'incremental', [TS, 'U', '1', '1.5'], 'a cell does not have the type of its column'],
    ['too few cells', 'incremental', [TS, 'U', '1'], 'the row has more or fewer cells than the header'],
    ['no key', 'incremental', [TS, 'U', null, '5'], 'the row has no key'],
    ['no commit time', 'incremental', [null, 'U', '1', '5'], 'the row has no commit time'],
    ['no action', 'incremental', [TS, null, '1', '5'], 'the row has no action'],
    ['an unknown action', 'incremental', [TS, 'd', '1', '5'], 'the row has an unknown action'],
    ['a deletion in a snapshot', 'snapshot', [TS, 'D', '1', null], 'the row of a snapshot is a deletion'],
  ])('%s has its place in the error after the rows before it, and can be skipped', (_what, kind, cells, reason) => {
    const decoder = decoderOf(format, record('meta.ts', 'meta.action', 'key.id', 'value.count'), kind);
    const good = record(TS, 'U', '1', '5');
    const bytes = Buffer.from(good + record(...cells) + good);
    expect(decoder.read(bytes, 0, 10_000)).toMatchObject({ rows: [{ key: { id: 1 } }], end: good.length });
    const read = () => decoder.read(bytes, good.length, 10_000);
    expect(read).toThrow(RowFault);
    expect(read).toThrow(expect.objectContaining({ reason, offset: good.length, line: 1 }));
    const after = decoder.skip(bytes, good.length);
    expect(decoder.read(bytes, after, 10_000)).toMatchObject({ rows: [{}], end: bytes.length });
  });

  test('a header with a column outside the three parts is refused', () => {
    expect(() => decoderOf(format, record('meta.ts', 'key.id', 'other.x'))).toThrow('the header names a column');
  });
});

test('CSV: nothing and the bare word NULL are null, quoted ones are texts; a record may span lines', () => {
  const decoder = decoderOf('csv', 'meta.ts,key.id,value.a,value.b\n');
  const text = `${TS},1,NULL,"NULL"\n${TS},2,,""\r\n${TS},3,"two\r\nlines, ""quoted""",NULLS`;
  expect(rowsOf(decoder, text).map(({ value }) => value)).toEqual([
    { b: 'NULL' },
    { b: '' },
    { a: 'two\r\nlines, "quoted"', b: 'NULLS' },
  ]);
});

test.each([['"open'], ['"closed"too early']])('CSV: the cell %s is damaged', (cell) => {
  const bytes = Buffer.from(`${TS},1,${cell}\n`);
  const decoder = decoderOf('csv', 'meta.ts,key.id,value.a\n');
  expect(() => decoder.read(bytes, 0, 100)).toThrow(expect.objectContaining({ reason: 'a quoted cell is damaged' }));
  expect(decoder.skip(bytes, 0)).toBe(bytes.length);
});

test('JSON Lines: rows in batches, and the place of a fault', () => {
  const decoder = createRowDecoder({ format: 'jsonl', kind: 'incremental' });
  const good = `{"key":{"id":1},"value":{"a":1e-07},"meta":{"ts":"${TS}","action":"U"}}\n`;
  const bytes = Buffer.from(`${good}{"key":{"id":2},"meta":{"ts":"${TS}"}}\n${good}`);
  const row = { op: 'U', ts: TS, key: { id: 1 }, value: { a: 1e-7 } };
  expect(decoder.read(bytes, 0, 10_000)).toEqual({ rows: [row], end: good.length });
  expect(() => decoder.read(bytes, good.length, 10_000)).toThrow(
    expect.objectContaining({ reason: 'the row has no action', offset: good.length, line: 1 }),
  );
  expect(decoder.read(bytes, decoder.skip(bytes, good.length), 10_000).rows).toEqual([row]);
});

test('bytes that are not text are refused', () => {
  const bytes = Buffer.from(`${TS}\t1\t\xff\n`, 'latin1');
  const decoder = decoderOf('tsv', 'meta.ts\tkey.id\tvalue.a\n');
  expect(() => decoder.read(bytes, 0, 100)).toThrow('not UTF-8');
});
