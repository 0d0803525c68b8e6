import type { DapClient, RateLimiter, TableRef } from '../../dap/index.js';
import type {
  DatabaseConnection,
  LimitedClient,
  ListedTable,
  ReplicationOptions,
  ReplicationResult,
  SynchronizeOptions,
  VerifyOptions,
  VerifyResult,
} from '../../sql/index.js';

/** The library, loaded when a command needs it. */
type Sql = typeof import('../../sql/index.js');

/** What the commands ask of a database. */
export class Replicas implements AsyncDisposable {
  readonly #sql: Sql;
  readonly #connection: DatabaseConnection;

  private constructor(sql: Sql, connection: DatabaseConnection) {
    this.#sql = sql;
    this.#connection = connection;
  }

  /**
   * Finds the database of a connection string, or of the variables that name it; it is connected when it is needed.
   *
   * @throws CodedError `SQL_CONNECTION_STRING`, `SQL_DIALECT_UNSUPPORTED`.
   */
  static async of(connectionString: string | undefined, onWarning: (message: string) => void): Promise<Replicas> {
    const sql = await import('../../sql/index.js');
    return new Replicas(sql, new sql.DatabaseConnection(connectionString, { onWarning }));
  }

  get connection(): DatabaseConnection {
    return this.#connection;
  }

  /** The connection string without its password. */
  get display(): string {
    return this.#connection.display;
  }

  /** True if nobody named a database. */
  get isDefault(): boolean {
    return this.#connection.isDefault;
  }

  /** True for a DuckDB file that is not there. */
  async isAbsent(): Promise<boolean> {
    return await this.#connection.isAbsent();
  }

  /** Makes what replication needs, a DuckDB file too. Before it, nothing is changed. */
  async prepare(): Promise<void> {
    await this.#connection.open();
  }

  /** The time of day of the database; of this machine if there is none. */
  async now(): Promise<string> {
    return (await (await this.#connection.read())?.now()) ?? new Date().toISOString();
  }

  async list(): Promise<readonly ListedTable[]> {
    return (await (await this.#connection.read())?.list()) ?? [];
  }

  async countRows(table: ListedTable): Promise<number> {
    return (await (await this.#connection.read())?.countRows(table)) ?? 0;
  }

  /** The limiter that all processes share which use this database; undefined where it cannot hold one. */
  async limiter(client: LimitedClient): Promise<RateLimiter | undefined> {
    if (this.#connection.dialect === 'duckdb') return undefined;
    const database = await (client.readOnly === true ? this.#connection.read() : this.#connection.open());
    return database === undefined ? undefined : await this.#sql.limitThroughDatabase(database, client);
  }

  async initialize(client: DapClient, ref: TableRef, options: ReplicationOptions): Promise<ReplicationResult> {
    return await this.#replicator(client).initialize(ref.namespace, ref.table, options);
  }

  async synchronize(client: DapClient, ref: TableRef, options: SynchronizeOptions): Promise<ReplicationResult> {
    return await this.#replicator(client).synchronize(ref.namespace, ref.table, options);
  }

  async verify(client: DapClient, ref: TableRef, options: VerifyOptions): Promise<VerifyResult> {
    return await this.#replicator(client).verify(ref.namespace, ref.table, options);
  }

  async drop(
    ref: TableRef,
    options: { readonly schema?: string | undefined; readonly cascade: boolean },
  ): Promise<void> {
    await new this.#sql.SqlDrop(this.#connection).drop(ref.namespace, ref.table, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  #replicator(client: DapClient): InstanceType<Sql['SqlReplicator']> {
    return new this.#sql.SqlReplicator(client, this.#connection);
  }
}
