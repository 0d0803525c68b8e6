import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { listEntries } from './tree.js';

/** Examples in comments load nothing. */
const COMMENT = /^\s*(?:\*|\/\/|\/\*).*$/gm;
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g;

/**
 * What is wrong with the compiled files of a program: a file that it loads is missing, or a folder is there of which it
 * loads nothing.
 *
 * @param folder - holds the compiled files.
 * @param programs - paths of the programs in it.
 */
export function findProgramProblems(folder: string, programs: readonly string[]): readonly string[] {
  const loaded = new Set<string>();
  const missing: string[] = [];
  const waiting = programs.map((path) => ({ path, by: 'the image' }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, by } = next;
    if (loaded.has(path)) continue;
    loaded.add(path);
    if (existsSync(join(folder, path))) waiting.push(...importsOf(folder, path).map((to) => ({ path: to, by: path })));
    else missing.push(`${path} is missing, which ${by} loads`);
  }
  const used = new Set([...loaded].map(placeOf));
  const present = new Set(
    listEntries(folder)
      .filter(({ path, kind }) => kind === 'file' && path.includes('/'))
      .map(({ path }) => placeOf(path)),
  );
  return [
    ...missing,
    ...[...present].filter((place) => !used.has(place)).map((place) => `nothing of ${place} is loaded`),
  ];
}

function importsOf(folder: string, path: string): readonly string[] {
  if (!path.endsWith('.js')) return [];
  const text = readFileSync(join(folder, path), 'utf8').replaceAll(COMMENT, '');
  return [...text.matchAll(IMPORT)].map(([, to = '']) => posix.join(dirname(path), to));
}

/** The folder right below the one that is looked at. */
function placeOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** Those of `packages` that some compiled file names. */
export function namedPackages(folder: string, packages: readonly string[]): readonly string[] {
  const texts = listEntries(folder)
    .filter(({ path }) => path.endsWith('.js'))
    .map(({ path }) => readFileSync(join(folder, path), 'utf8'));
  return packages.filter((name) => texts.some((text) => text.includes(`'${name}'`) || text.includes(`'${name}/`)));
}
