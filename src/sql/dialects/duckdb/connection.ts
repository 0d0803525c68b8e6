import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { loadPackage } from '../../../util/load-package.js';
import { toDuckdbError } from './errors.js';
import { quoteName, quoteText } from './names.js';

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

/** An open file. */
export interface Instance {
  /** The name that DuckDB gives the database. */
  readonly catalog: string;
  connect(): Promise<Connection>;
  /** Writes the file out and gives its lock back. */
  close(): void;
}

/** Called before every statement. */
export type StatementHook = (sql: string) => void | Promise<void>;

/**
 * Opens a file of DuckDB, or makes it.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING`, `SQL_DATABASE_BUSY`, `SQL_DIALECT_UNSUPPORTED`, `SQL_PERMISSION`, ...
 */
export async function openInstance(
  path: string,
  options: Readonly<Record<string, string>>,
  beforeStatement: StatementHook,
): Promise<Instance> {
  const driver = await loadPackage(
    '@duckdb/node-api',
    () => import('@duckdb/node-api'),
    'DuckDB needs the package @duckdb/node-api: npm install @duckdb/node-api.',
  );
  const instance = await attempt(path, () => driver.DuckDBInstance.create(':memory:', { ...options }));
  try {
    const catalog = await attachFile(instance, path);
    return {
      catalog,
      connect: () => connect(instance, catalog, path, beforeStatement),
      close: () => instance.closeSync(),
    };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/**
 * The file is attached to a database in memory: one that is opened directly has no default database yet while it
 * replays what a killed process left in its log, and fails over defaults that call a function.
 */
async function attachFile(instance: DuckDBInstance, path: string): Promise<string> {
  const connection = await attempt(path, () => instance.connect());
  try {
    await attempt(path, () => connection.run(`ATTACH ${quoteText(path)}`));
    const reader = await attempt(path, () =>
      connection.runAndReadAll(`SELECT database_name FROM duckdb_databases() WHERE NOT internal AND path IS NOT NULL`),
    );
    return String(reader.getRowObjectsJson()[0]?.['database_name']);
  } finally {
    connection.closeSync();
  }
}

async function connect(
  instance: DuckDBInstance,
  catalog: string,
  path: string,
  beforeStatement: StatementHook,
): Promise<Connection> {
  const connection = await attempt(path, () => instance.connect());
  await attempt(path, () => connection.run(`USE ${quoteName(catalog)}.main`));
  return wrap(connection, path, beforeStatement);
}

function wrap(connection: DuckDBConnection, path: string, beforeStatement: StatementHook): Connection {
  const prepare = async (sql: string) => await beforeStatement(sql);
  return {
    query: async (sql, parameters) => {
      await prepare(sql);
      const values = parameters as DuckDBValue[] | undefined;
      const reader = await attempt(path, () => connection.runAndReadAll(sql, values));
      return reader.getRowObjectsJson();
    },
    execute: async (sql) => {
      await prepare(sql);
      return (await attempt(path, () => connection.run(sql))).rowsChanged;
    },
    tablesOf: (sql) => {
      try {
        return connection.getTableNames(sql, true);
      } catch (error) {
        throw toDuckdbError(error, path);
      }
    },
    close: () => connection.closeSync(),
  };
}

async function attempt<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw toDuckdbError(error, path);
  }
}
