import { describe, expect, test } from 'vitest';
import type { CellForm } from '../contract/cell-form.js';
import { rewriteCell } from './rewrite-cell.test-helper.js';

const YEARS = { minYear: 1, maxYear: 9999 };
const ISO: CellForm = { kind: 'timestamp', write: 'iso', digits: 6, ...YEARS };
const PLAIN: CellForm = { kind: 'timestamp', write: 'plain', digits: 6, ...YEARS };
const SECONDS: CellForm = { kind: 'timestamp', write: 'plain', digits: 0, ...YEARS };
const WIDE: CellForm = { kind: 'timestamp', write: 'iso', digits: 6, minYear: 1, maxYear: 294276 };
const DATE: CellForm = { kind: 'date', ...YEARS };
const TIME: CellForm = { kind: 'time' };
const DURATION: CellForm = { kind: 'duration' };
const NULL = '\\N';

type Case = [form: CellForm, cell: string, written: string, faults?: string];

describe('instants, days, times and durations', () => {
  test.each<Case>([
    [ISO, '2026-03-01T08:00:00Z', '2026-03-01T08:00:00Z'],
    [ISO, '2026-03-01T08:00:00.1Z', '2026-03-01T08:00:00.1Z'],
    [ISO, '2026-03-01T08:00:00.123456Z', '2026-03-01T08:00:00.123456Z'],
    [ISO, '2026-03-01T08:00:00.999999999Z', '2026-03-01T08:00:00.999999Z'],
    [ISO, '2026-03-01T08:00:00+00:00', '2026-03-01T08:00:00Z'],
    [ISO, '2026-03-01T00:30:00+01:00', '2026-02-28T23:30:00Z'],
    [ISO, '2026-12-31T23:30:00-0100', '2027-01-01T00:30:00Z'],
    [ISO, '2026-03-01 08:00:00.5', '2026-03-01T08:00:00.5Z'],
    [ISO, '2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    [ISO, '2026-02-28T24:00:00Z', '2026-03-01T00:00:00Z'],
    [ISO, '2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    [ISO, '2026-02-29T00:00:00Z', NULL, 'wrong-type 1'],
    [ISO, '2026-13-01T00:00:00Z', NULL, 'wrong-type 1'],
    [ISO, '2026-03-01T25:00:00Z', NULL, 'wrong-type 1'],
    [ISO, '2026-03-01T08:00Z', NULL, 'wrong-type 1'],
    [ISO, '2026-03-01T08:00:00.Z', NULL, 'wrong-type 1'],
    [ISO, '2026-03-01', NULL, 'wrong-type 1'],
    [ISO, 'yesterday', NULL, 'wrong-type 1'],
    [ISO, '', NULL, 'wrong-type 1'],
    [ISO, '0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    [ISO, '9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
    [ISO, '9999-12-31T23:59:60Z', NULL, 'out-of-range 1'],
    [ISO, '0000-01-01T00:00:00Z', NULL, 'out-of-range 1'],
    [ISO, '0000-00-00T00:00:00Z', NULL, 'wrong-type 1'],
    [ISO, '+12345-03-01T00:00:00Z', NULL, 'out-of-range 1'],
    [ISO, '-0044-03-15T00:00:00Z', NULL, 'out-of-range 1'],
    [WIDE, '+12345-03-01T00:00:00Z', '12345-03-01T00:00:00Z'],
    [PLAIN, '2026-03-01T08:00:00Z', '2026-03-01 08:00:00'],
    [PLAIN, '2026-03-01T08:00:00.123Z', '2026-03-01 08:00:00.123'],
    [PLAIN, '2026-03-01T08:00:00.1234567Z', '2026-03-01 08:00:00.123456'],
    [SECONDS, '2026-03-01T08:00:00.999Z', '2026-03-01 08:00:00'],
    [SECONDS, '2026-03-01T08:00:00.999+00:00', '2026-03-01 08:00:00'],
    [DATE, '2026-03-01', '2026-03-01'],
    [DATE, '2026-02-30', NULL, 'wrong-type 1'],
    [DATE, '0000-00-00', NULL, 'wrong-type 1'],
    [DATE, '10000-01-01', NULL, 'out-of-range 1'],
    [DATE, '2026-03-01T00:00:00Z', NULL, 'wrong-type 1'],
    [TIME, '08:00:00', '08:00:00'],
    [TIME, '08:00:00.1234567Z', '08:00:00.123456'],
    [TIME, '00:30:00+01:00', '23:30:00'],
    [TIME, '8:00', NULL, 'wrong-type 1'],
    [DURATION, 'P1Y2M3DT4H5M6.5S', 'P1Y2M3DT4H5M6.5S'],
    [DURATION, 'PT1H', 'PT1H'],
    [DURATION, '-P1D', NULL, 'wrong-type 1'],
    [DURATION, 'P', NULL, 'wrong-type 1'],
    [DURATION, 'P1DT', NULL, 'wrong-type 1'],
  ])('%o: %s becomes %s', (form, cell, written, faults = '') => {
    expect(rewriteCell({ form, cell })).toEqual({ cell: written, faults });
  });
});
