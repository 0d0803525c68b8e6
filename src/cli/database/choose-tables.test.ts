import { expect, it } from 'vitest';
import { chosenFrom, readTableList } from './choose-tables.js';

const KNOWN = ['courses', 'enrollment_terms', 'enrollments', 'users'];

it.each([
  ['users, roles', ['users', 'roles'], false],
  ['all', KNOWN, true],
  ['all,roles', ['roles', ...KNOWN], true],
  ['roles,enroll*', ['roles', 'enrollment_terms', 'enrollments'], true],
  ['canvas.{users,courses}', ['courses', 'users'], true],
  ['other.enroll*', [], true],
  ['users,users', ['users'], false],
])('%s means %j of what is known', (text, tables, isOpen) => {
  const list = readTableList('canvas', text);
  expect(chosenFrom(list, KNOWN)).toEqual(tables);
  expect(list.isOpen).toBe(isOpen);
});

it.each(['', ' , ', '!users*', 'a.b.*'])('%j is refused as wrong usage', (text) => {
  expect(() => readTableList('canvas', text)).toThrow(expect.objectContaining({ code: 'TOOL_INPUT' }));
});
