import { describe, expect, test } from 'vitest';
import type { CellForm } from '../contract/cell-form.js';
import { rewriteCell } from './rewrite-cell.test-helper.js';

const INT64: CellForm = { kind: 'integer', minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n };
const INT16: CellForm = { kind: 'integer', minimum: -32768n, maximum: 32767n };
const DOUBLE: CellForm = { kind: 'float', bits: 64, holdsNonFinite: true };
const FINITE: CellForm = { kind: 'float', bits: 64, holdsNonFinite: false };
const REAL: CellForm = { kind: 'float', bits: 32, holdsNonFinite: true };
const MONEY: CellForm = { kind: 'decimal', precision: 5, scale: 2 };
const ANY_DECIMAL: CellForm = { kind: 'decimal' };
const NULL = '\\N';

type Case = [form: CellForm, cell: string, written: string, faults?: string];

describe('numbers', () => {
  test.each<Case>([
    [INT64, '0', '0'],
    [INT64, '-1', '-1'],
    [INT64, '10000000000000001', '10000000000000001'],
    [INT64, '9223372036854775807', '9223372036854775807'],
    [INT64, '-9223372036854775808', '-9223372036854775808'],
    [INT64, '9223372036854775808', NULL, 'out-of-range 1'],
    [INT64, '-9223372036854775809', NULL, 'out-of-range 1'],
    [INT64, '1.0', '1'],
    [INT64, '1e3', '1000'],
    [INT64, '12.5e1', '125'],
    [INT64, '1.5', NULL, 'wrong-type 1'],
    [INT64, '1e-1', NULL, 'wrong-type 1'],
    [INT64, '1e999999999', NULL, 'out-of-range 1'],
    [INT64, '0e999999999', '0'],
    [INT64, '007', '7'],
    [INT64, '-0', '0'],
    [INT64, '+5', '5'],
    [INT64, '', NULL, 'wrong-type 1'],
    [INT64, '-', NULL, 'wrong-type 1'],
    [INT64, '.', NULL, 'wrong-type 1'],
    [INT64, '12a', NULL, 'wrong-type 1'],
    [INT64, ' 12', NULL, 'wrong-type 1'],
    [INT64, '0x10', NULL, 'wrong-type 1'],
    [INT64, 'NaN', NULL, 'non-finite 1'],
    [INT64, NULL, NULL],
    [INT16, '32767', '32767'],
    [INT16, '-32768', '-32768'],
    [INT16, '32768', NULL, 'out-of-range 1'],
    [INT16, '-32769', NULL, 'out-of-range 1'],
    [INT16, '1234567890123456', NULL, 'out-of-range 1'],
    [DOUBLE, '1.5', '1.5'],
    [DOUBLE, '-1.5e-07', '-1.5e-07'],
    [DOUBLE, '1E300', '1E300'],
    [DOUBLE, '1e400', NULL, 'out-of-range 1'],
    [DOUBLE, '-1e400', NULL, 'out-of-range 1'],
    [DOUBLE, '1e-400', '0'],
    [DOUBLE, `0.${'0'.repeat(400)}1`, '0'],
    [DOUBLE, `1${'0'.repeat(308)}`, `1${'0'.repeat(308)}`],
    [DOUBLE, `1${'0'.repeat(309)}`, NULL, 'out-of-range 1'],
    [DOUBLE, 'inf', 'Infinity'],
    [DOUBLE, '-inf', '-Infinity'],
    [DOUBLE, 'nan', 'NaN'],
    [DOUBLE, 'NaN', 'NaN'],
    [DOUBLE, 'Infinity', 'Infinity'],
    [DOUBLE, '.5', '0.5'],
    [DOUBLE, '5.', '5'],
    [DOUBLE, 'five', NULL, 'wrong-type 1'],
    [FINITE, 'nan', NULL, 'non-finite 1'],
    [FINITE, '-Infinity', NULL, 'non-finite 1'],
    [REAL, '1.5', '1.5'],
    [REAL, '1e30', '1e30'],
    [REAL, '1e39', NULL, 'out-of-range 1'],
    [REAL, '1e-50', '0'],
    [MONEY, '999.99', '999.99'],
    [MONEY, '-0.01', '-0.01'],
    [MONEY, '1000', NULL, 'out-of-range 1'],
    [MONEY, '0.001', NULL, 'wrong-type 1'],
    [MONEY, '12.3400', '12.34'],
    [MONEY, '1.234e1', '12.34'],
    [MONEY, '1e2', '100'],
    [MONEY, 'Infinity', NULL, 'non-finite 1'],
    [ANY_DECIMAL, '12345678901234567890.123456789', '12345678901234567890.123456789'],
    [ANY_DECIMAL, '1e-7', '0.0000001'],
    [ANY_DECIMAL, '1e5000', NULL, 'out-of-range 1'],
  ])('%o: %s becomes %s', (form, cell, written, faults = '') => {
    expect(rewriteCell({ form, cell })).toEqual({ cell: written, faults });
  });
});
