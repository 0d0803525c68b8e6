import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { GENERATED_FOLDERS } from './static-files.js';

/** How the files on disk differ from the generated ones; paths relative to the package. */
interface Differences {
  /** Missing, or with another text. */
  readonly outdated: readonly string[];
  /** Present without being generated. */
  readonly unexpected: readonly string[];
}

/**
 * Compares the files below `root` with the generated ones.
 *
 * @throws Error of the file system when a file cannot be read.
 */
export function compareFiles(root: string, files: ReadonlyMap<string, string>): Differences {
  const outdated = [...files].filter(([path, text]) => readOrNothing(join(root, path)) !== text);
  const present = GENERATED_FOLDERS.flatMap((folder) => filesBelow(root, folder));
  return { outdated: outdated.map(([path]) => path), unexpected: present.filter((path) => !files.has(path)) };
}

/**
 * Writes those of `paths` that are generated.
 *
 * @throws Error of the file system when a file cannot be written.
 */
export function writeFiles(root: string, files: ReadonlyMap<string, string>, paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), files.get(path) ?? '');
  }
}

function readOrNothing(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function filesBelow(root: string, folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
