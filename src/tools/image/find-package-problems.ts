import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Installation } from './lockfile.js';
import { listEntries } from './tree.js';

const packageSchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  scripts: z.record(z.string(), z.string()).default({}),
});

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/** What an installation may be besides what is wanted. */
export interface PackageExceptions {
  /** Packages that work without the code that would have run on installing. */
  readonly prebuilt?: readonly string[];
}

/**
 * What is wrong with the packages of an installation: others than those that are wanted, other versions, or code that
 * would have run on installing.
 *
 * @param folder - holds `node_modules`.
 */
export function findPackageProblems(
  folder: string,
  wanted: Installation,
  { prebuilt = [] }: PackageExceptions = {},
): readonly string[] {
  const paths = listInstalled(folder);
  const problems = paths.filter((path) => !wanted.has(path)).map((path) => `${path} is not wanted`);
  for (const [path, version] of wanted) {
    const file = join(folder, path, 'package.json');
    if (!existsSync(file)) {
      problems.push(`${path} is missing`);
      continue;
    }
    const found = packageSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (found.version !== version) problems.push(`${path} has version ${found.version}, not ${version}`);
    if (prebuilt.includes(path.replace(/^.*node_modules\//, ''))) continue;
    const scripts = INSTALL_SCRIPTS.filter((name) => found.scripts[name] !== undefined);
    if (scripts.length > 0) problems.push(`${path} has ${scripts.join(' and ')} scripts`);
    if (existsSync(join(folder, path, 'binding.gyp'))) problems.push(`${path} would be compiled on installing`);
  }
  return problems;
}

/** Paths of the installed packages, as a lockfile writes them. */
function listInstalled(folder: string): readonly string[] {
  return listEntries(folder, 'node_modules')
    .filter(({ kind, path }) => kind === 'folder' && /(^|\/)node_modules\/(@[^/]+\/)?[^@./][^/]*$/.test(path))
    .map(({ path }) => path);
}
