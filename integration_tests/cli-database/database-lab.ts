import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { DapClient } from '../../src/dap/index.js';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.js';
import { differences } from '../../src/tools/sql-truth/compare.js';
import type { Scratch } from '../../src/tools/sql-truth/scratch.js';
import { truthOf } from '../../src/tools/sql-truth/truth-log.js';
import { DapLab, type DapPlan, type DapRun } from '../cli/run-dap.js';
import type { Target } from '../sql-support/targets.js';

/** Signs that a connection string has to encode, and careless masks let through. */
const PASSWORD = 'p@ss w0rd/#%1';
const LOG_FILE = 'dap.log';

/** An emulator, an empty database and the built program `dap` between them. */
export class DatabaseLab {
  readonly emulator: Emulator;
  readonly scratch: Scratch;
  /** Of a user with {@link PASSWORD}, where the database has users. */
  readonly url: string;
  readonly #lab: DapLab;

  private constructor(emulator: Emulator, scratch: Scratch, url: string, lab: DapLab) {
    this.emulator = emulator;
    this.scratch = scratch;
    this.url = url;
    this.#lab = lab;
  }

  /** Starts everything; it ends with the test. */
  static async start(
    target: Target,
    tables: Readonly<Record<string, number>>,
    more: Pick<EmulatorOptions, 'objectRows'> = {},
  ): Promise<DatabaseLab> {
    const namespaces = ['canvas', 'canvas_logs'];
    const scratch = await target.scratch();
    onTestFinished(async () => await scratch.close());
    const emulator = await startEmulator({
      limits: false,
      jobDelayMs: 0,
      namespaces,
      tables,
      nulCharacters: false,
      ...more,
    });
    onTestFinished(async () => await emulator.close());
    const lab = await DapLab.create(emulator);
    onTestFinished(async () => await lab.remove());
    return new DatabaseLab(emulator, scratch, await urlWithPassword(scratch), lab);
  }

  get folder(): string {
    return this.#lab.folder;
  }

  /** Runs the program on the database, with a log file, and fails if anything that it wrote holds the password. */
  async dap(args: readonly string[], plan: DapPlan = {}): Promise<DapRun> {
    await this.scratch.pause();
    const env = { DAP_CONNECTION_STRING: this.url, DAP_LIMITS: 'off', ...plan.env };
    const run = await this.#lab.dap(['--loglevel', 'debug', '--logfile', LOG_FILE, ...args], { ...plan, env });
    const log = await readFile(join(this.folder, LOG_FILE), 'utf8').catch(() => '');
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), this.emulator.clientSecret]) {
      expect(run.stdout + run.stderr + log).not.toContain(secret);
    }
    return run;
  }

  /** Runs the program and fails unless it ends with `code`; gives the JSON documents of standard output. */
  async results(code: number, args: readonly string[], plan?: DapPlan): Promise<readonly Record<string, unknown>[]> {
    const run = await this.dap(['--output', 'json', ...args], plan);
    expect(run.code, run.stderr).toBe(code);
    return run.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  /** Fails unless a table of the database has the columns and rows of the service. */
  async expectTruth(table: string, namespace = 'canvas', schema = namespace): Promise<void> {
    const { clientId, clientSecret, baseUrl } = this.emulator;
    await using client = new DapClient({ clientId, clientSecret, baseUrl, limits: 'none' });
    const truth = await truthOf(this.emulator, client, namespace, table);
    expect(differences(truth, await this.scratch.read(schema, table)), table).toEqual([]);
  }
}

/** PostgreSQL trusts those who come from this machine, whatever they say; MySQL needs a user who has the password. */
async function urlWithPassword({ dialect, url, query }: Scratch): Promise<string> {
  const encoded = encodeURIComponent(PASSWORD);
  if (dialect === 'duckdb') return url;
  if (dialect === 'postgresql') return url.replace('postgres@', `postgres:${encoded}@`);
  const database = url.slice(url.lastIndexOf('/') + 1);
  const user = `u${database.slice(-20)}`;
  for (const host of ['127.0.0.1', 'localhost']) {
    await query(`create user '${user}'@'${host}' identified by '${PASSWORD}'`);
    await query(`grant all on ${database}.* to '${user}'@'${host}'`);
  }
  onTestFinished(async () => {
    for (const host of ['127.0.0.1', 'localhost']) await query(`drop user '${user}'@'${host}'`);
  });
  return url.replace('root@', `${user}:${encoded}@`);
}
