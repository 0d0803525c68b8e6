import { expect, test } from 'vitest';
import { ACCEPTANCE_RULES } from '../../testing/index.js';
import { parseRules } from './parse-rules.js';

test.each<[string, string[]]>([
  ['1', ['1']],
  ['1, 33-35', ['1', '33', '34', '35']],
  ['incremental-state-moves', ['47']],
  ['59-60,docs-page', ['59', '60', '52']],
])('the rules in %s', (list, expected) => {
  expect(parseRules(list)).toEqual(expected);
});

test('the highest number is that of the last rule', () => {
  const highest = Number(ACCEPTANCE_RULES.at(-1)?.id);
  expect(parseRules(`1-${highest}`)).toHaveLength(ACCEPTANCE_RULES.length);
  expect(() => parseRules(String(highest + 1))).toThrow(`numbered from 1 to ${highest}`);
});

test.each<[string, RegExp]>([
  ['0', /no rule "0".*numbered/],
  ['01', /no rule "01"/],
  ['5-3', /range 5-3 is empty/],
  ['5-99', /no rule "99"/],
  ['a', /no rule "a"/],
  ['', /no rule ""/],
  ['1,', /no rule ""/],
])('%s is refused', (list, message) => {
  expect(() => parseRules(list)).toThrow(message);
});
