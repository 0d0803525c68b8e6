import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, mkdirSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { MissingPrerequisite, runHere } from './host.js';

/**
 * Lays out what a Node base image has below `/usr/local`: that very version of Node, and npm.
 *
 * Node is taken from the program or folder in the environment variable `NODE_24`, or is the one that runs this;
 * if neither has the version, it comes from the registry.
 *
 * @returns the folder, and mounts that belong into it.
 */
export function layOutNode(version: string, scratch: string): { local: string; npm: string } {
  const local = join(scratch, 'usr-local');
  mkdirSync(join(local, 'bin'), { recursive: true });
  mkdirSync(join(local, 'lib', 'node_modules', 'npm'), { recursive: true });
  placeProgram(findNode(version, scratch), join(local, 'bin', 'node'));
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin', 'npm'));
  return { local, npm: findNpm() };
}

function findNode(version: string, scratch: string): string {
  const given = process.env['NODE_24'] ?? '';
  const atHand = [given, join(given, 'node'), process.execPath];
  const found = atHand.find((path) => existsSync(path) && statSync(path).isFile() && isVersion(path, version));
  return found ?? fetchNode(version, join(scratch, 'node'));
}

function isVersion(program: string, version: string): boolean {
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}`;
}

function fetchNode(version: string, folder: string): string {
  const name = `node-linux-${process.arch}`;
  const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  runHere(['npm', 'install', '--prefix', folder, ...flags, `${name}@${version}`]);
  return join(folder, 'node_modules', name, 'bin', 'node');
}

/** A hard link to the file if possible, because it has a hundred megabytes. */
function placeProgram(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function findNpm(): string {
  const program = process.env['npm_execpath'] ?? runHere(['sh', '-c', 'command -v npm']).trim();
  const folder = join(realpathSync(program), '..', '..');
  if (existsSync(join(folder, 'bin', 'npm-cli.js'))) return folder;
  throw new MissingPrerequisite(`npm's own files are not where its program lies (${program})`);
}
