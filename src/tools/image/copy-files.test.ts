import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyFiles } from './copy-files.js';

/** Every user may give files to themselves. */
const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
let folder = '';
let from = '';
let root = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'copy-files-test-'));
  from = join(folder, 'from');
  root = join(folder, 'root');
  mkdirSync(join(from, 'code/inner'), { recursive: true });
  writeFileSync(join(from, 'code/a.js'), 'a');
  writeFileSync(join(from, 'code/inner/b.js'), 'b');
  writeFileSync(join(from, 'LICENSE'), 'licence');
  symlinkSync('a.js', join(from, 'code/link'));
  mkdirSync(root);
});
afterEach(() => rmSync(folder, { recursive: true }));

function copy(sources: readonly string[], target: string, takes: (path: string) => boolean = () => true): string[] {
  copyFiles({ from, sources, root, target, owner, takes });
  return readdirSync(root, { recursive: true }).map(String).sort();
}

test('of a folder its content is copied, links as links', () => {
  expect(copy(['code'], '/app')).toEqual(['app', 'app/a.js', 'app/inner', 'app/inner/b.js', 'app/link']);
  expect(readlinkSync(join(root, 'app/link'))).toBe('a.js');
});

test('a single file takes the name of the target', () => {
  expect(copy(['LICENSE'], '/app/COPYING')).toEqual(['app', 'app/COPYING']);
  expect(readFileSync(join(root, 'app/COPYING'), 'utf8')).toBe('licence');
});

test('several files go into a folder', () => {
  expect(copy(['LICENSE', 'code/a.js'], '/app')).toEqual(['app', 'app/LICENSE', 'app/a.js']);
});

test('what is left out is not copied, what is taken in again is', () => {
  expect(copy(['code'], '/app', (path) => path === 'code/inner/b.js')).toEqual(['app', 'app/inner', 'app/inner/b.js']);
});

test.each([
  ['a file that does not exist', ['missing'], () => true],
  ['a file that is left out', ['LICENSE'], () => false],
])('%s fails the instruction', (_what, sources, takes) => {
  expect(() => copy(sources, '/app/', takes)).toThrow('COPY finds no');
});
