// Compiles src/ to dist/. Plain JavaScript, because it runs before anything is built.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const sourceFolder = join(root, 'src');
const outputFolder = join(root, 'dist');
/** The connector's specification, so that `spec` can answer before anything is loaded. */
const specificationFile = 'connector/specification.json';
const stampFile = join(outputFolder, '.stamp');
const notCompiled = /(\.test|\.test-d|\.test-helper|\.d)\.ts$/;
const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** Paths of all files below `folder`, relative to it, with forward slashes, in a fixed order. */
function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function listSources() {
  return listFiles(sourceFolder).filter((file) => file.endsWith('.ts') && !notCompiled.test(file));
}

function listExpectedOutputs(sources) {
  const compiled = sources.flatMap((file) => [file.replace(/\.ts$/, '.js'), file.replace(/\.ts$/, '.d.ts')]);
  return [...compiled, specificationFile];
}

/** Changes whenever a source or a compiler setting does: name, size or time. */
function fingerprintSources(sources) {
  const hash = createHash('sha256');
  const files = [...sources.map((file) => join(sourceFolder, file)), ...settings.map((file) => join(root, file))];
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)}\n${size}\n${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function hasAllOutputs(sources) {
  return listExpectedOutputs(sources).every((file) => existsSync(join(outputFolder, file)));
}

/** Whether dist/ was built from exactly the present sources. */
export function isBuilt() {
  const sources = listSources();
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== fingerprintSources(sources)) return false;
  return hasAllOutputs(sources);
}

function compile() {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  return status ?? 1;
}

function removeStaleOutputs(sources) {
  const expected = new Set(listExpectedOutputs(sources));
  for (const file of listFiles(outputFolder)) {
    if (!expected.has(file) && file !== '.tsbuildinfo') rmSync(join(outputFolder, file));
  }
}

function makeProgramsExecutable() {
  const folder = join(outputFolder, 'cli');
  for (const file of listFiles(folder)) {
    if (file.endsWith('.js')) chmodSync(join(folder, file), 0o755);
  }
}

/** The connector itself makes it from its configuration if the file does not exist. */
function writeSpecification() {
  const target = join(outputFolder, specificationFile);
  rmSync(target, { force: true });
  const program = join(outputFolder, 'cli', 'source-dap.js');
  const { status, stdout } = spawnSync(process.execPath, [program, 'spec'], { stdio: ['ignore', 'pipe', 2] });
  if (status !== 0) return status ?? 1;
  writeFileSync(target, `${JSON.stringify(JSON.parse(stdout.toString('utf8')).spec)}\n`);
  return 0;
}

/** Compiles, removes outputs without a source and marks the programs executable. Gives the exit code. */
export function build() {
  const sources = listSources();
  const fingerprint = fingerprintSources(sources);
  rmSync(stampFile, { force: true });
  // The compiler trusts its own notes: it would not write an output again that was deleted by hand.
  if (!hasAllOutputs(sources)) rmSync(join(outputFolder, '.tsbuildinfo'), { force: true });
  const status = compile();
  if (status !== 0) return status;
  removeStaleOutputs(sources);
  makeProgramsExecutable();
  const specificationStatus = writeSpecification();
  if (specificationStatus !== 0) return specificationStatus;
  writeFileSync(stampFile, fingerprint);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = build();
