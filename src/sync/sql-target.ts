import type { DapClient } from '../dap/index.js';
import {
  type DatabaseConnection,
  type ListedTable,
  type LoadFilesOptions,
  type ReplicationOptions,
  type ReplicationResult,
  SqlReplicator,
  type SynchronizeOptions,
} from '../sql/index.js';
import { type Clock, systemClock } from '../util/clock.js';
import type { SyncHistory, SyncTable } from './contract/events.js';
import type { SyncTarget } from './contract/target.js';
import { SqlHistory } from './history/sql-history.js';

/** Files of a stage. */
export type StagedFiles = Pick<LoadFilesOptions, 'stageId' | 'objectIds' | 'signal' | 'onEvent'>;

/**
 * A database as a run needs it.
 *
 * @example
 * const target = new SqlTarget(client, new DatabaseConnection('postgresql://me@db.test/dap'));
 */
export class SqlTarget implements SyncTarget {
  readonly history: SyncHistory;
  readonly #connection: DatabaseConnection;
  readonly #replicator: SqlReplicator;

  constructor(client: DapClient, connection: DatabaseConnection, clock: Clock = systemClock) {
    this.#connection = connection;
    this.#replicator = new SqlReplicator(client, connection);
    this.history = historyOf(connection, clock);
  }

  async prepare(): Promise<void> {
    await this.#connection.open();
  }

  async now(): Promise<string> {
    return (await (await this.#connection.read())?.now()) ?? new Date().toISOString();
  }

  async list(): Promise<readonly ListedTable[]> {
    return (await (await this.#connection.read())?.list()) ?? [];
  }

  async initialize({ namespace, table }: SyncTable, options: ReplicationOptions): Promise<ReplicationResult> {
    return await this.#replicator.initialize(namespace, table, options);
  }

  async synchronize({ namespace, table }: SyncTable, options: SynchronizeOptions): Promise<ReplicationResult> {
    return await this.#replicator.synchronize(namespace, table, options);
  }

  /** Adds files to the stage of a table, for the process that has handed it back. */
  async loadFiles({ namespace, table, schema }: SyncTable, files: StagedFiles): Promise<void> {
    await this.#replicator.loadFiles(namespace, table, { ...files, schema });
  }

  /** A file of DuckDB cannot be opened by others while it is open here. */
  async rest(): Promise<void> {
    if (this.#connection.dialect === 'duckdb') await this.#connection.close();
  }
}

/** The history in a database. */
export function historyOf(connection: DatabaseConnection, clock: Clock = systemClock): SyncHistory {
  return new SqlHistory(async () => (await connection.read())?.history, clock);
}
