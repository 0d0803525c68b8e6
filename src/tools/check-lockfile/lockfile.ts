import { z } from 'zod';

const packageSchema = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  resolved: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  engines: z.record(z.string(), z.string()).or(z.array(z.string())).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
/** What package-lock.json notes of one package. */
export type LockedPackage = z.output<typeof packageSchema>;

const lockfileSchema = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), packageSchema) });
/** A package-lock.json of version 3: packages by their path in `node_modules`, the project itself at `''`. */
export type Lockfile = z.output<typeof lockfileSchema>;

/**
 * Reads the text of a package-lock.json.
 *
 * @throws ZodError or SyntaxError if it is not a lockfile of version 3
 */
export function parseLockfile(text: string): Lockfile {
  return lockfileSchema.parse(JSON.parse(text));
}

/** Where Node would find `name` for the package at `path`; undefined if nothing is locked. */
export function findLocked(lockfile: Lockfile, path: string, name: string): LockedPackage | undefined {
  let folder = path;
  for (;;) {
    const found = lockfile.packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
    if (found !== undefined || folder === '') return found;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')));
  }
}
