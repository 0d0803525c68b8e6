import { Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import type { Connection, ConnectionOptions, SslOptions } from 'mysql2';
import { loadPackage } from '../../../util/load-package.js';
import { mysqlError } from './errors.js';
import type { MysqlSettings } from './settings.js';

/** What the server says of a statement without rows. */
export interface Outcome {
  readonly affectedRows: number;
  readonly warnings: number;
  /** `Records: 3  Deleted: 0  Skipped: 0  Warnings: 0`, in the language of the server. */
  readonly info: string;
}

/** A row of a result; numbers of 64 bits, decimals and instants are texts. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** A connection to the server. One statement at a time; all errors are ours. */
export interface MysqlConnection {
  /** Number of the connection at the server. */
  readonly threadId: number;
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly ResultRow[]>;
  /** A statement that gives no rows. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<Outcome>;
  /**
   * `LOAD DATA LOCAL INFILE`: whatever file the server asks for, it gets `rows` and nothing else. No other statement
   * can make the driver read anything.
   */
  load(sql: string, rows: Readable): Promise<Outcome>;
  /** Whether the connection is gone. */
  isLost(): boolean;
  /** Ends the connection; never throws. */
  end(): Promise<void>;
}

const KEEP_ALIVE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 30_000;
/** An orderly end is not waited for longer. */
const END_TIMEOUT_MS = 5_000;

/**
 * Connects.
 *
 * @param subject - what errors name: the table, or the server
 * @param purpose - attribute of the connection that others can see
 * @throws CodedError `SQL_CONNECTION`, `SQL_AUTHENTICATION`, `OPTIONAL_PACKAGE_MISSING`
 */
export async function connectMysql(
  settings: MysqlSettings,
  subject: string,
  purpose: string,
): Promise<MysqlConnection> {
  const mysql = await loadDriver();
  const client = mysql.createConnection(driverOptions(settings, purpose));
  const state = { isLost: false };
  client.on('error', () => {
    // The statement under way gets the error as well; later ones fail by themselves.
    state.isLost = true;
  });
  await new Promise<void>((resolve, reject) => {
    client.connect((error) => (error === null || error === undefined ? resolve() : reject(error)));
  }).catch((error: unknown) => {
    client.destroy();
    throw mysqlError(error, `${settings.host}:${settings.port}`);
  });
  return wrap(client, subject, state);
}

/** Connections that a library takes and gives back by itself. */
export interface MysqlPool {
  /** The pool of the driver. */
  readonly client: unknown;
  /** Ends its connections; never throws. */
  end(): Promise<void>;
}

/** A pool of the driver; it connects when it is used. */
export async function createPool(settings: MysqlSettings): Promise<MysqlPool> {
  const mysql = await loadDriver();
  const pool = mysql.createPool({ ...driverOptions(settings, 'limits'), connectionLimit: 2 });
  // An idle connection that the server ends is replaced by the pool.
  pool.on('connection', (connection) => connection.on('error', () => undefined));
  return { client: pool, end: () => new Promise((resolve) => pool.end(() => resolve())) };
}

function loadDriver(): Promise<typeof import('mysql2')> {
  return loadPackage(
    'mysql2',
    () => import('mysql2'),
    'MySQL and MariaDB need the package mysql2: npm install mysql2.',
  );
}

function driverOptions(settings: MysqlSettings, purpose: string): ConnectionOptions {
  const { host, port, user, password, database, tls, connect } = settings;
  return {
    host,
    port,
    user,
    database,
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined || tls === false ? {} : { ssl: { ...tls } as SslOptions }),
    ...(connect === undefined ? {} : { stream: () => connected(connect(), port, host) }),
    charset: 'UTF8MB4_BIN',
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableKeepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    stringifyObjects: true,
    timezone: 'Z',
    connectAttributes: { program_name: settings.applicationName, dap_purpose: purpose },
  };
}

/** A socket that was made but not connected yet is connected. */
function connected(stream: Duplex, port: number, host: string): Duplex {
  if (stream instanceof Socket && stream.pending && !stream.connecting) stream.connect(port, host);
  return stream;
}

function wrap(client: Connection, subject: string, state: { isLost: boolean }): MysqlConnection {
  const send = <T>(options: { sql: string; values?: unknown[]; infileStreamFactory?: () => Readable }): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      client.query(options, (error, result) => (error === null ? resolve(result as T) : reject(error)));
    }).catch((error: unknown) => {
      if (isFatal(error)) state.isLost = true;
      throw mysqlError(error, subject);
    });
  return {
    threadId: client.threadId,
    query: (sql, values = []) => send<readonly ResultRow[]>({ sql, values: [...values] }),
    execute: async (sql, values = []) => outcomeOf(await send<Header>({ sql, values: [...values] })),
    load: async (sql, rows) => outcomeOf(await send<Header>({ sql, infileStreamFactory: () => rows })),
    isLost: () => state.isLost,
    end: () => endClient(client, state),
  };
}

/** The header that the driver gives for a statement without rows; `info` is missing in its types for some. */
interface Header {
  readonly affectedRows?: number | string;
  readonly warningStatus?: number;
  readonly info?: string;
}

function outcomeOf(header: Header): Outcome {
  return {
    affectedRows: Number(header.affectedRows ?? 0),
    warnings: header.warningStatus ?? 0,
    info: header.info ?? '',
  };
}

function isFatal(error: unknown): boolean {
  return error instanceof Error && 'fatal' in error && error.fatal === true;
}

async function endClient(client: Connection, state: { isLost: boolean }): Promise<void> {
  if (!state.isLost) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, END_TIMEOUT_MS);
      client.end(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
  state.isLost = true;
  client.destroy();
}
