import { expect, test } from 'vitest';
import type { VersionChange } from './compare-versions.js';
import { diffJson, diffReport } from './diff-report.js';

const change = (breaking: boolean, stream: string, place: string, what: string): VersionChange => ({
  in: 'catalog',
  breaking,
  stream,
  place,
  what,
});

const CHANGES = [
  change(false, 'a', 'x', 'new field'),
  change(false, 'b', 'z', 'new field'),
  change(true, 'b', 'y', 'field removed'),
  change(true, 'b', '', 'default cursor changed'),
];

test('streams that break come first, and in them what breaks', () => {
  expect(diffReport(CHANGES)).toBe(`b
  BREAKING  y: field removed
  BREAKING  default cursor changed
  safe      z: new field

a
  safe      x: new field

4 changes, 2 of them breaking.
`);
});

test('a specification stands under its own name, and no changes are said', () => {
  const only: VersionChange = { in: 'specification', breaking: false, place: 'token', what: 'new property' };
  expect(diffReport([only])).toBe(
    'specification\n  safe      token: new property\n\n1 change, none of them breaking.\n',
  );
  expect(diffReport([])).toBe('No changes.\n');
});

test('JSON says whether any change breaks', () => {
  expect(JSON.parse(diffJson(CHANGES))).toMatchObject({
    breaking: true,
    changes: [{ stream: 'b', place: 'y' }, {}, {}, {}],
  });
  expect(JSON.parse(diffJson([]))).toEqual({ breaking: false, changes: [] });
});
