import { access } from 'node:fs/promises';
import { hasCode } from '../util/has-code.js';
import type { ConnectionEvents, DatabaseAddress, DatabaseConnectionOptions } from './connection/connection-options.js';
import { openDatabase } from './connection/open-database.js';
import { describeAddress, resolveAddress } from './connection/resolve-address.js';
import type { Database } from './contract/database.js';
import type { DialectName } from './contract/names.js';
import { completeOptions, connectionFromEnvironment } from './environment.js';

/**
 * A database that tables are replicated into. It is opened when it is first needed, and then shared by all who use
 * this connection.
 *
 * @example
 * await using connection = new DatabaseConnection('postgresql://me:secret@db.test/dap');
 * const database = await connection.open();
 */
export class DatabaseConnection implements AsyncDisposable {
  readonly dialect: DialectName;
  /** The connection string without its password, for messages. */
  readonly display: string;
  /** Nobody named a database: it is a DuckDB file in the current folder. */
  readonly isDefault: boolean;
  readonly #address: DatabaseAddress;
  readonly #events: ConnectionEvents;
  #connected: Promise<Database> | undefined;
  #prepared: Promise<Database> | undefined;

  /**
   * @param options - a connection string, or parts whose gaps are filled from `DAP_DATABASE_*`. Default: what the
   * environment names, see {@link connectionFromEnvironment}.
   * @throws CodedError `SQL_CONNECTION_STRING`, `SQL_DIALECT_UNSUPPORTED`; never with a password.
   */
  constructor(options?: string | DatabaseConnectionOptions, events: ConnectionEvents = {}) {
    const { options: chosen, isDefault } = choose(options);
    this.#address = resolveAddress(chosen);
    this.dialect = this.#address.dialect;
    this.display = describeAddress(this.#address);
    this.isDefault = isDefault;
    this.#events = events;
  }

  /**
   * The database, connected and prepared for replication. After a failure the next call tries again.
   *
   * @throws CodedError `SQL_CONNECTION`, `SQL_AUTHENTICATION`, `SQL_PERMISSION`, `SQL_LEGACY_DATABASE`.
   */
  async open(): Promise<Database> {
    const prepared = this.#prepared ?? this.#prepare();
    this.#prepared = prepared;
    try {
      return await prepared;
    } catch (error) {
      if (this.#prepared === prepared) await this.close();
      throw error;
    }
  }

  /**
   * The database, connected to be read: nothing is made or changed in it, and no right to do so is needed.
   *
   * @returns undefined when there is no file of this name (DuckDB).
   * @throws CodedError as `open` does.
   */
  async read(): Promise<Database | undefined> {
    return this.#connected === undefined && (await this.isAbsent()) ? undefined : await this.#connect();
  }

  /** True for a DuckDB file that is not there: `open` makes it. */
  async isAbsent(): Promise<boolean> {
    if (this.#address.dialect !== 'duckdb') return false;
    try {
      await access(this.#address.path);
      return false;
    } catch (error) {
      return hasCode(error, 'ENOENT');
    }
  }

  /** Closes the database if it was opened. What was not committed is undone. */
  async close(): Promise<void> {
    const connected = this.#connected;
    this.#connected = undefined;
    this.#prepared = undefined;
    if (connected === undefined) return;
    const [result] = await Promise.allSettled([connected]);
    if (result.status === 'fulfilled') await result.value.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #connect(): Promise<Database> {
    const connected = this.#connected ?? openDatabase(this.#address, this.#events);
    this.#connected = connected;
    try {
      return await connected;
    } catch (error) {
      if (this.#connected === connected) this.#connected = undefined;
      throw error;
    }
  }

  async #prepare(): Promise<Database> {
    const database = await this.#connect();
    await database.prepare();
    return database;
  }
}

function choose(options: string | DatabaseConnectionOptions | undefined): {
  readonly options: DatabaseConnectionOptions;
  readonly isDefault: boolean;
} {
  if (options === undefined) return connectionFromEnvironment();
  if (typeof options === 'string') return { options: { connectionString: options }, isDefault: false };
  if (options.connectionString !== undefined) return { options, isDefault: false };
  return { options: completeOptions(options), isDefault: false };
}
