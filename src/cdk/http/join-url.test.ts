import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { joinUrl } from './join-url.js';

/** The rows of the table in the docs: base, path, URL. */
const page = readFileSync(new URL('../../../docs/cdk-http.md', import.meta.url), 'utf8');
const [, table = ''] = /\| `urlBase` \| `path\(\)` \|.*\n\|.*\n((?:\|.*\n)+)/.exec(page) ?? [];
const rows = table
  .trimEnd()
  .split('\n')
  .map((line) => [...line.matchAll(/`([^`]*)`/g)].map(([, cell = '']) => cell.trim()));

test('the docs have a table of paths', () => {
  expect(rows.length).toBeGreaterThan(15);
});

test.each(rows)('%s and %s make %s', (base = '', path = '', url = '') => {
  expect(joinUrl(base, path, 'rows').href).toBe(url);
});

test.each([
  ['https://h/v1', 'a\\b', 'https://h/v1/a%5Cb'],
  ['https://h/v1', '\ta\n', 'https://h/v1/%09a%0A'],
  ['https://h/v1', '%zz', 'https://h/v1/%25zz'],
  ['https://h/v1', '\ud800', 'https://h/v1/%EF%BF%BD'],
  ['https://h/v1', '////x', 'https://h/v1////x'],
  ['https://h/v1', 'ftp://x/y', 'https://h/v1/ftp://x/y'],
  ['https://h/v1', 'data:text/plain,x', 'https://h/v1/data:text/plain,x'],
  ['https://h/v1#part', 'a', 'https://h/v1/a'],
  ['https://h?k=1', 'a?k=2&l=3', 'https://h/a?k=2&l=3'],
])('%s and %j make %s: never another host, nothing lost', (base, path, url) => {
  expect(joinUrl(base, path, 'rows').href).toBe(url);
});

test.each(['', '/v1', 'ftp://h/', 'mailto:a@b', 'https://'])('%j is no urlBase', (base) => {
  expect(() => joinUrl(base, 'a', 'rows')).toThrow('Stream rows: urlBase is not the http or https URL of a server.');
});

test('an absolute path that is no URL is refused', () => {
  expect(() => joinUrl('https://h/', 'https://', 'rows')).toThrow('path is not the http or https URL');
});
