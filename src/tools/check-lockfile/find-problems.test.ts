import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findLockfileProblems } from './find-problems.js';
import type { LockedPackage, Lockfile } from './lockfile.js';
import { parseLockfile } from './lockfile.js';

const binaries = {
  'node_modules/@biomejs/biome': { dev: true },
  'node_modules/@duckdb/node-bindings': { license: 'MIT' },
};

function lockWith(packages: Record<string, LockedPackage>): Lockfile {
  return { lockfileVersion: 3, packages: { '': {}, ...binaries, ...packages } };
}

const lockfileText = await readFile(new URL('../../../package-lock.json', import.meta.url), 'utf8');

test('the committed lockfile has no problem', () => {
  expect(findLockfileProblems(parseLockfile(lockfileText))).toEqual([]);
});

test('the committed lockfile names no place to download from', () => {
  expect(lockfileText).not.toMatch(/"resolved"|\.tgz|registry/);
});

test.each<[string, LockedPackage, RegExp | undefined]>([
  ['a free licence', { license: 'MIT' }, undefined],
  ['a choice with a free licence', { license: '(GPL-3.0 OR MIT)' }, undefined],
  ['an unfree licence', { license: 'LGPL-2.1' }, /licence LGPL-2.1/],
  ['an unfree licence of an optional package', { license: 'MPL-2.0', optional: true }, /licence MPL-2.0/],
  ['two licences of which one is unfree', { license: 'MIT AND GPL-3.0' }, /licence MIT AND GPL-3.0/],
  ['no licence', {}, /licence unknown/],
  ['an unfree licence of a development package', { license: 'MPL-2.0', dev: true }, undefined],
  ['an install script', { license: 'MIT', hasInstallScript: true }, /runs a script/],
  ['a download address', { license: 'MIT', resolved: 'x' }, /download address/],
  ['a range without Node 20', { license: 'MIT', engines: { node: '>=22' } }, /excludes 20.19.0/],
  ['a range without Node 24', { license: 'MIT', engines: { node: '^20.0.0' } }, /excludes 24.0.0/],
  [
    'a platform package not locked',
    { license: 'MIT', optionalDependencies: { b: '1.0.0' } },
    /package b is not locked/,
  ],
])('a package with %s is judged', (_name, entry, problem) => {
  const problems = findLockfileProblems(lockWith({ 'node_modules/a': entry }));
  if (problem === undefined) expect(problems).toEqual([]);
  else expect(problems).toEqual([expect.stringMatching(problem)]);
});

test('a lockfile without a package that has binaries is refused', () => {
  expect(findLockfileProblems({ lockfileVersion: 3, packages: {} })).toHaveLength(2);
});
