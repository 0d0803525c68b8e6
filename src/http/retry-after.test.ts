import { expect, test } from 'vitest';
import { parseRetryAfter } from './retry-after.js';

const NOW = Date.parse('2026-03-01T08:00:00Z');

test.each([
  ['7', 7000],
  [' 0 ', 0],
  ['1.5', 1500],
  ['Sun, 01 Mar 2026 08:00:30 GMT', 30_000],
  ['Sun, 01 Mar 2026 07:00:00 GMT', 0],
  ['soon', undefined],
  ['-3', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j asks for %s ms', (header, expected) => {
  expect(parseRetryAfter(header, { date: undefined, nowMs: NOW })).toBe(expected);
});

test.each([
  ['5, 7', 7000],
  ['7,5', 7000],
  ['soon, 5', 5000],
  ['5, Sun, 01 Mar 2026 08:00:30 GMT', 30_000],
  ['Sun, 01 Mar 2026 08:00:30 GMT, 60', 60_000],
  ['Sun, 01 Mar 2026 08:00:30 GMT, Sun, 01 Mar 2026 08:00:40 GMT', 40_000],
  ['Sunday, 01-Mar-26 08:00:30 GMT, 1', 30_000],
])('of several values, %j, the longest wait counts: %s ms', (header, expected) => {
  expect(parseRetryAfter(header, { date: undefined, nowMs: NOW })).toBe(expected);
});

test("a date is compared with the server's own clock if the answer contains it", () => {
  const header = 'Sun, 01 Mar 2026 09:00:30 GMT';
  expect(parseRetryAfter(header, { date: 'Sun, 01 Mar 2026 09:00:00 GMT', nowMs: NOW })).toBe(30_000);
  expect(parseRetryAfter(header, { date: 'yesterday', nowMs: NOW })).toBe(3_630_000);
});
