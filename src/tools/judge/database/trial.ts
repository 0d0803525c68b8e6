import { DapClient } from '../../../dap/index.js';
import { type Emulator, type SchemaChange, startEmulator } from '../../../emulator/index.js';
import { PlainClient } from '../../../emulator/testing/plain-client.js';
import { DatabaseConnection, SqlReplicator } from '../../../sql/index.js';
import { type CompareOptions, differences } from '../../sql-truth/compare.js';
import type { Scratch } from '../../sql-truth/scratch.js';
import { truthOf } from '../../sql-truth/truth-log.js';
import { PythonClient } from '../python-client.js';
import { withLookups } from './lookups.js';
import { TABLES } from './tables.js';

const NAMES = Object.keys(TABLES);

/** What a step of a trial found. */
export interface Finding {
  readonly step: string;
  /** Empty if it holds. */
  readonly problems: readonly string[];
}

/** One database that both clients keep, in turn. */
export class Trial {
  readonly emulator: Emulator;
  readonly scratch: Scratch;
  readonly findings: Finding[] = [];
  readonly #official: PythonClient;
  readonly #client: DapClient;
  readonly #plain: PlainClient;
  readonly #title: string;

  private constructor(title: string, emulator: Emulator, scratch: Scratch, official: PythonClient) {
    const { clientId, clientSecret, baseUrl } = emulator;
    this.#title = title;
    this.emulator = emulator;
    this.scratch = scratch;
    this.#official = official;
    this.#plain = new PlainClient(emulator);
    this.#client = new DapClient({ clientId, clientSecret, baseUrl, limits: 'none' });
  }

  /** @param program - of the official client. */
  static async start(title: string, scratch: Scratch, program: string, folder: string): Promise<Trial> {
    // The official client stores no row with NUL in PostgreSQL, and reads only the first member of a file.
    const emulator = await startEmulator({
      limits: false,
      jobDelayMs: 0,
      nulCharacters: false,
      objectRows: 50,
      tables: TABLES,
      namespaces: ['canvas', 'canvas_logs'],
    });
    const trial = new Trial(title, emulator, scratch, PythonClient.of(program, folder, emulator, scratch.url));
    await trial.#plain.login();
    return trial;
  }

  async close(): Promise<void> {
    await this.#client.close();
    await this.emulator.close();
    await this.scratch.close();
  }

  /** Rows of every table change, and columns of some. */
  commit(schemas: Readonly<Record<string, readonly SchemaChange[]>> = {}): void {
    for (const name of NAMES) {
      const [namespace = '', table = ''] = name.split('.');
      this.emulator.commit({ namespace, table, updates: 20, deletes: 3, inserts: 7, schema: schemas[name] ?? [] });
    }
  }

  /** A command of the official client on the tables; it must succeed unless `mayFail`. */
  async official(command: 'initdb' | 'syncdb', names: readonly string[] = NAMES, mayFail = false): Promise<void> {
    await this.scratch.pause();
    await this.#warmUp(names);
    const problems: string[] = [];
    for (const namespace of new Set(names.map((name) => name.split('.')[0] ?? ''))) {
      const tables = names.filter((name) => name.startsWith(`${namespace}.`)).map((name) => name.split('.')[1]);
      const { exitCode, stderr } = await this.#official.run(
        command,
        '--namespace',
        namespace,
        '--table',
        tables.join(),
      );
      const errors = stderr.split('\n').filter((line) => /error|exception/i.test(line) && !line.startsWith('COMMENT'));
      if (exitCode !== 0) problems.push(`ended with ${exitCode ?? 'a signal'}`, ...errors.slice(-4));
    }
    if (!mayFail) this.#found(`official ${command}`, problems);
  }

  /** The same by our replicator. */
  async ours(command: 'initialize' | 'synchronize', names: readonly string[] = NAMES): Promise<void> {
    await this.scratch.pause();
    const database = new DatabaseConnection(this.scratch.url);
    const replicator = new SqlReplicator(this.#client, database);
    const problems: string[] = [];
    for (const name of names) {
      const [namespace = '', table = ''] = name.split('.');
      await replicator[command](namespace, table).catch((error: unknown) => problems.push(`${name}: ${String(error)}`));
    }
    await database.close();
    this.#found(`our ${command}`, problems);
  }

  /** Every table equals what the service has. */
  async compare(step: string, options: CompareOptions = {}, names: readonly string[] = NAMES): Promise<void> {
    const problems: string[] = [];
    for (const name of names) {
      const [namespace = '', table = ''] = name.split('.');
      const stored = await this.scratch.read(namespace, table);
      const worded = stored === undefined ? undefined : await withLookups(this.scratch, namespace, stored);
      const truth = await truthOf(this.emulator, this.#client, namespace, table);
      problems.push(...differences(truth, worded, options).map((difference) => `${name}: ${difference}`));
    }
    this.#found(step, problems);
  }

  /** A fact that must hold. */
  check(step: string, holds: boolean, otherwise: string): void {
    this.#found(step, holds ? [] : [otherwise]);
  }

  #found(step: string, problems: readonly string[]): void {
    this.findings.push({ step: `${this.#title}: ${step}`, problems });
    process.stdout.write(`  ${this.#title}: ${step}: ${problems.length === 0 ? 'holds' : 'DIFFERS'}\n`);
  }

  /** Runs the queries of the official client beforehand: it waits five seconds before it polls an incomplete job. */
  async #warmUp(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const since = await this.#recorded(name);
      const query = { format: 'tsv', mode: 'condensed', ...(since === undefined ? {} : { since }) };
      await this.#plain.finish(await this.#plain.query(name, query));
    }
  }

  async #recorded(name: string): Promise<string | undefined> {
    const [namespace, table] = name.split('.');
    const records = this.scratch.nameOf('instructure_dap', 'table_sync');
    const sql = `select timestamp from ${records} where source_namespace = '${namespace}' and source_table = '${table}'`;
    const rows = await this.scratch.query(sql).catch((): undefined => undefined);
    await this.scratch.pause();
    const at = rows?.[0]?.['timestamp'];
    return at === undefined || at === null ? undefined : `${at.replace(' ', 'T')}Z`;
  }
}
