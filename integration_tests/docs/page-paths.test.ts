import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKOUT } from './page-home.js';

/** Pages about this repository. On the others, paths such as `src/authors.ts` belong to a connector of the reader's. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...['acceptance-suite', 'architecture', 'connector', 'emulator', 'errors', 'performance', 'sync'].map(
    (name) => `docs/${name}.md`,
  ),
];
const FROM_ROOT = /(?<![\w/.])(?:src|docs|examples|integration_tests|facts|schemas|shared|templates)\/[\w./-]*\w/g;
/** Such as `dap/client.ts` below `src/`, or a file name alone; `meta.ts` is a member of DAP's rows. */
const SOURCE = /(?<![\w/.*-])(?!meta\.ts)[\w-]+(?:\/[\w-]+)*(?:\.test)?\.ts\b/g;

const sources = readdirSync(join(CHECKOUT, 'src'), { recursive: true, encoding: 'utf8' }).map((path) => `/${path}`);

test.each(PAGES)('%s names no path that does not exist', (page) => {
  const text = readFileSync(join(CHECKOUT, page), 'utf8');
  const named = (pattern: RegExp) => [...text.matchAll(pattern)].map(([path]) => path);
  const fromRoot = named(FROM_ROOT).filter((path) => !existsSync(join(CHECKOUT, path)));
  const below = named(SOURCE).filter((path) => !/^(?:src|integration_tests|examples|templates)\//.test(path));
  expect([...fromRoot, ...below.filter((path) => !sources.some((source) => source.endsWith(`/${path}`)))]).toEqual([]);
});

test('the pages name a good number of paths', () => {
  const text = PAGES.map((page) => readFileSync(join(CHECKOUT, page), 'utf8')).join('\n');
  expect(new Set(text.match(SOURCE)).size).toBeGreaterThan(40);
});
