import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mysql from 'mysql2/promise';

/** A MariaDB of our own, for settings that others must not meet. */
export interface PrivateServer {
  readonly port: number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again, with other options. */
  start(options?: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Settings that a statement may trip over; our sessions can set some of them, and have to live with the others. */
export const HOSTILE = [
  '--log-bin=log',
  '--binlog-format=STATEMENT',
  '--server-id=1',
  '--sql-mode=ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,NO_ZERO_DATE,STRICT_ALL_TABLES',
  '--character-set-server=utf8mb3',
  '--collation-server=utf8mb3_general_ci',
  '--max-allowed-packet=1M',
  '--default-time-zone=+05:30',
  '--innodb-force-primary-key=1',
  '--lower-case-table-names=1',
  '--wait-timeout=5',
  '--default-storage-engine=Aria',
];

/** Why no server can be started here; undefined if it can. */
export function missingServer(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start a server as another user';
  try {
    execFileSync('which', ['mariadbd', 'mariadb-install-db'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'mariadbd and mariadb-install-db are not installed';
  }
}

/** Makes an empty data folder and starts a server on it. */
export async function startPrivateServer(options: readonly string[]): Promise<PrivateServer> {
  const folder = mkdtempSync(join(tmpdir(), 'dap-mariadb-'));
  chmodSync(folder, 0o777);
  const data = join(folder, 'data');
  // A server that starts removes what lies in its folder for temporary tables: those of another one that is at work.
  const common = ['--no-defaults', `--datadir=${data}`, `--tmpdir=${folder}`, '--user=mysql'];
  execFileSync(
    'mariadb-install-db',
    [...common, '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'],
    { stdio: 'ignore' },
  );
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (more: readonly string[] = options): Promise<void> => {
    const place = [`--port=${port}`, '--bind-address=127.0.0.1', `--socket=${join(folder, 's')}`];
    const cheap = ['--innodb-flush-log-at-trx-commit=2', '--innodb-buffer-pool-size=64M', '--skip-name-resolve'];
    child = spawn('mariadbd', [...common, ...place, ...cheap, `--pid-file=${join(folder, 'pid')}`, ...more], {
      stdio: 'ignore',
    });
    await answers(port);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    port,
    kill,
    start,
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      const client = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root' });
      await client.end();
      return;
    } catch (error) {
      if (tries === 600) throw error;
      await delay(100);
    }
  }
}
