import { expect, test } from 'vitest';
import { createTableFilter } from './table-filter.js';

const TABLES = [
  'canvas.users',
  'canvas.enrollments',
  'canvas.enrollment_states',
  'catalog.users',
  'canvas_logs.web_logs',
];

test.each([
  [undefined, TABLES],
  [[], TABLES],
  [['users'], ['canvas.users', 'catalog.users']],
  [['canvas.users'], ['canvas.users']],
  [['enroll*'], ['canvas.enrollments', 'canvas.enrollment_states']],
  [['canvas_logs.*'], ['canvas_logs.web_logs']],
  [['*.users'], ['canvas.users', 'catalog.users']],
  [['{canvas,catalog}.users'], ['canvas.users', 'catalog.users']],
  [
    ['enrollment?', 'web_logs'],
    ['canvas.enrollments', 'canvas_logs.web_logs'],
  ],
  [['USERS'], []],
  [['user'], []],
])('%j selects %j', (patterns, expected) => {
  const selects = createTableFilter(patterns);
  expect(
    TABLES.filter((name) => {
      const [namespace = '', table = ''] = name.split('.');
      return selects(namespace, table);
    }),
  ).toEqual(expected);
});
