import { describe, expect, test } from 'vitest';
import type { CellForm, LoadFormat } from '../contract/cell-form.js';
import { rewriteCell } from './rewrite-cell.test-helper.js';

const NULL = '\\N';
const TEXT: CellForm = { kind: 'text', holdsNul: false };
const NUL_TEXT: CellForm = { kind: 'text', holdsNul: true };
const SHORT: CellForm = { kind: 'text', holdsNul: false, maxChars: 3 };
const FEW_BYTES: CellForm = { kind: 'text', holdsNul: false, maxChars: 100, maxBytes: 5 };
const JSONB: CellForm = { kind: 'json', holdsNul: false };
const SHALLOW: CellForm = { kind: 'json', holdsNul: false, maxDepth: 2 };
const JSON_TEXT: CellForm = { kind: 'json', holdsNul: true };

type Case = [format: LoadFormat, form: CellForm, cell: string, written: string, faults?: string];

describe('texts and JSON', () => {
  test.each<Case>([
    ['copy', TEXT, '', ''],
    ['copy', TEXT, 'é 😀 "x" \\\\', 'é 😀 "x" \\\\'],
    ['copy', TEXT, '\\b\\f\\n\\r\\t\\v', '\\b\\f\\n\\r\\t\\v'],
    ['copy', TEXT, '\\\\N', '\\\\N'],
    ['copy', TEXT, '\\.', '.'],
    ['copy', TEXT, '\\\\.', '\\\\.'],
    ['copy', TEXT, '\\101\\x41', '101x41'],
    ['copy', TEXT, 'a\\Nb', 'aNb'],
    ['copy', TEXT, 'a\rb', 'a\\rb'],
    ['copy', TEXT, 'a\\', 'a\\\\'],
    ['copy', TEXT, 'a\\0b', 'ab', 'nul 1'],
    ['copy', TEXT, 'a\0b', 'ab', 'nul 1'],
    ['copy', SHORT, 'abc', 'abc'],
    ['copy', SHORT, '\\t\\t\\t', '\\t\\t\\t'],
    ['copy', SHORT, 'éé😀', 'éé😀'],
    ['copy', SHORT, 'éé😀x', 'éé😀', 'too-long 1'],
    ['copy', SHORT, 'ab\\0cd', 'abc', 'nul 1, too-long 1'],
    ['copy', FEW_BYTES, 'ééé', 'éé', 'too-long 1'],
    ['copy', FEW_BYTES, 'a😀', 'a😀'],
    ['copy', FEW_BYTES, 'ab😀', 'ab', 'too-long 1'],
    ['copy', TEXT, '__dap_oversized_truncated__', '__dap_oversized_truncated__', 'oversized 1'],
    ['copy', TEXT, '__cd2_oversized_truncated__', '__cd2_oversized_truncated__', 'oversized 1'],
    ['copy', TEXT, '__dap_unspecified__', '__dap_unspecified__', 'unspecified 1'],
    ['copy', TEXT, '__dap_else__', '__dap_else__'],
    ['load-data', TEXT, '\\b\\f\\n\\r\\t\\v', '\b\f\\n\\r\\t\v'],
    ['load-data', TEXT, '\\b\\n\\r\\t\\\\', '\\b\\n\\r\\t\\\\'],
    ['load-data', TEXT, '\\Z', 'Z'],
    ['load-data', NUL_TEXT, 'a\\0b', 'a\\0b'],
    ['load-data', NUL_TEXT, 'a\0b', 'a\\0b'],
    ['load-data', TEXT, '', ''],
    ['csv', TEXT, '', '""'],
    ['csv', TEXT, 'plain', 'plain'],
    ['csv', TEXT, 'a"b', '"a""b"'],
    ['csv', TEXT, '\\\\N', '"\\N"'],
    ['csv', TEXT, '\\b\\f\\n\\r\\t\\v\\\\', '"\b\f\n\r\t\v\\"'],
    ['csv', TEXT, 'a\rb', '"a\rb"'],
    ['csv', NUL_TEXT, 'a\\0b', '"a\0b"'],
    ['csv', TEXT, 'a\\0"b', '"a""b"', 'nul 1'],
    ['copy', JSONB, '{"a":[1,null],"b":"x"}', '{"a":[1,null],"b":"x"}'],
    ['copy', JSONB, '[]', '[]'],
    ['copy', JSONB, '{"a":"\\\\u0001\\\\n"}', '{"a":"\\\\u0001\\\\n"}'],
    ['copy', JSONB, '{"a":"x\\\\u0000y"}', '{"a":"xy"}', 'nul 1'],
    ['copy', JSONB, '{"a":"\\\\\\\\u0000"}', '{"a":"\\\\\\\\u0000"}'],
    ['copy', JSONB, '{"a":"\\\\ud83d\\\\ude00"}', '{"a":"\\\\ud83d\\\\ude00"}'],
    ['copy', JSONB, '{"a":"\\\\ud83d"}', '{"a":""}', 'nul 1'],
    ['copy', JSONB, '{"a":"\\\\uDE00\\\\ud83d"}', '{"a":""}', 'nul 1'],
    ['copy', JSONB, '"text"', '"text"'],
    ['copy', JSONB, '12', '12'],
    ['copy', JSONB, 'text', NULL, 'bad-json 1'],
    ['copy', JSONB, '', NULL, 'bad-json 1'],
    ['copy', JSONB, '{"a":1', NULL, 'bad-json 1'],
    ['copy', JSONB, '__dap_oversized_truncated__', '"__dap_oversized_truncated__"', 'oversized 1'],
    ['copy', JSONB, '"__dap_oversized_truncated__"', '"__dap_oversized_truncated__"', 'oversized 1'],
    ['load-data', JSON_TEXT, '{"a":"x\\\\u0000y"}', '{"a":"x\\\\u0000y"}'],
    ['load-data', JSONB, '{"a":"\\\\"\\\\\\\\"}', '{"a":"\\\\"\\\\\\\\"}'],
    ['csv', JSON_TEXT, '{"a":"\\\\n"}', '"{""a"":""\\n""}"'],
    ['csv', JSON_TEXT, '[1,2]', '[1,2]'],
  ])('%s, %o: %j becomes %j', (format, form, cell, written, faults = '') => {
    expect(rewriteCell({ format, form, cell })).toEqual({ cell: written, faults });
  });

  test.each<Case>([
    ['copy', JSONB, '{"a":12345678901234567890.5}', '{"a":12345678901234567890.5}'],
    ['copy', JSONB, '{"a" 1}', NULL, 'bad-json 1'],
    ['copy', JSONB, '{"a":"\\n"}', NULL, 'bad-json 1'],
    ['copy', JSONB, '[1e99999]', NULL, 'bad-json 1'],
    ['copy', JSONB, '["1e99999"]', '["1e99999"]'],
    ['csv', JSONB, '{"a" 1}', NULL, 'bad-json 1'],
    ['copy', SHALLOW, '[{"a":"[[["},[]]', '[{"a":"[[["},[]]'],
    ['copy', SHALLOW, '[{"a":[]}]', NULL, 'bad-json 1'],
  ])('careful: %s, %o: %j becomes %j', (format, form, cell, written, faults = '') => {
    expect(rewriteCell({ format, form, cell, careful: true })).toEqual({ cell: written, faults });
  });

  test('a marker of the column is counted, whatever it looks like', () => {
    const column = {
      column: { name: 'x', part: 'value', nullable: true, type: { kind: 'text' }, oversizeMarkers: ['too large'] },
    } as const;
    expect(rewriteCell({ form: TEXT, cell: 'too large', column })).toEqual({
      cell: 'too large',
      faults: 'oversized 1',
    });
    expect(rewriteCell({ form: TEXT, cell: 'too large', column, policies: { oversized: 'null' } })).toEqual({
      cell: NULL,
      faults: 'oversized 1',
    });
    expect(rewriteCell({ form: TEXT, cell: 'too late', column })).toEqual({ cell: 'too late', faults: '' });
  });
});
