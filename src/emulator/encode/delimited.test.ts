import { describe, expect, it } from 'vitest';
import type { RowValue } from '../emulator.js';
import type { ColumnFact } from '../facts/column-fact.js';
import type { ColumnPlan } from '../generator/column-plan.js';
import { csv } from './csv.js';
import type { Layout, TextEncoding } from './encoder.js';
import { tsv } from './tsv.js';

function column(name: string, type: ColumnFact['type'], more: Partial<ColumnFact> = {}): ColumnPlan {
  const fact = { name, type, nullable: true, key: false, oversize: false, ...more };
  return { name, fact, key: fact.key, salt: 0, mutable: false, likelihood: 1, plain: false, make: () => undefined };
}

const RULES = column('rules', 'object', {
  members: [column('drop_lowest', 'int32').fact, column('note', 'text').fact, column('never_drop', 'int32[]').fact],
});
const COLUMNS = [column('id', 'int64', { key: true }), column('name', 'text'), RULES];

function write(
  encoding: TextEncoding,
  values: readonly (RowValue | undefined)[],
  layout: Partial<Layout> = {},
  action?: 'U' | 'D',
): string[] {
  const encoder = encoding.encoderFor(COLUMNS, {
    incremental: action !== undefined,
    mode: 'expanded',
    bareNull: false,
    ...layout,
  });
  return [encoder.head(), encoder.row(values, '2026-03-01T08:00:00.000001Z', action)];
}

describe('TSV', () => {
  it('makes a column of each member of a nested object, or one of JSON without its nulls', () => {
    const values = [5, 'a', { drop_lowest: 1, never_drop: [11, 12] }];
    expect(write(tsv, values)).toEqual([
      'meta.ts\tkey.id\tvalue.name\tvalue.rules.drop_lowest\tvalue.rules.note\tvalue.rules.never_drop\n',
      '2026-03-01T08:00:00.000001Z\t5\ta\t1\t\\N\t[11,12]\n',
    ]);
    expect(write(tsv, values, { mode: 'condensed' })).toEqual([
      'meta.ts\tkey.id\tvalue.name\tvalue.rules\n',
      '2026-03-01T08:00:00.000001Z\t5\ta\t{"drop_lowest":1,"never_drop":[11,12]}\n',
    ]);
  });

  it('writes a nested object without members as null, in both layouts', () => {
    expect(write(tsv, [5, '', {}], { mode: 'condensed' })[1]).toMatch(/\t5\t\t\\N\n$/);
    expect(write(tsv, [5, '', {}])[1]).toMatch(/\t5\t\t\\N\t\\N\t\\N\n$/);
  });

  it('escapes JSON texts a second time', () => {
    const row = write(tsv, [5, undefined, { note: 'line\nback\\slash\0"' }], { mode: 'condensed' })[1];
    expect(row).toContain(String.raw`{"note":"line\\nback\\\\slash\\u0000\\""}`);
  });

  it.each([
    ['a\tb', String.raw`a\tb`],
    ['\b\f\n\r\v\\', String.raw`\b\f\n\r\v\\`],
    ['\\N', String.raw`\\N`],
    ['nul\0', String.raw`nul\0`],
    ['', ''],
    ['NULL', 'NULL'],
    ['\u2028 é 👩', '\u2028 é 👩'],
  ])('writes the text %j as COPY reads it', (text, cell) => {
    expect(write(tsv, [5, text, undefined])[1]?.split('\t')[2]).toBe(cell);
  });

  it.each([
    [9_007_199_254_740_993n, '9007199254740993'],
    [0.1 + 0.2, '0.30000000000000004'],
    [true, 'true'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [['a', 'b'], '["a","b"]'],
  ])('writes the value %s as %s', (value, cell) => {
    expect(write(tsv, [5, value, undefined])[1]?.split('\t')[2]).toBe(cell);
  });

  it('keeps all columns of a deletion, with nulls for its values', () => {
    const [head, row] = write(tsv, [5, 'old', { drop_lowest: 1 }], {}, 'D');
    expect(head).toMatch(/^meta\.ts\tmeta\.action\tkey\.id\t/);
    expect(row).toBe('2026-03-01T08:00:00.000001Z\tD\t5\t\\N\t\\N\t\\N\t\\N\n');
  });
});

describe('CSV', () => {
  it.each([
    ['', '""'],
    ['NULL', '"NULL"'],
    ['say "hi", twice', '"say ""hi"", twice"'],
    ['two\nlines', '"two\nlines"'],
    [' ', ' '],
  ])('writes the text %j as %s', (text, cell) => {
    expect(write(csv, [5, text, undefined], { mode: 'condensed' })[1]).toBe(
      `2026-03-01T08:00:00.000001Z,5,${cell},\r\n`,
    );
  });

  it('writes null as nothing, or as the bare word', () => {
    expect(write(csv, [5, undefined, undefined], { mode: 'condensed' })[1]).toMatch(/,5,,\r\n$/);
    expect(write(csv, [5, undefined, undefined], { mode: 'condensed', bareNull: true })[1]).toMatch(
      /,5,NULL,NULL\r\n$/,
    );
  });

  it('quotes JSON', () => {
    const row = write(csv, [5, 'x', { drop_lowest: 1 }], { mode: 'condensed' }, 'U')[1];
    expect(row).toBe('2026-03-01T08:00:00.000001Z,U,5,x,"{""drop_lowest"":1}"\r\n');
  });
});
