import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const readme = await readFile(new URL('README.md', root), 'utf8');
const manifest = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
const find = (pattern: RegExp) => [...new Set([...readme.matchAll(pattern)].map(([, found = '']) => found))];

test.each(find(/npm run ([\w:]+)/g))('the README names npm run %s, which exists', (script) => {
  expect(manifest.scripts).toHaveProperty([script]);
});

test.each(find(/npx ([\w-]+)/g))('the README names the program %s, which exists', (program) => {
  expect(manifest.bin).toHaveProperty([program]);
});

test.each(find(/\]\((?!https?:)([^)#]+)\)/g))('the README links to %s, which exists', (path) => {
  expect(existsSync(fileURLToPath(new URL(path, root)))).toBe(true);
});

test.each(find(/`airbyte-source-dap(\/\w+)`/g))('the README names the subpath %s, which is exported', (path) => {
  expect(manifest.exports).toHaveProperty([`.${path}`]);
});

test.each(find(/`((?:src\/)?\w+)`(?=[, |]+(?:`|[a-z]| \|))/g).filter((path) => path.startsWith('src/')))(
  'the README names the folder %s, which exists',
  (path) => {
    expect(existsSync(fileURLToPath(new URL(path, root)))).toBe(true);
  },
);
