import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { run } from './run.js';

const SUBPATHS = ['', '/cdk', '/dap', '/emulator', '/testing'];
const FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];

/**
 * Proves that the committed lockfile installs completely in an empty folder, and that the packed package works there
 * with its production packages alone: every subpath loads and the programs answer, optional packages missing.
 */
export function tryInstalled(archive: string, folder: string): readonly string[] {
  const site = join(folder, 'site');
  mkdirSync(site);
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) copyFileSync(file, join(site, file));
  const complete = run('npm', ['ci', '--include=dev', '--include=optional', ...FLAGS], site);
  if (complete.length > 0) return complete;
  const lean = run('npm', ['prune', '--omit=dev', '--omit=optional', ...FLAGS], site);
  if (lean.length > 0) return lean;
  return [...placePackage(archive, site), ...tryPackage(site), ...tryInit(archive, site)];
}

/** Lays the content of the archive beside the installed packages, as if it were the project itself. */
function placePackage(archive: string, site: string): readonly string[] {
  const unpacked = run('tar', ['-xzf', archive, '-C', site]);
  if (unpacked.length > 0) return unpacked;
  cpSync(join(site, 'package'), site, { recursive: true });
  rmSync(join(site, 'package'), { recursive: true });
  return [];
}

function tryPackage(site: string): readonly string[] {
  const imports = SUBPATHS.map((path) => `await import('airbyte-source-dap${path}');`).join('\n');
  return [
    ...run(process.execPath, ['--input-type=module', '-e', imports], site),
    ...run(process.execPath, [join(site, 'dist', 'cli', 'source-dap.js'), 'spec'], site),
    ...run(process.execPath, [join(site, 'dist', 'cli', 'dap.js'), '--help'], site),
  ];
}

/** `init` from the archive must lay it beside the connector, or no image could be built from that folder alone. */
function tryInit(archive: string, site: string): readonly string[] {
  const problems = run(
    process.execPath,
    [join(site, 'dist', 'cli', 'stream-cdk.js'), 'init', 'library', '--cdk', archive],
    site,
  );
  if (problems.length > 0 || existsSync(join(site, 'source-library', basename(archive)))) return problems;
  return ['stream-cdk init did not lay the archive into the folder of the connector'];
}
