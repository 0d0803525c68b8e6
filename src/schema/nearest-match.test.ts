import { expect, it } from 'vitest';
import { didYouMean, nearestMatch } from './nearest-match.js';

it.each([
  ['mony.json', ['person.json', 'money.json'], 'money.json'],
  ['Courses', ['courses', 'course_sections'], 'courses'],
  ['ab', ['ab', 'a'], 'ab'],
  ['zzz', ['money.json'], undefined],
  ['completely', ['different_word'], undefined],
  ['x', [], undefined],
  ['a', ['', 'b', 'cd'], undefined],
  ['id', ['no', 'ids'], 'ids'],
  ['A', ['a'], 'a'],
])('the nearest to %s among %j is %s', (wanted, candidates, expected) => {
  expect(nearestMatch(wanted, candidates)).toBe(expected);
});

it('writes a sentence with the nearest, or nothing', () => {
  expect([didYouMean('coursess', ['courses']), didYouMean('zzz', [])]).toEqual([' Did you mean "courses"?', '']);
});
