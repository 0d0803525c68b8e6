import { expect, test } from 'vitest';
import { isNodeInRange } from './node-range.js';

test.each([
  ['20.19.0', '>=20.19', true],
  ['20.19.0', '>=20.19.1', false],
  ['20.19.0', '^20.19.0 || ^22.13.0 || >=23.5.0', true],
  ['24.0.0', '^20.19.0 || ^22.13.0 || >=23.5.0', true],
  ['22.12.0', '^20.19.0 || ^22.13.0 || >=23.5.0', false],
  ['24.0.0', '10.* || >= 12.*', true],
  ['11.0.0', '10.* || >= 12.*', false],
  ['20.19.0', '20 || >=22', true],
  ['21.0.0', '20 || >=22', false],
  ['20.19.0', '*', true],
  ['24.0.0', '>=18 <23', false],
  ['20.19.0', '>=18 <=20', true],
  ['21.0.0', '>20', true],
  ['20.19.0', '>20', false],
  ['20.19.5', '~20.19.2', true],
  ['20.20.0', '~20.19.2', false],
])('Node %s in %s is %s', (version, range, expected) => {
  expect(isNodeInRange(version, range)).toBe(expected);
});

test('a range written in another way is refused', () => {
  expect(() => isNodeInRange('20.19.0', '18 - 22')).toThrow(RangeError);
});
