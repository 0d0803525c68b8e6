import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { loadPackage } from '../../../util/load-package.js';
import { fileLost, isOutOfMemory, isUnusable, toDuckdbError, withAllMemory } from './errors.js';
import { type MemoryBounds, MemoryLimit } from './memory.js';
import { quoteName, quoteText } from './names.js';
import { TransactionState } from './transaction-state.js';

/** A row; numbers beyond 32 bits, decimals and times are texts. */
export type Row = Readonly<Record<string, unknown>>;

/** One connection of the driver. Not for concurrent use. */
export interface Connection {
  /** @throws CodedError */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** The number of rows that a statement changed. @throws CodedError */
  execute(sql: string): Promise<number>;
  /** The tables that a query reads, directly or through views, as SQL writes their names. @throws CodedError */
  tablesOf(sql: string): readonly string[];
  close(): void;
}

/** Called before every statement. */
export type StatementHook = (sql: string) => void | Promise<void>;

/** How a file is opened. */
export interface InstanceOptions {
  /** Settings of DuckDB. */
  readonly config: Readonly<Record<string, string>>;
  readonly memory: MemoryBounds;
  readonly beforeStatement: StatementHook;
}

/**
 * Opens a file of DuckDB, or makes it. It may use all memory that there is for that: what a killed process has left in
 * its log may be a commit that needs it.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING`, `SQL_DATABASE_BUSY`, `SQL_DIALECT_UNSUPPORTED`, `SQL_PERMISSION`, ...
 */
export async function openInstance(path: string, options: InstanceOptions): Promise<Instance> {
  const driver = await loadPackage(
    '@duckdb/node-api',
    () => import('@duckdb/node-api'),
    'DuckDB needs the package @duckdb/node-api: npm install @duckdb/node-api.',
  );
  const config = { ...options.config, memory_limit: bytesText(options.memory.most) };
  const instance = await attempt(path, () => driver.DuckDBInstance.create(':memory:', config));
  try {
    const control = await attempt(path, () => instance.connect());
    const catalog = await attachFile(control, path);
    const setLimit = async (bytes: number) => {
      await control.run(`SET memory_limit = ${quoteText(bytesText(bytes))}`);
    };
    const memory = new MemoryLimit(options.memory, options.memory.most, setLimit);
    return new Instance({ instance, control, path, beforeStatement: options.beforeStatement }, catalog, memory);
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/** What an open file consists of. */
interface InstanceParts {
  readonly instance: DuckDBInstance;
  /** For settings. */
  readonly control: DuckDBConnection;
  readonly path: string;
  readonly beforeStatement: StatementHook;
}

/** An open file. */
export class Instance {
  /** The name that DuckDB gives the database. */
  readonly catalog: string;
  readonly memory: MemoryLimit;
  readonly #parts: InstanceParts;
  readonly #connections = new Set<DuckDBConnection>();
  readonly #running = new Set<Promise<unknown>>();
  #isLost = false;
  #closing: Promise<void> | undefined;

  constructor(parts: InstanceParts, catalog: string, memory: MemoryLimit) {
    this.#parts = parts;
    this.catalog = catalog;
    this.memory = memory;
  }

  /** A failure has left it unusable: only the file, opened again, is of use. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** @throws CodedError `SQL_CONNECTION` when it is lost. */
  async connect(): Promise<Connection> {
    const { instance, path } = this.#parts;
    if (this.#isLost) throw fileLost(path);
    const connection = await attempt(path, () => instance.connect());
    this.#connections.add(connection);
    await attempt(path, () => connection.run(`USE ${quoteName(this.catalog)}.main`));
    return this.#wrap(connection);
  }

  /**
   * Writes the file out and gives its lock back. Statements under way are waited for; whoever still has a connection
   * learns with the next one that the file is lost.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { instance, control } = this.#parts;
    this.#isLost = true;
    await Promise.allSettled(this.#running);
    for (const connection of this.#connections) connection.closeSync();
    this.#connections.clear();
    await this.memory.release();
    control.closeSync();
    instance.closeSync();
  }

  #wrap(connection: DuckDBConnection): Connection {
    const transaction = new TransactionState();
    const { path } = this.#parts;
    return {
      query: async (sql, parameters) => {
        const values = parameters as DuckDBValue[] | undefined;
        const reader = await this.#run(transaction, sql, () => connection.runAndReadAll(sql, values));
        return reader.getRowObjectsJson();
      },
      execute: async (sql) => (await this.#run(transaction, sql, () => connection.run(sql))).rowsChanged,
      tablesOf: (sql) => {
        if (this.#isLost) throw fileLost(path);
        try {
          return connection.getTableNames(sql, true);
        } catch (error) {
          throw toDuckdbError(error, path);
        }
      },
      close: () => {
        if (this.#connections.delete(connection)) connection.closeSync();
      },
    };
  }

  /** A statement that commits has what the file needs to be written out: if that fails, it is lost for everybody. */
  async #run<T>(transaction: TransactionState, sql: string, act: () => Promise<T>): Promise<T> {
    const { path, beforeStatement } = this.#parts;
    await beforeStatement(sql);
    let limit = 0;
    const run = () => {
      limit = this.memory.current;
      return this.#track(act);
    };
    try {
      return await (transaction.mayCommit(sql) ? this.memory.committing(run) : run());
    } catch (error) {
      const failure = toDuckdbError(error, path);
      this.#isLost ||= isUnusable(failure);
      throw limit >= this.memory.most && isOutOfMemory(failure) ? withAllMemory(failure, limit) : failure;
    } finally {
      transaction.ran(sql);
    }
  }

  async #track<T>(act: () => Promise<T>): Promise<T> {
    if (this.#isLost) throw fileLost(this.#parts.path);
    const running = act();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}

/**
 * The file is attached to a database in memory: one that is opened directly has no default database yet while it
 * replays what a killed process left in its log, and fails over defaults that call a function.
 */
async function attachFile(connection: DuckDBConnection, path: string): Promise<string> {
  await attempt(path, () => connection.run(`ATTACH ${quoteText(path)}`));
  const reader = await attempt(path, () =>
    connection.runAndReadAll(`SELECT database_name FROM duckdb_databases() WHERE NOT internal AND path IS NOT NULL`),
  );
  return String(reader.getRowObjectsJson()[0]?.['database_name']);
}

function bytesText(bytes: number): string {
  return `${bytes}B`;
}

async function attempt<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toDuckdbError(error, path);
  }
}
