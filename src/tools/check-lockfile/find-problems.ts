import type { LockedPackage, Lockfile } from './lockfile.js';
import { findLocked } from './lockfile.js';
import { isNodeInRange } from './node-range.js';

/** Licences that a production dependency may have. */
const FREE_LICENCES: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
]);

/** The oldest version of Node that the package promises to run on, and the newest line it is tested on. */
const NODE_VERSIONS = ['20.19.0', '24.0.0'] as const;

/** Packages that come with a binary for each platform: all of them must be locked. */
const WITH_BINARIES = ['node_modules/@biomejs/biome', 'node_modules/@duckdb/node-bindings'] as const;

/**
 * Everything that is wrong with a lockfile, one sentence each: a production dependency (optional ones too) with
 * another licence or an install script, a download address, a package that refuses a promised version of Node,
 * a platform package that is not locked, so that `npm ci` would refuse the lockfile.
 */
export function findLockfileProblems(lockfile: Lockfile): readonly string[] {
  const { '': _project, ...locked } = lockfile.packages;
  const missing = WITH_BINARIES.filter((path) => locked[path] === undefined).map((path) => `${path}: is not locked.`);
  return [...missing, ...Object.entries(locked).flatMap(([path, entry]) => findPackageProblems(lockfile, path, entry))];
}

function findPackageProblems(lockfile: Lockfile, path: string, entry: LockedPackage): readonly string[] {
  const problems = [...findAddressProblems(entry), ...findEngineProblems(entry)];
  if (entry.dev !== true) problems.push(...findProductionProblems(entry));
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (findLocked(lockfile, path, name) === undefined) problems.push(`its optional package ${name} is not locked.`);
  }
  return problems.map((problem) => `${path} ${entry.version ?? ''}: ${problem}`);
}

function findProductionProblems(entry: LockedPackage): readonly string[] {
  const problems: string[] = [];
  if (!isFree(entry.license)) problems.push(`licence ${entry.license ?? 'unknown'} is not accepted for production.`);
  if (entry.hasInstallScript === true) problems.push('it runs a script when it is installed.');
  return problems;
}

/** `MIT OR GPL-3.0` leaves the choice to us; of `MIT AND X` both must be free. */
function isFree(licence: string | undefined): boolean {
  const words = (licence ?? '').replace(/^\((.*)\)$/, '$1');
  return words.split(' OR ').some((choice) => choice.split(' AND ').every((name) => FREE_LICENCES.has(name)));
}

function findAddressProblems(entry: LockedPackage): readonly string[] {
  return entry.resolved === undefined ? [] : ['it is bound to a download address ("resolved").'];
}

function findEngineProblems(entry: LockedPackage): readonly string[] {
  const range = Array.isArray(entry.engines) ? undefined : entry.engines?.['node'];
  if (range === undefined) return [];
  return NODE_VERSIONS.filter((version) => !isNodeInRange(version, range)).map(
    (version) => `it needs Node ${range}, which excludes ${version}.`,
  );
}
