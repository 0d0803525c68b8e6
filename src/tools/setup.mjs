// Adds what a fresh checkout lacks: `node src/tools/setup.mjs` installs packages, `... setup.mjs build` also compiles.
// Needs only Node and npm, and does nothing if nothing is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const oldestNode = [20, 19];

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function isNodeTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** True if the installed packages are those of package-lock.json; packages for other platforms may be missing. */
function isInstalled() {
  const notes = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(notes)) return false;
  const installed = readPackages(notes);
  const { '': project, ...locked } = readPackages(join(root, 'package-lock.json'));
  const chosen = new Set(Object.keys(project.optionalDependencies ?? {}).map((name) => `node_modules/${name}`));
  return Object.entries(locked).every(([path, wanted]) => {
    const found = installed[path];
    if (found === undefined) return wanted.optional === true && !chosen.has(path);
    return found.version === wanted.version;
  });
}

function runNpm(parameters) {
  const program = process.env.npm_execpath;
  // Whatever npm prints goes to stderr, so that stdout belongs to the program that setup prepares.
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  if (program?.endsWith('npm-cli.js') === true) return spawnSync(process.execPath, [program, ...parameters], options);
  return spawnSync('npm', parameters, { ...options, shell: process.platform === 'win32' });
}

function install() {
  say('installing the packages of package-lock.json (npm ci --ignore-scripts)');
  // --include: NODE_ENV=production or a user's settings must not leave out what building and testing need.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  const { status, error } = runNpm(['ci', ...flags]);
  if (status === 0) return true;
  const reason =
    error === undefined ? `npm ended with exit code ${status}` : `npm could not be started (${error.code})`;
  say(
    `the packages could not be installed: ${reason}. npm's own words above say why; often its registry cannot be reached.`,
  );
  return false;
}

async function ensureBuilt() {
  const { build, isBuilt } = await import('./build.mjs');
  if (isBuilt()) return true;
  say('compiling src/ to dist/');
  if (build() === 0) return true;
  say('compiling failed; the messages above name the places.');
  return false;
}

async function main() {
  if (isNodeTooOld(process.versions.node)) {
    say(`Node ${oldestNode.join('.')} or newer is needed, this is ${process.versions.node}: install a newer Node.`);
    return 1;
  }
  if (!isInstalled() && !install()) return 1;
  if (process.argv.includes('build') && !(await ensureBuilt())) return 1;
  return 0;
}

process.exitCode = await main();
