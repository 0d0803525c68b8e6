import { readFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).default({});
const system = z.array(z.string()).optional();
const lockedSchema = z.object({
  version: z.string().optional(),
  dev: z.boolean().default(false),
  optional: z.boolean().default(false),
  devOptional: z.boolean().default(false),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().default(false) })).default({}),
  os: system,
  cpu: system,
  libc: system,
});
const lockSchema = z.object({ packages: z.record(z.string(), lockedSchema) });

type Locked = z.output<typeof lockedSchema>;

/** Versions of packages by the paths at which a lockfile has them, such as `node_modules/zod`. */
export type Installation = ReadonlyMap<string, string | undefined>;

/** What a lockfile says. */
export class Lockfile {
  readonly #packages: Readonly<Record<string, Locked>>;

  constructor(file: string) {
    this.#packages = lockSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).packages;
  }

  /** Packages that are optional for the project, or for those who use it. */
  get optionalPackages(): readonly string[] {
    const root = this.#packages[''];
    return [...Object.keys(root?.optionalDependencies ?? {}), ...Object.keys(root?.peerDependencies ?? {})];
  }

  /** The packages that every installation has. */
  production(): Installation {
    const production = Object.entries(this.#packages).filter(
      ([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional,
    );
    return new Map(production.map(([path, { version }]) => [path, version]));
  }

  /** The packages of every installation on this machine that has these optional ones too. */
  productionWith(optional: readonly string[]): Installation {
    const found = new Map<string, string | undefined>();
    const waiting = [...Object.keys(this.#packages['']?.dependencies ?? {}), ...optional].map((name) => ({
      name,
      by: '',
    }));
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const path = this.#locate(next.name, next.by);
      const locked = path === undefined ? undefined : this.#packages[path];
      if (path === undefined || locked === undefined || found.has(path) || !isForThisMachine(locked)) continue;
      found.set(path, locked.version);
      waiting.push(...needsOf(locked).map((name) => ({ name, by: path })));
    }
    return found;
  }

  /** Where Node finds a package that another one loads. */
  #locate(name: string, by: string): string | undefined {
    for (let folder = by; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
      if (this.#packages[path] !== undefined) return path;
      if (folder === '') return undefined;
    }
  }
}

function needsOf(locked: Locked): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = locked;
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers];
}

/** The images stand on glibc. */
function isForThisMachine({ os, cpu, libc }: Locked): boolean {
  const fits = (wanted: readonly string[] | undefined, own: string) => wanted === undefined || wanted.includes(own);
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, 'glibc');
}
