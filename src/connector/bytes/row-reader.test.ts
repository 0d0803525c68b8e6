import { expect, test } from 'vitest';
import { RowFault, type RowKind } from '../../dap/index.js';
import { CDC_PROPERTIES } from '../cdc-columns.js';
import { newTransformer } from './record-paths.test-helper.js';
import { RowReader, type RowReaderOptions } from './row-reader.js';

const SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    x: { type: ['null', 'string'] },
    n: { type: ['null', 'integer'] },
    o: { type: ['null', 'object'], properties: { s: { type: ['null', 'string'] } } },
    ...CDC_PROPERTIES,
  },
};
const TS = '2026-03-01T08:00:00Z';

/** A number for a text has to be cast; white space between members makes the whole line be parsed. */
function line(id: number, kind: 'fits' | 'cast' | 'spaced' = 'fits', padding = ''): string {
  const x = kind === 'cast' ? '5' : `"${padding}"`;
  return `{"meta":{"ts":"${TS}"},"key":{"id":${id}},"value":{"x":${x}${kind === 'spaced' ? ' , "n":1' : ''}}}\n`;
}

interface Read {
  readonly ids: readonly number[];
  readonly end: number;
}

const OPTIONS: RowReaderOptions = {
  kind: 'snapshot',
  schema: SCHEMA,
  keyColumns: ['id'],
  columns: undefined,
  transformer: newTransformer(),
};
/** One reader for each of the two ways. */
const WAYS = [
  ['encoded', OPTIONS],
  ['parsed', { ...OPTIONS, transformer: undefined }],
] as const;

function newReader(): RowReader {
  return new RowReader(OPTIONS);
}

function readAll(bytes: Buffer, reader = newReader()): Read[] {
  const pieces: Read[] = [];
  for (let from = 0; from < bytes.length; ) {
    const { records, count, end } = reader.read(bytes, from);
    const ids = Array.isArray(records) ? records.map(({ id }) => Number(id)) : idsIn(records);
    expect(ids).toHaveLength(count);
    pieces.push({ ids, end });
    from = end;
  }
  return pieces;
}

function idsIn(records: Uint8Array): number[] {
  const lines = Buffer.from(records)
    .toString()
    .split('\n')
    .filter((text) => text !== '');
  return lines.map((text) => (JSON.parse(text) as { id: number }).id);
}

test('lines that are copied, cast in part or parsed stand in one piece, in their order', () => {
  const lines = [line(0), line(1), line(2, 'cast'), line(3, 'spaced'), line(4)];
  expect(readAll(Buffer.from(lines.join('')))).toEqual([{ ids: [0, 1, 2, 3, 4], end: lines.join('').length }]);
});

test('a piece ends where the next one begins, wherever that is', () => {
  const count = 3000;
  const bytes = Buffer.from(Array.from({ length: count }, (_, id) => line(id, 'fits', 'é'.repeat(id % 90))).join(''));
  const pieces = readAll(bytes);
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.flatMap(({ ids }) => ids)).toEqual(Array.from({ length: count }, (_, id) => id));
  for (const { end } of pieces) expect(bytes[end - 1]).toBe(10);
});

test.each(['fits', 'spaced'] as const)('a row larger than any buffer is read: %s', (kind) => {
  const huge = line(1, kind, 'é'.repeat(3_000_000));
  const pieces = readAll(Buffer.from(line(0) + huge + line(2)));
  expect(pieces.flatMap(({ ids }) => ids)).toEqual([0, 1, 2]);
});

test.each(WAYS)(
  'a damaged line has its place in the error, after all before it were read, and can be skipped: %s',
  (_way, options) => {
    const before = line(0) + line(1);
    const bytes = Buffer.from(`${before}{"key":5}\n${line(2)}`);
    const reader = new RowReader(options);
    expect(reader.read(bytes, 0)).toMatchObject({ count: 2, end: before.length });
    const fault = { reason: 'the row has no key', offset: before.length, line: 2 };
    expect(() => reader.read(bytes, before.length)).toThrow(expect.objectContaining(fault));
    expect(() => reader.read(bytes, before.length)).toThrow(RowFault);
    const after = reader.skipLine(bytes, before.length);
    expect(reader.read(bytes, after)).toMatchObject({ count: 1, end: bytes.length });
  },
);

test.each(WAYS)('bytes that are not text are refused line by line: %s', (_way, options) => {
  const broken = Buffer.from(line(1, 'fits', 'X').replace('X', '\xff'), 'latin1');
  const bytes = Buffer.concat([Buffer.from(line(0)), broken, Buffer.from(line(2))]);
  const reader = new RowReader(options);
  const first = reader.read(bytes, 0);
  expect(first).toMatchObject({ count: 1, end: line(0).length });
  expect(() => reader.read(bytes, first.end)).toThrow(expect.objectContaining({ offset: first.end, line: 1 }));
  expect(reader.read(bytes, reader.skipLine(bytes, first.end))).toMatchObject({ count: 1, end: bytes.length });
});

test.each(WAYS)('blank lines, and a last line without its feed, do not matter: %s', (_way, options) => {
  const read = (text: string) => readAll(Buffer.from(text), new RowReader(options)).flatMap(({ ids }) => ids);
  expect(read(`${line(0)}\n\r\n${line(1)}\n`)).toEqual([0, 1]);
  expect(read(line(0) + line(1).trimEnd())).toEqual([0, 1]);
});

test.each(WAYS)('deletions are left out and counted where their column is not selected: %s', (_way, options) => {
  const meta = (action: string) => `"meta":{"action":"${action}","ts":"${TS}"}`;
  const lines = ['U', 'D', 'D', 'U'].map((action, id) => `{"key":{"id":${id}},${meta(action)}}\n`);
  const spaced = `{"key":{"id":9}, ${meta('D')}}\n`;
  const reader = new RowReader({ ...options, kind: 'incremental', columns: new Set(['id', '_ab_cdc_updated_at']) });
  expect(reader.read(Buffer.from(lines.join('') + spaced), 0)).toMatchObject({ count: 2, deletesLeftOut: 3 });
});

test.each<[RowKind, string]>([
  ['incremental', '"action":"d",'],
  ['incremental', '"action":"X",'],
  ['incremental', ''],
  ['snapshot', '"action":"D",'],
])('a row of a %s whose meta has %j is not a row of nulls', (kind, action) => {
  for (const [, options] of WAYS) {
    const bytes = Buffer.from(`{"key":{"id":1},"value":{},"meta":{${action}"ts":"${TS}"}}\n`);
    expect(() => new RowReader({ ...options, kind }).read(bytes, 0)).toThrow(RowFault);
  }
});

test.each(WAYS)('markers of DAP and objects in text columns are counted by column: %s', (_way, options) => {
  const values = [
    '{"x":"__dap_oversized_truncated__","o":{"s":"__dap_unspecified__"}}',
    '{"x":"__cd2_oversized_truncated__","o":{"s":{"deep":[1]}}}',
    '{"x":[{"id":7,"ok":true}]}',
    '{"x":"__dap_oversized_truncated_","o":null}',
  ];
  const rows = values.map((value, id) => `{"key":{"id":${id}},"value":${value},"meta":{"ts":"${TS}"}}\n`);
  const reader = new RowReader(options);
  readAll(Buffer.from(rows.join('')), reader);
  const counts = reader.drainCounts();
  expect(counts).toHaveLength(4);
  expect(counts).toEqual(
    expect.arrayContaining([
      { column: 'x', kind: 'oversized', count: 2 },
      { column: 'o', kind: 'unspecified', count: 1 },
      { column: 'o', kind: 'json-text', count: 1 },
      { column: 'x', kind: 'json-text', count: 1 },
    ]),
  );
  expect(reader.drainCounts()).toEqual([]);
});

test('a text column holds an object as JSON text, its numbers exact', () => {
  const row = `{"key":{"id":1},"value":{"x":[{"id":12345678901234567890, "ok":true}]},"meta":{"ts":"${TS}"}}\n`;
  const { records } = newReader().read(Buffer.from(row), 0);
  expect(JSON.parse(Buffer.from(records as Uint8Array).toString())).toMatchObject({
    x: '[{"id":12345678901234567890,"ok":true}]',
  });
});

test('a fraction in an integer column stays, and a warning names its column', () => {
  const row = `{"key":{"id":1},"value":{"n":1.5},"meta":{"ts":"${TS}"}}\n`;
  const reader = newReader();
  const { records } = reader.read(Buffer.from(row.repeat(3)), 0);
  expect(Buffer.from(records as Uint8Array).toString()).toContain('"n":1.5');
  const text = "Value of type 'number' does not fit type 'null or integer' at path 'n'.";
  expect(reader.drainWarnings()).toEqual([{ text, count: 3 }]);
});

test('the records of one table stay as they are while another is read, until they are released', () => {
  const [first, second] = [newReader(), newReader()];
  const chunk = Buffer.from(line(1));
  const { records } = first.read(chunk, 0);
  const before = idsIn(records as Uint8Array);
  second.read(Buffer.from(line(2)), 0);
  expect(idsIn(records as Uint8Array)).toEqual(before);
  first.release();
  expect(readAll(Buffer.from(line(3)), first)).toMatchObject([{ ids: [3] }]);
});

test('columns that the schema does not have are written and named, however their line is read', () => {
  const rows = ['"y":1', '"z":"a" , "y":2'].map((more, id) => line(id).replace('"x":""', `"x":"", ${more}`));
  const bytes = Buffer.from(rows.join(''));
  const read = (columns: ReadonlySet<string> | undefined) => {
    const reader = new RowReader({ ...OPTIONS, columns });
    const { records } = reader.read(bytes, 0);
    return [
      Buffer.from(records as Uint8Array)
        .toString('utf8')
        .includes('"y":'),
      reader.describeUndeclared(),
    ];
  };
  const what = 'Columns that its schema does not declare are';
  expect(read(undefined)).toEqual([true, `${what} written as they come: y, z.`]);
  expect(read(new Set(['id']))).toEqual([false, `${what} left out, because the catalog selects columns: y, z.`]);
  expect(newReader().describeUndeclared()).toBeUndefined();
});
