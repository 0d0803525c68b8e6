import { describe, expect, it } from 'vitest';
import { canonical } from './canonical.js';

describe('a canonical row', () => {
  it.each([
    ['nulls and order', { b: 1, a: null }, { b: 1 }],
    ['zone and trailing zeros of an instant', { at: '2026-03-01T08:00:00.500000Z' }, { at: '2026-03-01T08:00:00.5' }],
    ['an instant without a fraction', { at: '2026-03-01T08:00:00.000000Z' }, { at: '2026-03-01T08:00:00' }],
    ['forms of an IPv6 address', { ip: '2001:db8:00ff::0001' }, { ip: '2001:db8:ff::1' }],
    ['order within nested values', { v: { b: [1, { d: 1, c: 2 }], a: null } }, { v: { b: [1, { c: 2, d: 1 }] } }],
  ])('ignores %s', (_, one, other) => {
    expect(canonical(one)).toBe(canonical(other));
  });

  it.each([
    ['a microsecond', { at: '2026-03-01T08:00:00.000001Z' }, { at: '2026-03-01T08:00:00Z' }],
    ['the last digit of an identifier', { id: 9_007_199_254_740_993n }, { id: 9_007_199_254_740_992n }],
    ['null and the empty text', { name: '' }, { name: null }],
    ['a number and its text', { n: 1 }, { n: '1' }],
  ])('tells apart %s', (_, one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });
});
