import type { DatabaseAddress, DatabaseConnectionOptions } from './connection/connection-options.js';
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
  #opened: Promise<Database> | undefined;

  /**
   * @param options - a connection string, or parts whose gaps are filled from `DAP_DATABASE_*`. Default: what the
   * environment names, see {@link connectionFromEnvironment}.
   * @throws CodedError `SQL_CONNECTION_STRING`, `SQL_DIALECT_UNSUPPORTED`; never with a password.
   */
  constructor(options?: string | DatabaseConnectionOptions) {
    const { options: chosen, isDefault } = choose(options);
    this.#address = resolveAddress(chosen);
    this.dialect = this.#address.dialect;
    this.display = describeAddress(this.#address);
    this.isDefault = isDefault;
  }

  /**
   * The database, connected and prepared for replication. After a failure the next call tries again.
   *
   * @throws CodedError `SQL_CONNECTION`, `SQL_AUTHENTICATION`, `SQL_PERMISSION`, `SQL_LEGACY_DATABASE`.
   */
  async open(): Promise<Database> {
    const opened = this.#opened ?? openPrepared(this.#address);
    this.#opened = opened;
    try {
      return await opened;
    } catch (error) {
      if (this.#opened === opened) this.#opened = undefined;
      throw error;
    }
  }

  /** Closes the database if it was opened. What was not committed is undone. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened === undefined) return;
    const [result] = await Promise.allSettled([opened]);
    if (result.status === 'fulfilled') await result.value.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
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

async function openPrepared(address: DatabaseAddress): Promise<Database> {
  const database = await openDatabase(address);
  try {
    await database.prepare();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
