import { describe, expect, it } from 'vitest';
import { isDate, isDateTime, isRfc3339 } from './date-tests.js';
import { createDateNormalizer, isTimeZone } from './normalize-date.js';

describe('texts that are timestamps', () => {
  it.each([
    '2026-01-31T10:00:00Z',
    '2026-01-31T10:00:00.123456789+02:00',
    '2026-01-31 10:00:00',
    '2026-01-31t10:00:00z',
    '2026-01-31T10:00:00+0530',
    '2026-01-31T10:00:00-08',
    '2024-02-29T23:59:60Z',
    '2000-02-29T00:00:00Z',
    '0001-01-01T00:00:00',
  ])('%s', (text) => {
    expect(isDateTime(text)).toBe(true);
  });

  it.each([
    '',
    '0000-00-00',
    '0000-00-00 00:00:00',
    '1767225600',
    '2026-01-31',
    '2026-01-31T10:00',
    '2026-01-31 10:00:00 PDT',
    '2026-02-29T10:00:00Z',
    '1900-02-29T10:00:00Z',
    '2026-04-31T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T10:60:00Z',
    '2026-01-31T10:00:61Z',
    '2026-01-31T10:00:00.Z',
    '2026-01-31T10:00:00+2:00',
    '2026-01-31T10:00:00+24:00',
    '2026-01-31T10:00:00+02:60',
    '2026-01-31T10:00:00Z ',
    '2026-01-31_10:00:00',
    '+2026-01-31T10:00:00Z',
    '２026-01-31T10:00:00Z',
  ])('and not %j', (text) => {
    expect(isDateTime(text)).toBe(false);
  });

  it('in the narrow sense, with T and an offset', () => {
    expect(isRfc3339('2026-01-31T10:00:00Z', false)).toBe(true);
    expect(isRfc3339('2026-01-31T10:00:00', false)).toBe(false);
    expect(isRfc3339('2026-01-31T10:00:00', true)).toBe(true);
    expect(isRfc3339('2026-01-31 10:00:00Z', true)).toBe(false);
    expect(isRfc3339('2026-01-31T10:00:00+0200', true)).toBe(false);
  });

  it('and days', () => {
    expect(['2026-01-31', '2026-02-30', '2026-1-31', '2026-01-31T00:00:00Z', ''].map(isDate)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('times in other forms', () => {
  const normalize = createDateNormalizer(undefined);
  it.each([
    ['2026-01-31 10:00:00.123456 PDT', '2026-01-31T10:00:00.123456-07:00'],
    ['2026-01-31 10:00:00', '2026-01-31T10:00:00'],
    ['2026-01-31T10:00Z', '2026-01-31T10:00:00Z'],
    ['2026-1-5 9:05', '2026-01-05T09:05:00'],
    ['2026-01-31', '2026-01-31T00:00:00'],
    ['2026-01-31T10:00:00+0530', '2026-01-31T10:00:00+05:30'],
    ['2026-01-31T10:00:00-03', '2026-01-31T10:00:00-03:00'],
    ['2026-01-31 10:00:00 +0000', '2026-01-31T10:00:00Z'],
    ['2026-01-31 10:00:00 UTC', '2026-01-31T10:00:00Z'],
    ['2026/01/31 22:15:00', '2026-01-31T22:15:00'],
    ['20260131T101500Z', '2026-01-31T10:15:00Z'],
    ['Sat, 31 Jan 2026 10:00:00 GMT', '2026-01-31T10:00:00Z'],
    ['31 Jan 2026 10:00:00 -0800', '2026-01-31T10:00:00-08:00'],
    ['31-JAN-2026', '2026-01-31T00:00:00'],
    ['Jan 31, 2026 12:05 AM', '2026-01-31T00:05:00'],
    ['January 31, 2026 at 12:05:06 p.m.', '2026-01-31T12:05:06'],
    ['Sat Jan 31 2026 10:00:00 GMT+0100 (Central European Standard Time)', '2026-01-31T10:00:00+01:00'],
    ['Sat Jan 31 10:00:00 2026', '2026-01-31T10:00:00'],
    ['Sat Jan 31 10:00:00 +0000 2026', '2026-01-31T10:00:00Z'],
    ['1769853600', '2026-01-31T10:00:00Z'],
    ['1769853600.25', '2026-01-31T10:00:00.25Z'],
    ['1769853600123', '2026-01-31T10:00:00.123Z'],
    ['1769853600123456', '2026-01-31T10:00:00.123456Z'],
  ])('%s is %s', (text, expected) => {
    expect(normalize(text, 'date-time')).toBe(expected);
    expect(isRfc3339(expected, true)).toBe(true);
  });

  it.each([
    '',
    '   ',
    '0000-00-00',
    '0000-00-00 00:00:00',
    '01/02/2026',
    '31/01/2026',
    '01-02-2026 10:00',
    '2026-02-30 10:00',
    '2026-01-31 24:00:00',
    '2026-01-31 13:00 PM',
    '2026-01-31 10:00:00 IST',
    '2026-01-31 10:00:00 PDT+01:00',
    'Mon, 31 Jan 2026 10:00:00 GMT',
    '31 Jan 26',
    '20260131',
    '12345',
    '0123456789',
    '2026',
    '2026-01',
    '10:00:00',
    'tomorrow',
    `2026-01-31 ${' '.repeat(100_000)}x`,
  ])('and %j is not guessed', (text) => {
    expect(normalize(text, 'date-time')).toBeUndefined();
  });

  it('are of a zone that is given, but for times that do not exist or come twice there', () => {
    const inBerlin = createDateNormalizer('Europe/Berlin');
    expect(inBerlin('2026-07-01 10:00', 'date-time')).toBe('2026-07-01T10:00:00+02:00');
    expect(inBerlin('2026-07-01 10:00 UTC', 'date-time')).toBe('2026-07-01T10:00:00Z');
    expect(inBerlin('2026-03-29 02:30', 'date-time')).toBeUndefined();
    expect(inBerlin('2026-10-25 02:30', 'date-time')).toBeUndefined();
    expect([isTimeZone('Europe/Berlin'), isTimeZone('UTC'), isTimeZone('Berlin')]).toEqual([true, true, false]);
  });

  it('are days if nothing is lost', () => {
    expect(normalize('2026/1/5', 'date')).toBe('2026-01-05');
    expect(normalize('20260131', 'date')).toBe('2026-01-31');
    expect(normalize('31 Jan 2026', 'date')).toBe('2026-01-31');
    expect(normalize('2026-01-31T00:00:00.000Z', 'date')).toBe('2026-01-31');
    expect(normalize('2026-01-31T00:00:00+02:00', 'date')).toBeUndefined();
    expect(normalize('2026-01-31 10:00', 'date')).toBeUndefined();
    expect(normalize('1769853600', 'date')).toBeUndefined();
    expect(normalize('99999999', 'date')).toBeUndefined();
  });
});
