import { describe, expect, it } from 'vitest';
import type { SqlColumn } from '../contract/design.js';
import { exactJson, readColumns, readExactJson, readObjectIds } from './stage-json.js';

const ID: SqlColumn = {
  name: 'id',
  headerName: 'key.id',
  column: {
    name: 'id',
    part: 'key',
    nullable: false,
    type: { kind: 'integer', bits: 64, minimum: 1n, maximum: 9_223_372_036_854_775_807n, values: [1n, 2n] },
  },
  type: 'bigint',
  form: { kind: 'integer', minimum: -9_223_372_036_854_775_808n, maximum: 9_223_372_036_854_775_807n },
  isKey: true,
  nullable: false,
};

const LISTS: SqlColumn = {
  name: '~list',
  headerName: 'value.~list',
  column: { name: '~list', part: 'value', nullable: true, type: { kind: 'array' }, default: ['~i7', '~', 5n] },
  type: 'bigint[]',
  form: { kind: 'array', write: 'braces', items: { kind: 'integer', minimum: -5n, maximum: 5n } },
  isKey: false,
  nullable: true,
  defaultSql: "'~i5'",
  comment: '~~',
  lookup: { schema: 'canvas', table: 'l', idColumn: 'id', valueColumn: 'value', maxChars: 255 },
};

describe('JSON of stages', () => {
  it.each([[9_007_199_254_740_993n, -1n, 0n], '~i5', ['~', '~~i', '~ix', '', 'i5'], { a: { '~k': '~i' } }, null, 1.5])(
    'gives back what was written, case %#',
    (value) => {
      expect(readExactJson(exactJson(value))).toEqual(value);
    },
  );

  it('is nothing where the text is no JSON, or no number follows the mark', () => {
    for (const text of ['{', '', '"~ix"', '["~i1.5"]', undefined, 5]) expect(readExactJson(text)).toBeUndefined();
  });

  it('keeps columns exactly', () => {
    expect(readColumns(exactJson([ID, LISTS]))).toEqual([ID, LISTS]);
  });

  it.each([
    ['a form without its limits', { ...ID, form: { kind: 'integer' } }],
    ['an unknown form', { ...ID, form: { kind: 'point' } }],
    ['a list of unknown items', { ...LISTS, form: { ...LISTS.form, items: { kind: 'point' } } }],
    ['limits that are no integers', { ...ID, form: { kind: 'integer', minimum: '1', maximum: '5' } }],
    ['no type', { ...ID, type: undefined }],
    ['a default that is no text', { ...ID, defaultSql: 5 }],
  ])('does not read columns with %s', (_, column) => {
    expect(readColumns(exactJson([column]))).toBeUndefined();
  });

  it('reads ids of files only as a list of texts', () => {
    expect(readObjectIds(exactJson(['a', '~b']))).toEqual(['a', '~b']);
    expect(readObjectIds(exactJson(['a', 5]))).toBeUndefined();
    expect(readObjectIds(exactJson({}))).toBeUndefined();
  });
});
