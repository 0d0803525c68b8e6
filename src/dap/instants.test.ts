import { expect, test } from 'vitest';
import { compareInstants, instantMs, isInstant, microsecondsBefore } from './instants.js';

test.each([
  ['2026-03-01T08:00:00Z', true],
  ['2026-03-01T08:00:00.123456Z', true],
  ['2026-03-01T08:00:00.123456789Z', true],
  ['2026-03-01 08:00:00+00:00', true],
  ['2026-03-01T09:00:00+01:00', true],
  ['2026-03-01T08:00:00', false],
  ['2026-02-30T08:00:00Z', false],
  ['2026-03-01', false],
  ['yesterday', false],
  ['', false],
])('%j is an instant: %s', (text, expected) => {
  expect(isInstant(text)).toBe(expected);
});

test.each([
  ['2026-03-01T08:00:00.000001Z', '2026-03-01T08:00:00Z', 1],
  ['2026-03-01T08:00:00.123456Z', '2026-03-01T08:00:00.123457Z', -1],
  ['2026-03-01T09:00:00+01:00', '2026-03-01T08:00:00.0Z', 0],
  ['2026-03-01T08:00:00.1Z', '2026-03-01T08:00:00.100000Z', 0],
  ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.25Z', 1],
  ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', -1],
])('%s compared with %s gives %i', (a, b, expected) => {
  expect(compareInstants(a, b)).toBe(expected);
});

test('comparing something else is a range error', () => {
  expect(() => compareInstants('2026-03-01T08:00:00Z', 'later')).toThrow(RangeError);
});

test('milliseconds are cut, not rounded', () => {
  expect(instantMs('1970-01-01T00:00:01.9999Z')).toBe(1999);
});

test.each([
  ['2026-03-01T08:00:00Z', 1, '2026-03-01T07:59:59.999999Z'],
  ['2026-03-01T08:00:00.000003Z', 3, '2026-03-01T08:00:00.000000Z'],
  ['2026-03-01T00:00:00.123456789Z', 6, '2026-03-01T00:00:00.123450Z'],
  ['2026-03-01T00:30:00.5+01:00', 0, '2026-02-28T23:30:00.500000Z'],
])('%s, %i microseconds earlier, is %s', (text, microseconds, earlier) => {
  expect(microsecondsBefore(text, microseconds)).toBe(earlier);
});
