import { describe, expect, test } from 'vitest';
import type { Column, ColumnType } from '../../../dap/index.js';
import type { ExistingColumn, SqlColumn } from '../../contract/design.js';
import { postgresqlTypes as types } from './types.js';

const REPLICA = { ref: { namespace: 'canvas', table: 't' }, target: { schema: 'canvas', table: 't' } };
const STATE: ColumnType = { kind: 'enum', values: ['a', 'b'], typeName: 't__c', open: false };

function columnOf(type: ColumnType, byDefault?: Column['default']): Column {
  const value = byDefault === undefined ? {} : { default: byDefault };
  return { name: 'c', part: 'value', nullable: true, type, ...value };
}

function wantedOf(type: ColumnType): SqlColumn {
  const column = columnOf(type);
  const declared = types.typeOf(column, REPLICA);
  return { name: 'c', headerName: 'value.c', column, isKey: false, nullable: true, ...declared };
}

function existingOf(type: string, more: Partial<ExistingColumn> = {}): ExistingColumn {
  return { name: 'c', type, nullable: true, ...more };
}

const INTEGER = (bits: 16 | 32 | 64): ColumnType => ({ kind: 'integer', bits });
const TEXT = (maxLength?: number): ColumnType => ({ kind: 'text', ...(maxLength === undefined ? {} : { maxLength }) });
const LIST = (type: ColumnType): ColumnType => ({ kind: 'array', items: { type } });
const DECIMAL: ColumnType = { kind: 'decimal', precision: 5, scale: 2 };
const OBJECT: ColumnType = { kind: 'object', closed: true };

describe('types of a fresh table', () => {
  test.each<readonly [ColumnType, string]>([
    [INTEGER(16), 'smallint'],
    [INTEGER(32), 'integer'],
    [INTEGER(64), 'bigint'],
    [{ kind: 'float', bits: 32 }, 'real'],
    [{ kind: 'float', bits: 64 }, 'double precision'],
    [DECIMAL, 'numeric(5,2)'],
    [{ kind: 'decimal' }, 'numeric'],
    [{ kind: 'date-time' }, 'timestamp without time zone'],
    [{ kind: 'time' }, 'time without time zone'],
    [{ kind: 'duration' }, 'interval'],
    [TEXT(), 'text'],
    [TEXT(255), 'varchar(255)'],
    [TEXT(20_000_000), 'text'],
    [{ kind: 'ip', versions: 'v4' }, 'inet'],
    [OBJECT, 'jsonb'],
    [LIST(OBJECT), 'jsonb'],
    [LIST(LIST(TEXT())), 'jsonb'],
    [{ kind: 'array' }, 'jsonb'],
    [LIST(INTEGER(64)), 'bigint[]'],
    [STATE, '"canvas"."t__c"'],
    [LIST(STATE), '"canvas"."t__c"[]'],
    [{ ...STATE, open: true }, 'text'],
    [{ ...STATE, open: true, maxLength: 64 }, 'varchar(64)'],
    [{ ...STATE, values: ['x'.repeat(64)] }, 'text'],
    [{ ...STATE, values: [] }, 'text'],
    [{ ...STATE, typeName: 't' }, '"canvas"."t__c"'],
    [{ kind: 'unknown', types: [], node: {} }, 'text'],
  ])('%o becomes %s', (type, written) => {
    expect(types.typeOf(columnOf(type), REPLICA).type).toBe(written);
  });

  test('a name of a type that is too long ends with a hash of the whole', () => {
    const [one, two] = ['a', 'b'].map((end) =>
      types.typeOf(columnOf({ ...STATE, typeName: `${'n'.repeat(70)}${end}` }), REPLICA),
    );
    expect(one?.enumType?.name).toMatch(/^n{54}_[0-9a-f]{8}$/);
    expect(one?.enumType?.name).not.toBe(two?.enumType?.name);
  });
});

describe('what an existing column needs', () => {
  test.each<readonly [string, ColumnType, string]>([
    ['bigint', INTEGER(64), 'same'],
    ['bigint', INTEGER(32), 'holds'],
    ['integer', INTEGER(64), 'widen'],
    ['integer', TEXT(), 'widen'],
    ['integer', TEXT(10), 'cannot'],
    ['integer', { kind: 'float', bits: 64 }, 'widen'],
    ['bigint', { kind: 'float', bits: 64 }, 'cannot'],
    ['integer', { kind: 'decimal', precision: 12, scale: 2 }, 'widen'],
    ['integer', DECIMAL, 'cannot'],
    ['numeric(7,2)', DECIMAL, 'holds'],
    ['numeric(4,1)', DECIMAL, 'widen'],
    ['numeric(5,3)', DECIMAL, 'cannot'],
    ['numeric', INTEGER(64), 'holds'],
    ['real', { kind: 'float', bits: 64 }, 'widen'],
    ['double precision', { kind: 'float', bits: 32 }, 'holds'],
    ['varchar(10)', TEXT(20), 'widen'],
    ['varchar(20)', TEXT(10), 'holds'],
    ['varchar(20)', TEXT(), 'widen'],
    ['text', TEXT(10), 'holds'],
    ['text', STATE, 'holds'],
    ['varchar(1)', STATE, 'holds'],
    ['text', OBJECT, 'holds'],
    ['varchar(255)', OBJECT, 'cannot'],
    ['text', { kind: 'date-time' }, 'holds'],
    ['text', LIST(STATE), 'holds'],
    ['text[]', LIST(STATE), 'holds'],
    ['varchar(10)[]', LIST(TEXT(20)), 'widen'],
    ['integer[]', LIST(INTEGER(64)), 'widen'],
    ['integer', LIST(INTEGER(32)), 'cannot'],
    ['boolean', TEXT(), 'widen'],
    ['timestamp without time zone', TEXT(), 'cannot'],
    ['timestamp with time zone', { kind: 'date-time' }, 'holds'],
    ['timestamp(0) without time zone', { kind: 'date-time' }, 'cannot'],
    ['date', { kind: 'date-time' }, 'cannot'],
    ['text', INTEGER(64), 'holds'],
    ['varchar(5)', { kind: 'boolean' }, 'holds'],
    ['varchar(4)', { kind: 'boolean' }, 'cannot'],
    ['integer', TEXT(11), 'widen'],
    ['integer', TEXT(10), 'cannot'],
    ['jsonb', LIST(INTEGER(64)), 'holds'],
    ['jsonb', TEXT(), 'cannot'],
    ['public.domain', INTEGER(64), 'cannot'],
  ])('%s for %o: %s', (existing, type, fit) => {
    expect(types.compare(existingOf(existing), wantedOf(type)).fit).toBe(fit);
  });

  test('enumerations are compared by their values, whatever their name', () => {
    const compare = (enumValues: string[], type: ColumnType, name = '"canvas"."t__c"') =>
      types.compare(existingOf(name, { enumValues }), wantedOf(type));
    expect(compare(['b', 'a'], STATE)).toEqual({ fit: 'same' });
    expect(compare(['a', 'b', 'c'], STATE, '"canvas"."other"')).toEqual({ fit: 'holds' });
    expect(compare(['a'], STATE)).toEqual({ fit: 'more-values', values: ['b'] });
    expect(compare(['a'], LIST(STATE), '"canvas"."t__c"[]')).toEqual({ fit: 'more-values', values: ['b'] });
    expect(compare(['a'], LIST(STATE)).fit).toBe('cannot');
    expect(compare(['a'], TEXT())).toEqual({ fit: 'widen' });
    expect(compare(['long'], TEXT(3)).fit).toBe('cannot');
    expect(compare(['a'], { ...STATE, values: ['x'.repeat(64)] })).toEqual({ fit: 'widen' });
  });

  test('a table of values takes texts, and a column of numbers with a foreign key stays one', () => {
    const lookup = { schema: 's', table: 'Controller', idColumn: 'id', valueColumn: 'value', maxChars: 64 };
    const existing = existingOf('integer', { lookup });
    expect(types.compare(existing, wantedOf({ ...STATE, open: true }))).toEqual({ fit: 'holds' });
    expect(types.formFor(columnOf({ ...STATE, open: true }), existing)).toEqual({
      kind: 'text',
      holdsNul: false,
      maxChars: 64,
    });
    expect(types.compare(existing, wantedOf(INTEGER(32)))).toEqual({ fit: 'same' });
    expect(types.formFor(columnOf(INTEGER(32)), existing)).toMatchObject({ kind: 'integer' });
  });

  test('values that an enumeration is going to have are taken', () => {
    const existing = existingOf('"canvas"."t__c"', { enumValues: ['old', 'a'] });
    expect(types.formFor(columnOf(STATE), existing)).toEqual({ kind: 'enum', values: ['old', 'a', 'b'] });
    expect(types.formFor(columnOf(TEXT()), existing)).toBeUndefined();
  });
});

test.each<readonly [ColumnType, NonNullable<Column['default']>, string | undefined]>([
  [TEXT(), "it's \\", "'it''s \\'"],
  [TEXT(2), 'abc', undefined],
  [TEXT(), 'a\0', undefined],
  [TEXT(), 1, undefined],
  [INTEGER(64), -1, '-1'],
  [INTEGER(64), 9007199254740993n, '9007199254740993'],
  [INTEGER(16), 40000, undefined],
  [{ kind: 'float', bits: 64 }, 0.5, '0.5'],
  [{ kind: 'boolean' }, false, 'false'],
  [STATE, 'b', "'b'"],
  [STATE, 'z', undefined],
  [OBJECT, { a: 1n }, `'{"a":1}'`],
  [LIST(TEXT()), ['a"b', 'c'], `'{"a\\"b",c}'`],
  [LIST(INTEGER(32)), [1, 2], "'{1,2}'"],
  [LIST(INTEGER(32)), ['x'], undefined],
  [{ kind: 'date-time' }, '2026-01-01T00:00:00.500Z', "'2026-01-01 00:00:00.5'"],
  [{ kind: 'date-time' }, '2026-01-01T00:00:00Z', "'2026-01-01 00:00:00'"],
  [{ kind: 'date-time' }, 'now', undefined],
])('the default of %o: %o is written %s', (type, value, written) => {
  const column = columnOf(type, value);
  expect(types.defaultOf(column, types.typeOf(column, REPLICA))).toBe(written);
});
