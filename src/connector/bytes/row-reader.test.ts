import { expect, test } from 'vitest';
import { CDC_PROPERTIES } from '../cdc-columns.js';
import { RowFault } from '../row-parser.js';
import { compileRowVerifier } from './compile-row-verifier.js';
import { RowReader } from './row-reader.js';

const SCHEMA = {
  type: 'object',
  properties: { id: { type: 'integer' }, x: { type: ['null', 'string'] }, ...CDC_PROPERTIES },
};
const TS = '2026-03-01T08:00:00Z';

/** A number for a text has to be cast, so such a line is parsed. */
function line(id: number, kind: 'fits' | 'odd' = 'fits', padding = ''): string {
  const x = kind === 'odd' ? '5' : `"${padding}"`;
  return `{"meta":{"ts":"${TS}"},"key":{"id":${id}},"value":{"x":${x}}}\n`;
}

interface Read {
  readonly ids: readonly number[];
  readonly how: 'copied' | 'parsed';
  readonly end: number;
}

function newReader(): RowReader {
  return new RowReader(compileRowVerifier(SCHEMA, ['id'], undefined));
}

function readAll(bytes: Buffer, reader = newReader()): Read[] {
  const pieces: Read[] = [];
  for (let from = 0; from < bytes.length; ) {
    const { records, count, end } = reader.read(bytes, from);
    const isCopy = !Array.isArray(records);
    const texts = isCopy
      ? Buffer.from(records).toString().trimEnd().split('\n')
      : records.map((row) => JSON.stringify(row));
    const ids = texts.map((text) => (JSON.parse(text) as { id: number }).id);
    expect(ids).toHaveLength(count);
    pieces.push({ ids, how: isCopy ? 'copied' : 'parsed', end });
    from = end;
  }
  return pieces;
}

test('lines that need a cast are parsed one by one, between those that are copied, all in order', () => {
  const lines = [line(0), line(1), line(2, 'odd'), line(3, 'odd'), line(4)];
  const pieces = readAll(Buffer.from(lines.join('')));
  expect(pieces.map(({ ids, how }) => [how, ...ids])).toEqual([
    ['copied', 0, 1],
    ['parsed', 2],
    ['parsed', 3],
    ['copied', 4],
  ]);
  const ends = [2, 3, 4, 5].map((count) => lines.slice(0, count).join('').length);
  expect(pieces.map(({ end }) => end)).toEqual(ends);
});

test('a piece ends where the next one begins, wherever that is', () => {
  const count = 3000;
  const bytes = Buffer.from(Array.from({ length: count }, (_, id) => line(id, 'fits', 'é'.repeat(id % 90))).join(''));
  const pieces = readAll(bytes);
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.flatMap(({ ids }) => ids)).toEqual(Array.from({ length: count }, (_, id) => id));
  expect(pieces.every(({ how }) => how === 'copied')).toBe(true);
  for (const { end } of pieces) expect(bytes[end - 1]).toBe(10);
});

test('a row larger than any buffer is copied', () => {
  const [piece] = readAll(Buffer.from(line(1, 'fits', 'x'.repeat(1_000_000))));
  expect(piece).toMatchObject({ ids: [1], how: 'copied' });
});

test('a table whose lines mostly need a cast is parsed in whole batches, and tried again later', () => {
  const odd = Array.from({ length: 30_000 }, (_, id) => line(id, 'odd'));
  const reader = newReader();
  const pieces = readAll(Buffer.from(odd.join('')), reader);
  expect(pieces.flatMap(({ ids }) => ids)).toHaveLength(odd.length);
  const single = pieces.filter(({ ids }) => ids.length === 1);
  expect(single.length).toBeGreaterThan(64);
  expect(single.length).toBeLessThan(odd.length / 50);
  const fit = Array.from({ length: 60_000 }, (_, id) => line(id));
  expect(readAll(Buffer.from(fit.join('')), reader).at(-1)?.how).toBe('copied');
});

test('with one odd line in ten, the others are still copied', () => {
  const lines = Array.from({ length: 2000 }, (_, id) => line(id, id % 10 === 0 ? 'odd' : 'fits'));
  const parsed = readAll(Buffer.from(lines.join(''))).filter(({ how }) => how === 'parsed');
  expect(parsed.flatMap(({ ids }) => ids)).toHaveLength(200);
});

test('a damaged line is told where it stands, after all before it were read', () => {
  const before = line(0) + line(1);
  const bytes = Buffer.from(`${before}{"key":5}\n${line(2)}`);
  const reader = newReader();
  expect(reader.read(bytes, 0)).toMatchObject({ count: 2, end: before.length });
  expect(() => reader.read(bytes, before.length)).toThrow(RowFault);
});

test('bytes that are no text are refused before anything is read', () => {
  const bytes = Buffer.concat([Buffer.from(line(0)), Buffer.from(line(1, 'fits', 'X').replace('X', '\xff'), 'latin1')]);
  expect(() => newReader().read(bytes, 0)).toThrow('not UTF-8');
});

test('blank lines, and a last line without its feed, are no matter', () => {
  const bytes = Buffer.from(`${line(0)}\n\r\n${line(1)}\n`);
  expect(
    readAll(bytes)
      .filter(({ ids }) => ids[0] !== undefined)
      .flatMap(({ ids }) => ids),
  ).toEqual([0, 1]);
  const open = readAll(Buffer.from(line(0) + line(1).trimEnd()));
  expect(open.flatMap(({ ids }) => ids)).toEqual([0, 1]);
});
