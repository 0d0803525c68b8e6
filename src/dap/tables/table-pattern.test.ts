import { expect, test } from 'vitest';
import { matchesParts, parseTablePattern, patternProblem } from './table-pattern.js';

const matches = (pattern: string, table: string) => matchesParts(parseTablePattern(pattern).table, table);

test.each([
  ['*', '', true],
  ['*', 'users', true],
  ['users', 'user', false],
  ['users', 'userss', false],
  ['u*s', 'users', true],
  ['u*s', 'us', true],
  ['u*s', 'user', false],
  ['**e*', 'users', true],
  ['u?ers', 'users', true],
  ['?sers', 'sers', false],
  ['{a,bc}d', 'bcd', true],
  ['{a,bc}d', 'ad', true],
  ['{a,bc}d', 'abcd', false],
  ['enroll{,ment*}', 'enroll', true],
  ['enroll{,ment*}', 'enrollment_states', true],
  ['{*a,b*}{c,*}', 'xxa', true],
  ['users-v2', 'users-v2', true],
])('%s matches %j: %j', (pattern, table, expected) => {
  expect(matches(pattern, table)).toBe(expected);
});

test('many stars and choices take no more than lengths multiplied', () => {
  expect(matches(`${'*a'.repeat(60)}*b`, 'a'.repeat(400))).toBe(false);
  expect(matches(`${'{a,aa,a*}'.repeat(60)}b`, 'a'.repeat(400))).toBe(false);
});

test.each([
  ['!canvas.users', /"!", which cannot exclude tables/],
  ['!users', /"!"/],
  ['canvas.', /both sides of its dot/],
  ['.users', /both sides/],
  ['canvas.{,}', /both sides/],
  ['{}', /empty/],
  ['', /empty/],
  ['canvas.users.id', /more than one dot/],
  ['users table', /character that no table name has/],
  ['user[s]', /character that no table name has/],
  ['canvas/users', /character/],
  ['us{ers', /brace or comma/],
  ['a,b', /brace or comma/],
  ['{canvas.users,catalog.users}', /more than one dot/],
  ['{canvas.users}', /without a dot inside/],
])('%s is refused with a reason', (pattern, reason) => {
  expect(patternProblem(pattern)).toMatch(reason);
  expect(() => parseTablePattern(pattern)).toThrow(reason);
});

test.each(['users', 'canvas.users', '*', '*.*', 'enroll*', '{canvas,catalog}.users', 'a-b_c?'])(
  '%s is accepted',
  (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  },
);
