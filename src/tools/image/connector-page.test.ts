import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONNECTOR_ADVICE } from '../../connector/advice.js';
import { configSchema } from '../../connector/config.js';
import { VERSION } from '../../version.js';

const page = readFileSync('docs/connector.md', 'utf8');
const section = (title: string): string => page.split(/^#{2,3} /m).find((part) => part.startsWith(title)) ?? '';
const namesIn = (text: string): readonly string[] => [...text.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name);

function tablesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -5))
    .sort();
}

test('the page lists each table of canvas once', () => {
  expect(namesIn(section('`canvas`').split('\n').slice(1).join('\n')).toSorted()).toEqual(tablesOf('schemas'));
});

test.each(['canvas_logs', 'catalog'])('the page lists the tables of %s', (namespace) => {
  expect(namesIn(section(`\`${namespace}\``))).toEqual(expect.arrayContaining([...tablesOf(`schemas/${namespace}`)]));
});

test('the page describes each setting', () => {
  const rows = section('Step 2')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const keys = rows.flatMap((row) => /^\| [^|]+ \| `(\w+)`/.exec(row)?.[1] ?? []);
  expect(keys).toEqual(Object.keys(configSchema.shape));
});

test('the page calls each setting what its form calls it', () => {
  const titles = Object.values(configSchema.shape).map((field) => String(field.meta()?.['title']));
  for (const title of titles) expect(section('Step 2')).toContain(`| ${title} |`);
});

test('the changelog ends with this version', () => {
  expect(section('Changelog')).toContain(`| ${VERSION} |`);
});

test('links within the page lead to headings', () => {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target);
  expect(links.filter((link) => !headings.includes(link))).toEqual([]);
});

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter(({ name }) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
  .join('\n');
const messages = section('Messages')
  .split('\n')
  .flatMap((row) => /^\| ([^|]+) \| [^|]+ \| [^|]+ \|$/.exec(row)?.[1] ?? [])
  .filter((message) => message !== 'message' && message !== '---');

test.each(messages)('the connector can say "%s"', (message) => {
  const parts = message.split('…').map((part) => part.replace(/^[ ,.)]+|[ ,(]+$/g, ''));
  expect(parts.filter((part) => part.length > 3 && !sources.includes(part))).toEqual([]);
});

test('the page explains a good number of messages', () => {
  expect(messages.length).toBeGreaterThan(15);
});

// What the catalogue says of a code belongs to docs/errors.md alone.
test('the page repeats no advice of a code', () => {
  const advice = Object.values(CONNECTOR_ADVICE).flatMap((text) => (typeof text === 'string' ? [text] : []));
  expect(advice.filter((text) => text.length > 20 && section('Messages').includes(text))).toEqual([]);
});
