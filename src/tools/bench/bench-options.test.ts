import { expect, it } from 'vitest';
import { median } from '../demo/figures.js';
import { PARTS, parseBenchOptions } from './bench-options.js';
import { verdict, verdictOfLeast } from './goals.js';

it('measures everything by default', () => {
  expect(parseBenchOptions([])).toMatchObject({ rows: 1_000_000, gib: 5, runs: 3, parts: PARTS });
});

it('takes smaller sizes and chosen parts', () => {
  const options = parseBenchOptions(['--rows', '1000', '--gib', '0.5', '--only', 'memory', '--only', 'start-up']);
  expect(options).toMatchObject({ rows: 1000, gib: 0.5, parts: ['memory', 'start-up'] });
});

it('takes single databases', () => {
  expect(parseBenchOptions(['--only', 'postgresql', '--only', 'duckdb']).parts).toEqual(['postgresql', 'duckdb']);
});

it('takes the official client from the option before the environment', () => {
  const env = { DAP_OFFICIAL_CLIENT: '/venv/bin/dap' };
  expect(parseBenchOptions([], env).official).toBe('/venv/bin/dap');
  expect(parseBenchOptions(['--official', '/other/dap'], env).official).toBe('/other/dap');
  expect(parseBenchOptions([], { DAP_OFFICIAL_CLIENT: '' }).official).toBeUndefined();
});

it.each([
  ['--rows', '0'],
  ['--gib', 'much'],
  ['--only', 'everything'],
  ['--speed', '1'],
])('refuses %s %s', (name, value) => {
  expect(() => parseBenchOptions([name, value])).toThrow(name);
});

it('takes the middle of an odd number of values, and the mean of the two middle ones of an even number', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('says hit up to the goal and missed beyond it', () => {
  expect([verdict(12, 12), verdict(12.01, 12)]).toEqual(['hit', 'missed']);
});

it('says hit from a least value on and missed below it', () => {
  expect([verdictOfLeast(1, 1), verdictOfLeast(0.99, 1)]).toEqual(['hit', 'missed']);
});
