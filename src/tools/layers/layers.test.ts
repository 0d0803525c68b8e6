import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCircles } from './find-circles.test-helper.js';
import { findLayerProblems } from './find-layer-problems.test-helper.js';
import { parseLayerTable, readLayerTable } from './layer-table.test-helper.js';
import { readImports, type Sources } from './read-imports.test-helper.js';

const root = join(import.meta.dirname, '..', '..');
const table = readLayerTable();

function readSources(): Sources {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'));
  return new Map(files.map((file) => [file, readImports(file, readFileSync(join(root, file), 'utf8'))]));
}

const sources = readSources();

test('every import of src/ is allowed by src/layers.json', () => {
  expect(sources.size).toBeGreaterThan(300);
  expect(findLayerProblems(sources, table)).toEqual([]);
});

test('no files of src/ import each other in a circle, types included', () => {
  expect(findCircles(sources)).toEqual([]);
});

test.each([...table])('the place %s is there, and names only places and files that are there', (place, layer) => {
  for (const name of [place, ...layer.imports, ...layer.types]) {
    if (name !== '*') expect(() => statSync(join(root, name)), name).not.toThrow();
  }
});

test('a key that the table does not know is refused', () => {
  expect(() => parseLayerTable({ about: [], layers: { util: { holds: 'x', import: [] } } })).toThrow(/import/);
});
