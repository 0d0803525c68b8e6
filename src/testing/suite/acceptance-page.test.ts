import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  BASIC_READ_ASSERTIONS,
  CONDUCT_ASSERTIONS,
  CONNECTION_ASSERTIONS,
  DISCOVERY_ASSERTIONS,
  DOCUMENTATION_ASSERTIONS,
  FAILING_READ_ASSERTIONS,
  FULL_REFRESH_ASSERTIONS,
  INCREMENTAL_ASSERTIONS,
  SPEC_ASSERTIONS,
} from '../index.js';

const ALL = [
  ...SPEC_ASSERTIONS,
  ...CONNECTION_ASSERTIONS,
  ...DISCOVERY_ASSERTIONS,
  ...BASIC_READ_ASSERTIONS,
  ...FAILING_READ_ASSERTIONS,
  ...FULL_REFRESH_ASSERTIONS,
  ...INCREMENTAL_ASSERTIONS,
  ...DOCUMENTATION_ASSERTIONS,
  ...CONDUCT_ASSERTIONS,
];

test('the page on the suite lists every assertion by its number and title', () => {
  const page = readFileSync(new URL('../../../docs/acceptance-suite.md', import.meta.url), 'utf8');
  const listed = page.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  const expected = ALL.toSorted((a, b) => Number(a.id) - Number(b.id)).map(
    ({ id, title, isAdvisory, unavailable }) =>
      `| ${id} | ${title}${isAdvisory === true ? ' (warning)' : ''}${unavailable === undefined ? '' : ' (never run)'} |`,
  );
  expect(listed).toEqual(expected);
});
