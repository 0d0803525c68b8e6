import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cursor, compareCursors, cursorMs, laterCursor } from './cursor-value.js';
import { isOlder } from './is-older.js';

test.each<[Cursor, Cursor, number | undefined]>([
  [1, 2, -1],
  [10, '9', 1],
  ['10', '9', 1],
  [9007199254740993n, 9007199254740992, 1],
  ['9007199254740993', '9007199254740992', 1],
  ['1.5', 1.5, 0],
  ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', 0],
  ['2026-01-01T00:00:00Z', '2026-01-01 00:00:00', 0],
  ['2026-01-01T00:00:00.123456Z', '2026-01-01T00:00:00.123457Z', -1],
  ['2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00.500000Z', 0],
  ['2026-01-01T00:00', '2026-01-01T00:00:00Z', 0],
  ['2026-01-01T00:00:00+0530', '2025-12-31T18:30:00Z', 0],
  ['2026-01-01T00:00:00 UTC', '2026-01-01T00:00:00Z', 0],
  ['2026-01-01', '2026-01-01T23:59:59Z', 0],
  ['2026-01-01', '2026-01-02T00:00:00Z', -1],
  ['2026-01-02', '2026-01-01', 1],
  [1767225600, '2026-01-01T00:00:00.9Z', 0],
  [1767225600000, '2026-01-01T00:00:00Z', 0],
  ['2026-01-01', 1767225600123, 0],
  [1767225601000, '2026-01-01T00:00:00Z', 1],
  ['abc', 'abd', -1],
  ['', 'a', -1],
  [5, 'abc', undefined],
  [5, '2026-01-01', undefined],
  ['2026-13-45', '2026-13-46', -1],
])('%s beside %s is %s', (a, b, expected) => {
  expect(compareCursors(a, b)).toBe(expected);
  expect(compareCursors(b, a)).toBe(expected === undefined ? undefined : expected === 0 ? 0 : -expected);
});

test('any two values can be asked for, and the order is the same from both sides', () => {
  const cursor = fc.oneof(
    fc.string(),
    fc.double(),
    fc.bigInt(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.integer().map(String),
  );
  fc.assert(
    fc.property(cursor, cursor, (a, b) => {
      const [there, back] = [compareCursors(a, b), compareCursors(b, a)];
      expect(there === undefined ? there : there + (back ?? Number.NaN)).toBe(there === undefined ? undefined : 0);
    }),
  );
});

test('the later of two is found, and what is older than a state', () => {
  expect(laterCursor(undefined, 1)).toBe(1);
  expect(laterCursor('2026-01-02', '2026-01-01')).toBe('2026-01-02');
  expect(laterCursor('a', 5)).toBe('a');
  expect(cursorMs(1767225600)).toBe(1767225600000);
  expect(cursorMs(7)).toBeUndefined();
  expect(isOlder('2026-01-01', '2026-01-03')).toBe(true);
  expect(isOlder('2026-01-01', '2026-01-03', 2)).toBe(false);
  expect(isOlder('2026-01-01', '2026-01-04', 2)).toBe(true);
  expect(isOlder(3, 4, 2)).toBe(true);
  expect(isOlder(undefined, 4)).toBe(false);
  expect(isOlder('x', 4)).toBe(false);
});
