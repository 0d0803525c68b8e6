import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportedNames } from './exported-names.js';
import { CHECKOUT } from './page-home.js';

const read = (path: string) => readFileSync(join(CHECKOUT, path), 'utf8');
const DOCS = readdirSync(join(CHECKOUT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const EXAMPLES = ['examples/employee-benefits/README.md', 'examples/helpdesk/README.md'];
const PAGES = ['README.md', 'CONTRIBUTING.md', ...DOCS, ...EXAMPLES];

test.each(PAGES)('the links of %s lead to files and headings', (page) => {
  for (const [, path = '', anchor] of read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
    const target = path === '' ? page : join(dirname(page), path);
    expect(existsSync(join(CHECKOUT, target)), target).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(read(target))).toContain(anchor);
  }
});

test('the pages have links to judge', () => {
  expect(PAGES.flatMap((page) => read(page).match(/\]\((?!https?:)/g) ?? []).length).toBeGreaterThan(30);
});

function anchorsOf(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase());
  return headings.map((title) => title.replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}

const REFERENCE = 'docs/cdk-reference.md';
const proofs = [...read(REFERENCE).matchAll(/"([^"|]+)" in `([^`]+\.test\.ts)`/g)];

test.each(proofs.map(([, title = '', path = '']) => ({ title, path })))('$path has the test "$title"', (proof) => {
  expect(read(proof.path)).toContain(proof.title);
});

test('the comparison with the Python CDK names its tests', () => {
  expect(proofs.length).toBeGreaterThan(10);
});

describe.each(['cdk', 'testing'])(`the overview of ./%s in ${REFERENCE}`, (subpath) => {
  const [, section = ''] = read(REFERENCE).split(`### \`airbyte-source-dap/${subpath}\``);
  const table = section.split(/\n(?=#|[^|\n])/).find((part) => part.trim().startsWith('|')) ?? '';
  const named = [...table.matchAll(/`([A-Za-z0-9_]+)`/g)].map(([, name = '']) => name);
  const exported = exportedNames(join(CHECKOUT, `src/${subpath}/index.ts`));

  test('names everything that can be called or extended', () => {
    const values = exported.filter(({ isType }) => !isType).map(({ name }) => name);
    expect(values.filter((name) => !named.includes(name))).toEqual([]);
  });

  test('names nothing that is not exported', () => {
    const names = exported.map(({ name }) => name);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});

test('the cost of casts stands between its markers, a row for each way', () => {
  const page = read('docs/schemas-reference.md');
  const [, table = ''] = /<!-- figures:begin -->\n(.*?)<!-- figures:end -->/s.exec(page) ?? [];
  const ways = ['regular transform', 'without casting', 'without setting', 'traverse only', 'ajv coerceTypes'];
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.slice(2).map((row) => row.split('|')[1]?.trim())).toEqual(ways);
});
