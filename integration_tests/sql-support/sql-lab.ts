import { expect } from 'vitest';
import { DapClient } from '../../src/dap/index.js';
import { type CommitSpec, type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.js';
import {
  DatabaseConnection,
  type ListedTable,
  type LoadFilesOptions,
  type LoadFilesResult,
  type ReplicationOptions,
  type ReplicationResult,
  SqlDrop,
  SqlReplicator,
  type SynchronizeOptions,
  type VerifyResult,
} from '../../src/sql/index.js';
import { type CompareOptions, differences } from '../../src/tools/sql-truth/compare.js';
import type { CellText, Scratch } from '../../src/tools/sql-truth/scratch.js';
import { type Truth, TruthLog, truthOf } from '../../src/tools/sql-truth/truth-log.js';
import type { Cutter } from './cutting-socket.js';
import type { Target } from './targets.js';

/** A table as `namespace.table`. */
export type TableName = `${string}.${string}`;

/** What a lab starts with. */
export interface SqlLabOptions extends EmulatorOptions {
  readonly tables: Readonly<Record<TableName, number>>;
}

/**
 * An emulator, an empty database and the replicator between them. Each command opens the database again and closes it, as
 * a process does.
 */
export class SqlLab {
  readonly emulator: Emulator;
  readonly client: DapClient;
  readonly scratch: Scratch;
  readonly log: TruthLog;

  private constructor(emulator: Emulator, client: DapClient, scratch: Scratch) {
    this.emulator = emulator;
    this.client = client;
    this.scratch = scratch;
    this.log = new TruthLog(emulator, client);
  }

  static async start(target: Target, options: SqlLabOptions): Promise<SqlLab> {
    const scratch = await target.scratch();
    try {
      const namespaces = [...new Set(Object.keys(options.tables).map((name) => splitName(name)[0]))];
      const emulator = await startEmulator({ limits: false, jobDelayMs: 0, namespaces, ...options });
      const { clientId, clientSecret, baseUrl } = emulator;
      const retry = { baseDelayMs: 1, maxDelayMs: 5 };
      const client = new DapClient({ clientId, clientSecret, baseUrl, limits: 'none', retry });
      return new SqlLab(emulator, client, scratch);
    } catch (error) {
      await scratch.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.emulator.close();
    await this.scratch.close();
  }

  initialize(name: TableName, options: ReplicationOptions = {}, cutter?: Cutter): Promise<ReplicationResult> {
    return this.#replicate(cutter, (replicator) => replicator.initialize(...splitName(name), options));
  }

  synchronize(name: TableName, options: SynchronizeOptions = {}, cutter?: Cutter): Promise<ReplicationResult> {
    return this.#replicate(cutter, (replicator) => replicator.synchronize(...splitName(name), options));
  }

  loadFiles(name: TableName, options: LoadFilesOptions): Promise<LoadFilesResult> {
    return this.#replicate(undefined, (replicator) => replicator.loadFiles(...splitName(name), options));
  }

  verify(name: TableName, options: { readonly repair?: boolean } = {}): Promise<VerifyResult> {
    return this.#replicate(undefined, (replicator) => replicator.verify(...splitName(name), options));
  }

  /** Opens the database for some work with the replicator, and closes it. */
  async #replicate<T>(cutter: Cutter | undefined, work: (replicator: SqlReplicator) => Promise<T>): Promise<T> {
    return await this.withDatabase((database) => work(new SqlReplicator(this.client, database)), cutter);
  }

  async drop(name: TableName, options: { readonly cascade?: boolean } = {}): Promise<void> {
    await this.withDatabase((database) => new SqlDrop(database).drop(...splitName(name), options));
  }

  list(): Promise<readonly ListedTable[]> {
    return this.withDatabase(async (database) => await (await database.open()).list());
  }

  /** Opens the database for some work, and closes it. */
  async withDatabase<T>(work: (database: DatabaseConnection) => Promise<T>, cutter?: Cutter): Promise<T> {
    await this.scratch.pause();
    const database = new DatabaseConnection({ connectionString: this.scratch.url, connect: cutter?.connect });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  /** The instant that the table of the database is known to be of, read past the replicator; undefined without one. */
  async bookmark(name: TableName): Promise<string | undefined> {
    const [namespace, table] = splitName(name);
    const meta = this.scratch.nameOf('instructure_dap', 'dap_replicas');
    const rows = await this.scratch
      .query(
        `select exact_timestamp from ${meta} where source_namespace = '${namespace}' and source_table = '${table}'`,
      )
      .catch((): undefined => undefined);
    return rows?.[0]?.['exact_timestamp'] ?? undefined;
  }

  /** The present state of the service. */
  truth(name: TableName): Promise<Truth> {
    return truthOf(this.emulator, this.client, ...splitName(name));
  }

  /** Changes rows, columns or both. */
  commit(name: TableName, spec: Omit<CommitSpec, 'namespace' | 'table'> = {}): string {
    const [namespace, table] = splitName(name);
    return this.emulator.commit({ ...spec, namespace, table }).at;
  }

  /** Every difference between the table of the database and the service's. */
  async differences(name: TableName, options: CompareOptions = {}, truth?: Truth): Promise<readonly string[]> {
    const stored = await this.scratch.read(...splitName(name));
    const policy = this.scratch.dialect === 'postgresql' ? { expected: withoutNul } : {};
    return differences(truth ?? (await this.truth(name)), stored, { ...policy, ...options });
  }

  /** Fails unless the table of the database has the columns and rows of the service, cell by cell. */
  async expectTruth(name: TableName, options: CompareOptions = {}, truth?: Truth): Promise<void> {
    expect(await this.differences(name, options, truth)).toEqual([]);
  }
}

/** PostgreSQL stores no NUL: by default it is removed. */
function withoutNul(cell: CellText): CellText {
  return cell?.replaceAll('\0', '').replaceAll('\\u0000', '') ?? null;
}

/** Namespace and table of a name. */
function splitName(name: string): [namespace: string, table: string] {
  const [namespace = '', table = ''] = name.split('.');
  return [namespace, table];
}
