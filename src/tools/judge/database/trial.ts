import { setTimeout as delay } from 'node:timers/promises';
import { DapClient } from '../../../dap/index.js';
import { type Emulator, type SchemaChange, startEmulator } from '../../../emulator/index.js';
import { PlainClient } from '../../../emulator/testing/plain-client.js';
import {
  DatabaseConnection,
  type ReplicationEvent,
  SqlReplicator,
  type SynchronizeOptions,
} from '../../../sql/index.js';
import { differences } from '../../sql-truth/compare.js';
import type { Scratch } from '../../sql-truth/scratch.js';
import { truthOf } from '../../sql-truth/truth-log.js';
import { PythonClient } from '../python-client.js';
import type { KnownDifference } from './known-differences.js';
import { withLookups } from './lookups.js';
import { byNamespace, type OfficialEntry, refusal } from './official-answers.js';
import { LONG_LOAD, TABLES } from './tables.js';

const NAMES = Object.keys(TABLES);
/** The official client takes seconds to start. */
const PATIENCE_MS = 60_000;

/** Key of a row that DAP does not have. */
const FORGOTTEN = 'f0f0f0f0-0000-4000-8000-00000000f0f0';
/** A row by the names of its columns. */
type Forgotten = Readonly<Record<string, unknown>>;

/** Whole seconds, and addresses of four bytes as they are written: the official client has them in MySQL in other forms. */
function comparable(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null;
  const text = String(cell).replace(/(:\d\d)\.0+$/, '$1');
  const bytes = /^([0-9a-f]{8})0{24}$/i.exec(text)?.[1];
  return bytes === undefined ? text : [...Buffer.from(bytes, 'hex')].join('.');
}

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
  /** Titles of the known differences that showed. */
  readonly met = new Set<string>();
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
      tables: { ...TABLES, [LONG_LOAD.name]: LONG_LOAD.rows },
      namespaces: ['canvas', 'canvas_logs', 'new_quizzes'],
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
  commit(schemas: Readonly<Record<string, readonly SchemaChange[]>> = {}, names: readonly string[] = NAMES): void {
    for (const name of names) {
      const [namespace = '', table = ''] = name.split('.');
      this.emulator.commit({ namespace, table, updates: 20, deletes: 3, inserts: 7, schema: schemas[name] ?? [] });
    }
  }

  /** A command of the official client on the tables. */
  async official(command: 'initdb' | 'syncdb' | 'dropdb', names: readonly string[] = NAMES): Promise<void> {
    await this.scratch.pause();
    if (command !== 'dropdb') await this.#warmUp(names);
    const problems: string[] = [];
    for (const [namespace, tables] of byNamespace(names)) {
      problems.push(...refusal(await this.#official.run(command, '--namespace', namespace, '--table', tables.join())));
    }
    this.#found(`official ${command}`, problems);
  }

  /** The official client lists each table with its rows. */
  async officialList(names: readonly string[]): Promise<void> {
    const problems: string[] = [];
    for (const [namespace, tables] of byNamespace(names)) {
      const run = await this.#official.run('listdb', '--namespace', namespace, '--omit-not-replicated');
      const listed = run.exitCode === 0 ? (JSON.parse(run.stdout) as readonly OfficialEntry[]) : [];
      const found = listed.map(({ name, records, command }) => `${name}: ${records}, ${command}`).sort();
      const wanted = tables.map((table) => `${table}: ${this.emulator.rowCount(namespace, table)}, syncdb`).sort();
      const isSame = found.join('; ') === wanted.join('; ');
      problems.push(...refusal(run), ...(isSame ? [] : [`${found.join('; ')} instead of ${wanted.join('; ')}`]));
    }
    this.#found('official listdb', problems);
  }

  /** Kills the official client (SIGKILL) when some rows of a table are loaded; gives how many it left. */
  async killOfficialInitdb(name: string): Promise<number> {
    const [namespace = '', table = ''] = name.split('.');
    await this.#warmUp([name]);
    const kill = new AbortController();
    const run = this.#official.runUntil(kill.signal, 'initdb', '--namespace', namespace, '--table', table);
    const sql = `select count(*) as n from ${this.scratch.nameOf(namespace, table)}`;
    const count = async (): Promise<number> => Number((await this.scratch.query(sql).catch(() => []))[0]?.['n'] ?? 0);
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline && (await count()) === 0; ) await delay(5);
    kill.abort();
    const { exitCode, stderr } = await run;
    this.emulator.faults.clear();
    this.#found(
      'official initdb, killed',
      exitCode === undefined ? [] : [`it had ended by itself: ${stderr.slice(-300)}`],
    );
    return await count();
  }

  /** The same by our replicator; gives what it said. */
  async ours(
    command: 'initialize' | 'synchronize',
    names: readonly string[] = NAMES,
    options: SynchronizeOptions = {},
  ): Promise<readonly string[]> {
    await this.scratch.pause();
    const database = new DatabaseConnection(this.scratch.url);
    const replicator = new SqlReplicator(this.#client, database);
    const problems: string[] = [];
    const notes: string[] = [];
    const onEvent = (event: ReplicationEvent): void => {
      if (event.type === 'note') notes.push(`${event.table}: ${event.message}`);
    };
    for (const name of names) {
      const [namespace = '', table = ''] = name.split('.');
      const run = replicator[command](namespace, table, { ...options, onEvent });
      await run.catch((error: unknown) => problems.push(`${name}: ${String(error)}`));
    }
    await database.close();
    this.#found(`our ${command}`, problems);
    return notes;
  }

  /** Gives web_logs a row that DAP does not have, a copy of another one; resolves to its columns as words. */
  async addForgotten(): Promise<Forgotten> {
    const table = this.scratch.nameOf('canvas_logs', 'web_logs');
    const columns = ((await this.scratch.read('canvas_logs', 'web_logs'))?.columns ?? []).map(({ name }) => name);
    const mark = this.scratch.dialect === 'mysql' ? '`' : '"';
    const others = columns.filter((name) => name !== 'id').map((name) => `${mark}${name}${mark}`);
    const id = this.scratch.dialect === 'mysql' ? `UNHEX('${FORGOTTEN.replaceAll('-', '')}')` : `'${FORGOTTEN}'::uuid`;
    await this.scratch.query(
      `insert into ${table} (id, ${others.join()}) select ${id}, ${others.join()} from ${table}
       where web_application_controller is not null and remote_ip is not null order by id limit 1`,
    );
    return await this.#takeForgotten(false);
  }

  /** The row of {@link addForgotten} has the same values still, and goes: other comparisons do not expect it. */
  async compareForgotten(before: Forgotten): Promise<void> {
    const after = await this.#takeForgotten(true);
    const differing = Object.keys(before).filter((name) => before[name] !== after[name]);
    this.check(
      'a row that DAP has forgotten keeps its values',
      differing.length === 0,
      `differing: ${differing.join()}`,
    );
  }

  async #takeForgotten(isLast: boolean): Promise<Forgotten> {
    const stored = await this.scratch.read('canvas_logs', 'web_logs');
    if (stored === undefined) throw new Error('There is no web_logs.');
    const { columns, rows } = await withLookups(this.scratch, 'canvas_logs', stored);
    const place = columns.findIndex(({ name }) => name === 'id');
    const isForgotten = (cell: unknown) =>
      String(cell).replaceAll('-', '').toLowerCase() === FORGOTTEN.replaceAll('-', '');
    const row = rows.find((cells) => isForgotten(cells[place]));
    if (row === undefined) return {};
    const id = this.scratch.dialect === 'mysql' ? `UNHEX('${FORGOTTEN.replaceAll('-', '')}')` : `'${FORGOTTEN}'`;
    const table = this.scratch.nameOf('canvas_logs', 'web_logs');
    if (isLast) await this.scratch.query(`delete from ${table} where id = ${id}`);
    return Object.fromEntries(columns.map(({ name }, n) => [name, comparable(row[n])]));
  }

  /** Every table equals what the service has, but for what is known to differ. */
  async compare(step: string, known: readonly KnownDifference[] = [], names: readonly string[] = NAMES): Promise<void> {
    const problems: string[] = [];
    for (const name of names) {
      const [namespace = '', table = ''] = name.split('.');
      const stored = await this.scratch.read(namespace, table);
      const worded = stored === undefined ? undefined : await withLookups(this.scratch, namespace, stored);
      const truth = await truthOf(this.emulator, this.#client, namespace, table);
      let found = differences(truth, worded);
      for (const { title, forgives } of found.length === 0 ? [] : known) {
        found = differences(truth, worded, forgives);
        if (found.length === 0) this.met.add(title);
      }
      problems.push(...found.map((difference) => `${name}: ${difference}`));
    }
    this.#found(step, problems);
  }

  /** No table of values is left over. */
  async checkLookupsGone(): Promise<void> {
    const left = (await this.scratch.objects()).filter((name) => /controller|action/i.test(name));
    this.check('the tables of values are gone', left.length === 0, left.join());
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
