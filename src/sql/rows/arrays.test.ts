import { describe, expect, test } from 'vitest';
import type { CellForm } from '../contract/cell-form.js';
import { rewriteCell } from './rewrite-cell.test-helper.js';

const NULL = '\\N';
const braces = (items: CellForm): CellForm => ({ kind: 'array', items, write: 'braces' });
const TEXTS = braces({ kind: 'text', holdsNul: false, maxChars: 5 });
const INTEGERS = braces({ kind: 'integer', minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n });
const ENUMS = braces({ kind: 'enum', values: ['a', 'b'] });
const DECIMALS = braces({ kind: 'decimal' });
const JSONS = braces({ kind: 'json', holdsNul: false });
const MATRIX = braces(INTEGERS);
const AS_JSON: CellForm = { kind: 'array', items: { kind: 'text', holdsNul: true }, write: 'json' };
const SMALL: CellForm = { kind: 'integer', minimum: 0n, maximum: 9n };
const INTEGERS_AS_JSON: CellForm = { kind: 'array', items: SMALL, write: 'json' };
const DAYS_AS_JSON: CellForm = { kind: 'array', items: { kind: 'date', minYear: 1, maxYear: 9999 }, write: 'json' };
const MATRIX_AS_JSON: CellForm = { kind: 'array', items: INTEGERS_AS_JSON, write: 'json' };

const PLAIN_TEXTS = braces({ kind: 'text', holdsNul: false });
const INTS: CellForm = braces({ kind: 'integer', minimum: -(2n ** 31n), maximum: 2n ** 31n - 1n });

type Case = [form: CellForm, cell: string, written: string, faults?: string];

describe('arrays', () => {
  test.each<Case>([
    [PLAIN_TEXTS, '["a,b","NULL","{x}","é"]', '{"a,b","NULL","{x}","é"}'],
    [PLAIN_TEXTS, '["","a" ,null]', '{"","a",NULL}'],
    [PLAIN_TEXTS, '["__dap_unspecified__"]', '{"__dap_unspecified__"}', 'unspecified 1'],
    [PLAIN_TEXTS, '["a"', NULL, 'bad-json 1'],
    [PLAIN_TEXTS, '["a",]', NULL, 'bad-json 1'],
    [INTS, '[1,-22,0]', '{1,-22,0}'],
    [INTS, '[2147483648,01]', NULL, 'bad-json 1'],
    [INTS, '[2147483648,-1]', '{NULL,-1}', 'out-of-range 1'],
    [ENUMS, '["a","b"]', '{"a","b"}'],
    [TEXTS, '[]', '{}'],
    [TEXTS, '[ "a,b" , null, "NULL", "" ]', '{"a,b",NULL,"NULL",""}'],
    [TEXTS, '["\\\\"\\\\\\\\"]', '{"\\\\"\\\\\\\\"}'],
    [TEXTS, '["{}","\\\\n"]', '{"{}","\\n"}'],
    [TEXTS, '["123456","a\\\\u0000"]', '{"12345","a"}', 'nul 1, too-long 1'],
    [TEXTS, '["x\\\\ud83d","\\\\ud83d\\\\ude00"]', '{"x","😀"}', 'nul 1'],
    [TEXTS, '[1,true]', '{"1","true"}'],
    [TEXTS, '{"a":1}', NULL, 'bad-json 1'],
    [TEXTS, '["a"', NULL, 'bad-json 1'],
    [TEXTS, '', NULL, 'bad-json 1'],
    [TEXTS, '__dap_oversized_truncated__', NULL, 'oversized 1'],
    [INTEGERS, '[1,-2,9223372036854775807]', '{1,-2,9223372036854775807}'],
    [INTEGERS, '[1,"2",9223372036854775808]', '{1,2,NULL}', 'out-of-range 1'],
    [ENUMS, '["a","c"]', '{"a",NULL}', 'unknown-enum 1'],
    [DECIMALS, '[12345678901234567890.123456789]', '{12345678901234567890.123456789}'],
    [JSONS, '[{"a":[1,2]},"x"]', '{"{\\\\"a\\\\":[1,2]}","\\\\"x\\\\""}'],
    [MATRIX, '[[1,2],[3,4]]', '{{1,2},{3,4}}'],
    [MATRIX, '[[1,2],[3]]', NULL, 'wrong-type 1'],
    [MATRIX, '[[],[]]', '{}'],
    [MATRIX, '[]', '{}'],
    [MATRIX, '[[1,2],null]', NULL, 'wrong-type 1'],
    [AS_JSON, '["a",null]', '["a",null]'],
    [AS_JSON, '["a"', NULL, 'bad-json 1'],
  ])('%o: %j becomes %j', (form, cell, written, faults = '') => {
    expect(rewriteCell({ form, cell })).toEqual({ cell: written, faults });
  });

  test.each<Case>([
    [INTEGERS_AS_JSON, '[1, "2", 2.0, 1000, null, "x"]', '[1,2,2,null,null,null]', 'out-of-range 1, wrong-type 1'],
    [INTEGERS_AS_JSON, '{}', NULL, 'bad-json 1'],
    [AS_JSON, '["a\\\\u0000",1,null]', '["a\\\\u0000","1",null]'],
    [DAYS_AS_JSON, '["2026-03-01","2026-02-30"]', '["2026-03-01",null]', 'wrong-type 1'],
    [MATRIX_AS_JSON, '[[1,500],[]]', '[[1,null],[]]', 'out-of-range 1'],
  ])('careful: %o: %j becomes %j', (form, cell, written, faults = '') => {
    expect(rewriteCell({ form, cell, careful: true })).toEqual({ cell: written, faults });
  });

  test('a marker has no place in an array of DuckDB', () => {
    const cell = '__dap_oversized_truncated__';
    expect(rewriteCell({ form: AS_JSON, cell, format: 'load-data' }).cell).toBe(`"${cell}"`);
    expect(rewriteCell({ form: AS_JSON, cell, format: 'csv' })).toEqual({ cell: NULL, faults: 'oversized 1' });
  });
});
