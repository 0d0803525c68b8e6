import { expect, it } from 'vitest';
import { formatInstant, formatWholeSeconds, parseInstant } from './instant.js';

it.each([
  ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00.000000Z'],
  ['2026-03-01T08:00:00.123456Z', '2026-03-01T08:00:00.123456Z'],
  ['2026-03-01 08:00:00.1234567+00:00', '2026-03-01T08:00:00.123456Z'],
  ['2026-03-01T10:30:00.5+02:30', '2026-03-01T08:00:00.500000Z'],
  ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
])('reads %s and writes it with six digits in UTC', (text, expected) => {
  expect(formatInstant(parseInstant(text) ?? 0)).toBe(expected);
});

it.each(['2026-03-01', '2026-03-01T08:00:00', '2026-13-01T08:00:00Z', 'yesterday', ''])(
  'finds no instant in "%s"',
  (text) => {
    expect(parseInstant(text)).toBeUndefined();
  },
);

it('writes whole seconds without a fraction', () => {
  expect(formatWholeSeconds(parseInstant('2026-03-01T08:00:00.9Z') ?? 0)).toBe('2026-03-01T08:00:00Z');
});
