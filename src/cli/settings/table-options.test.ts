import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readInstant } from './table-options.js';

it.each([
  ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00Z'],
  ['2026-03-01T09:00:00+01:00', '2026-03-01T08:00:00Z'],
  ['2026-03-01T09:00:00.1234567+0100', '2026-03-01T08:00:00.123456Z'],
  ['2026-03-01 08:00:00.5Z', '2026-03-01T08:00:00.5Z'],
  ['2026-03-01T08:30+01:00', '2026-03-01T07:30:00Z'],
  ['2026-12-31T23:59:60Z', '2027-01-01T00:00:00Z'],
  ['2026-02-28T23:30:00.000001-01:00', '2026-03-01T00:30:00.000001Z'],
])('%s is sent as %s', (text, sent) => {
  expect(readInstant(text)).toBe(sent);
});

describe('without a zone', () => {
  beforeEach(() => {
    vi.stubEnv('TZ', 'America/New_York');
  });

  it.each([
    ['2026-11-25T10:00:00', '2026-11-25T15:00:00Z'],
    ['2026-06-25T10:00:00.5', '2026-06-25T14:00:00.5Z'],
    ['2026-11-25 10:00', '2026-11-25T15:00:00Z'],
    ['2026-11-25', '2026-11-25T05:00:00Z'],
  ])('%s is a time of this machine: %s', (text, sent) => {
    expect(readInstant(text)).toBe(sent);
  });
});

it.each(['2026-02-30T08:00:00Z', '2026-02-30', 'yesterday', ''])('%j is refused', (text) => {
  expect(() => readInstant(text)).toThrow(/must be a moment/);
});
