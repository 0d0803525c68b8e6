import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { runProgram } from '../../../src/tools/judge/run-program.js';
import { SELF_SIGNED } from '../../support/self-signed.js';

/** PostgreSQL refuses to run as root; `nobody` everywhere. */
const UNPRIVILEGED = 65_534;
/** Where Debian keeps them, a folder for each version. */
const PROGRAMS = '/usr/lib/postgresql';
const PATIENCE_MS = 30_000;

/** A server of its own that speaks TLS with an untrusted certificate for 127.0.0.1. */
export interface TlsPostgresql {
  readonly port: number;
  /** PEM file of the certificate. */
  readonly certificate: string;
  stop(): Promise<void>;
}

/** The folder of the programs of PostgreSQL; undefined where it is not installed. */
export function postgresqlPrograms(): string | undefined {
  const versions = existsSync(PROGRAMS) ? readdirSync(PROGRAMS).sort() : [];
  const folder = join(PROGRAMS, versions.at(-1) ?? '', 'bin');
  return existsSync(join(folder, 'initdb')) ? folder : undefined;
}

/** Starts a server on a free port of 127.0.0.1 and 127.0.0.2, with data in a temporary folder. User `postgres`, no password. */
export async function startTlsPostgresql(programs: string): Promise<TlsPostgresql> {
  const folder = mkdtempSync(join(tmpdir(), 'dap-tls-postgresql-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  chmodSync(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
  const own = (path: string): void => (isRoot ? chownSync(path, UNPRIVILEGED, UNPRIVILEGED) : undefined);
  own(data);
  const made = await runProgram(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], {
    cwd: data,
    ...user,
  });
  if (made.exitCode !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const certificate = join(folder, 'server.crt');
  writeFileSync(certificate, SELF_SIGNED.cert);
  const key = join(data, 'server.key');
  writeFileSync(key, SELF_SIGNED.key, { mode: 0o600 });
  own(key);
  const port = await freePort();
  const tls = ['-c', 'ssl=on', '-c', `ssl_cert_file=${certificate}`, '-c', `ssl_key_file=${key}`];
  const places = ['-D', data, '-h', '127.0.0.1,127.0.0.2', '-p', String(port), '-k', ''];
  const server = spawn(join(programs, 'postgres'), [...places, ...tls, '-c', 'fsync=off'], {
    cwd: data,
    ...user,
    stdio: 'ignore',
  });
  await untilReady(server, port);
  return { port, certificate, stop: async () => await stop(server, folder) };
}

async function untilReady(server: ChildProcess, port: number): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await delay(100)) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}.`);
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    const isReady = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end();
    if (isReady) return;
  }
  server.kill('SIGKILL');
  throw new Error('PostgreSQL does not get ready.');
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const closed = once(server, 'close');
  server.kill('SIGINT');
  await closed;
  rmSync(folder, { recursive: true, force: true });
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
