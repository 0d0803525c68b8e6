import { expect, it } from 'vitest';
import { readInstant } from './table-options.js';

it.each([
  ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00Z'],
  ['2026-03-01T09:00:00+01:00', '2026-03-01T08:00:00Z'],
  ['2026-03-01T09:00:00.1234567+0100', '2026-03-01T08:00:00.123456Z'],
  ['2026-02-28T23:30:00.000001-01:00', '2026-03-01T00:30:00.000001Z'],
])('%s is sent as %s', (text, sent) => {
  expect(readInstant(text)).toBe(sent);
});

it.each(['2026-03-01T08:00:00', '2026-02-30T08:00:00Z', 'yesterday', ''])('%j is refused', (text) => {
  expect(() => readInstant(text)).toThrow(/moment with a time zone/);
});
