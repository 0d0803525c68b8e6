import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportedNames } from './exported-names.js';
import { CHECKOUT } from './page-home.js';

const PAGES = ['docs/cdk.md', 'docs/schemas.md', 'examples/employee-benefits/README.md'];
const read = (path: string) => readFileSync(join(CHECKOUT, path), 'utf8');

describe.each(PAGES)('the links of %s', (page) => {
  const links = [...read(page).matchAll(/\[([^\]]+)\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  test.each(
    links.map(([, text = '', path = '', anchor]) => ({ text, path: path || page.split('/').at(-1) || '', anchor })),
  )('$text leads to $path', ({ text, path, anchor }) => {
    const target = join(dirname(page), path);
    expect(existsSync(join(CHECKOUT, target)), target).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(read(target))).toContain(anchor);
    // Named after what it tests, a test must still be there.
    if (/\.test\.ts$/.test(target)) expect(read(target)).toContain(text);
  });
});

function anchorsOf(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase());
  return headings.map((title) => title.replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}

describe.each(['cdk', 'testing'])('the overview of ./%s in docs/cdk.md', (subpath) => {
  const [, section = ''] = read('docs/cdk.md').split(`### \`airbyte-source-dap/${subpath}\``);
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
  const [, table = ''] = /<!-- figures:begin -->\n(.*?)<!-- figures:end -->/s.exec(read('docs/schemas.md')) ?? [];
  const ways = ['regular transform', 'without casting', 'without setting', 'traverse only', 'ajv coerceTypes'];
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.slice(2).map((row) => row.split('|')[1]?.trim())).toEqual(ways);
});
