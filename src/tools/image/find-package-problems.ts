import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { listEntries } from './tree.js';

const packageSchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  scripts: z.record(z.string(), z.string()).default({}),
});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      dev: z.boolean().default(false),
      optional: z.boolean().default(false),
      devOptional: z.boolean().default(false),
      peer: z.boolean().default(false),
    }),
  ),
});

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/**
 * What is wrong with the packages of an installation: others than the production packages of the lockfile, other
 * versions, or code that would have run on installing.
 *
 * @param folder - holds `node_modules`.
 */
export function findPackageProblems(folder: string, lockfile: string): readonly string[] {
  const wanted = listProduction(lockfile);
  const paths = listInstalled(folder);
  const problems = paths.filter((path) => !wanted.has(path)).map((path) => `${path} is no production package`);
  for (const [path, version] of wanted) {
    const file = join(folder, path, 'package.json');
    if (!existsSync(file)) {
      problems.push(`${path} is missing`);
      continue;
    }
    const found = packageSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (found.version !== version) problems.push(`${path} has version ${found.version}, not ${version}`);
    const scripts = INSTALL_SCRIPTS.filter((name) => found.scripts[name] !== undefined);
    if (scripts.length > 0) problems.push(`${path} has ${scripts.join(' and ')} scripts`);
    if (existsSync(join(folder, path, 'binding.gyp'))) problems.push(`${path} would be compiled on installing`);
  }
  return problems;
}

function listProduction(lockfile: string): ReadonlyMap<string, string | undefined> {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(lockfile, 'utf8')));
  const production = Object.entries(packages).filter(
    ([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional,
  );
  return new Map(production.map(([path, { version }]) => [path, version]));
}

/** Paths of the installed packages, as a lockfile writes them. */
function listInstalled(folder: string): readonly string[] {
  return listEntries(folder, 'node_modules')
    .filter(({ kind, path }) => kind === 'folder' && /(^|\/)node_modules\/(@[^/]+\/)?[^@./][^/]*$/.test(path))
    .map(({ path }) => path);
}
