import { describe, expect, it } from 'vitest';
import { columnText, cutInstant, oneSecondEarlier } from './instant-text.js';

describe('instants of records', () => {
  it.each([
    ['2026-03-01T08:00:00.123456789Z', 6, '2026-03-01T08:00:00.123456Z'],
    ['2026-03-01T08:00:00.9999999Z', 0, '2026-03-01T08:00:00Z'],
    ['2026-03-01T08:00:00Z', 6, '2026-03-01T08:00:00.000000Z'],
    ['2026-03-01T09:00:00.5+01:00', 6, '2026-03-01T08:00:00.500000Z'],
    ['2026-03-01 08:00:00.000001Z', 6, '2026-03-01T08:00:00.000001Z'],
    ['1969-12-31T23:59:59.5Z', 6, '1969-12-31T23:59:59.500000Z'],
  ] as const)('are cut, never rounded: %s', (text, digits, expected) => {
    expect(cutInstant(text, digits)).toBe(expected);
  });

  it('are no time without a zone', () => {
    expect(() => cutInstant('2026-03-01T08:00:00', 6)).toThrow('not a timestamp with a zone');
  });

  it('go back over the ends of days', () => {
    expect(oneSecondEarlier('2026-03-01T00:00:00Z')).toBe('2026-02-28T23:59:59Z');
  });

  it('are written without zone', () => {
    expect(columnText('2026-03-01T08:00:00.123456Z')).toBe('2026-03-01 08:00:00.123456');
  });
});
