import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProgramProblems, namedPackages } from './find-program-problems.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'program-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function place(path: string, text = ''): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test('a program whose files are all there has no problem', () => {
  place(
    'cli/main.js',
    "/**\n * import('./example.js')\n */\nimport { a } from '../a/a.js';\nconst later = await import('./later.js');",
  );
  place('cli/later.js', "export * from '../b.js';\nimport '../a/data.json';");
  place('a/a.js');
  place('a/data.json', '{}');
  place('b.js');
  expect(findProgramProblems(folder, ['cli/main.js'])).toEqual([]);
});

test('a missing file is named with the one that loads it, and a folder without use is named', () => {
  place('cli/main.js', "import { x } from './next.js';");
  place('cli/next.js', "import { y } from '../gone/y.js';");
  place('unused/y.js');
  expect(findProgramProblems(folder, ['cli/main.js', 'cli/other.js'])).toEqual([
    'cli/other.js is missing, which the image loads',
    'gone/y.js is missing, which cli/next.js loads',
    'nothing of unused is loaded',
  ]);
});

test('packages are found by their names, also those that are loaded by a variable', () => {
  place(
    'a.js',
    "import { x } from 'direct';\nconst NAME = '@scope/late';\nawait import(NAME);\nimport 'deep/part.js';",
  );
  expect(namedPackages(folder, ['direct', '@scope/late', 'deep', 'absent', 'dir'])).toEqual([
    'direct',
    '@scope/late',
    'deep',
  ]);
});
