import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPackageProblems } from './find-package-problems.js';

let folder = '';
const WANTED = new Map([
  ['node_modules/a', '1.0.0'],
  ['node_modules/@s/b', '2.0.0'],
  ['node_modules/a/node_modules/c', '3.0.0'],
]);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packages-test-'));
  install('node_modules/a', '1.0.0');
  install('node_modules/@s/b', '2.0.0');
  install('node_modules/a/node_modules/c', '3.0.0');
});
afterEach(() => rmSync(folder, { recursive: true }));

function install(path: string, version: string, scripts: Readonly<Record<string, string>> = {}): void {
  mkdirSync(join(folder, path, 'lib'), { recursive: true });
  writeFileSync(join(folder, path, 'package.json'), JSON.stringify({ version, scripts }));
}

test('exactly the wanted packages are accepted', () => {
  expect(findPackageProblems(folder, WANTED)).toEqual([]);
});

test('other packages are named', () => {
  install('node_modules/d', '4.0.0');
  install('node_modules/e', '5.0.0');
  install('node_modules/@s/z', '6.0.0');
  expect(findPackageProblems(folder, WANTED)).toEqual([
    'node_modules/@s/z is not wanted',
    'node_modules/d is not wanted',
    'node_modules/e is not wanted',
  ]);
});

test('a missing package and one of another version are named', () => {
  rmSync(join(folder, 'node_modules/@s'), { recursive: true });
  install('node_modules/a', '1.0.1');
  expect(findPackageProblems(folder, WANTED)).toEqual([
    'node_modules/a has version 1.0.1, not 1.0.0',
    'node_modules/@s/b is missing',
  ]);
});

test('code that runs on installing is named, other scripts are not', () => {
  install('node_modules/a', '1.0.0', { postinstall: 'node x.js', test: 'node y.js' });
  writeFileSync(join(folder, 'node_modules/@s/b/binding.gyp'), '{}');
  expect(findPackageProblems(folder, WANTED)).toEqual([
    'node_modules/a has postinstall scripts',
    'node_modules/@s/b would be compiled on installing',
  ]);
  expect(findPackageProblems(folder, WANTED, { prebuilt: ['a', '@s/b'] })).toEqual([]);
});
