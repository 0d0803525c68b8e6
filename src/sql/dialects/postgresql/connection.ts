import type { Client, ClientConfig, Pool, QueryResult } from 'pg';
import { CodedError } from '../../../errors.js';
import { loadPackage } from '../../../util/load-package.js';
import { type CopyWriter, createCopyWriter } from './copy-writer.js';
import { sqlError } from './errors.js';
import type { PostgresqlSettings } from './settings.js';
import { getTypeParser } from './type-parsers.js';

/** Rows of a result, with every instant, number beyond 2^53 and decimal as text. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** One connection to the server. Errors are those of the driver: callers know the table. */
export interface PostgresqlConnection {
  rows(sql: string, parameters?: readonly unknown[]): Promise<Rows>;
  /** Number of rows that a statement wrote. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<number>;
  /** Ends a transaction; throws where the server answers with ROLLBACK because a statement had failed before. */
  commit(): Promise<void>;
  copy(sql: string): CopyWriter;
  /** The connection has ended, by whatever cause. */
  isLost(): boolean;
  /** Ends the connection at once; harmless when it is lost. */
  close(): Promise<void>;
}

/**
 * What every session is set to, whatever the role or the database has as its default. Keepalive lets the server notice a
 * dead client, so that its locks go. A policy that would hide rows is an error: hidden rows would count as missing.
 */
const SESSION = `SET TimeZone = 'UTC'; SET client_encoding = 'UTF8'; SET standard_conforming_strings = on;
SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1;
SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 6;
SET client_min_messages = 'warning'; SET row_security = off; SET array_nulls = on; SET default_transaction_read_only = off;
SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings
WHERE name IN ('idle_session_timeout', 'transaction_timeout')`;

/** The client notices a dead server as soon as the server a dead client. */
const KEEPALIVE_IDLE_MS = 60_000;

interface ServerVersion {
  readonly number: number;
  readonly name: string;
}

const VERSION =
  "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name";
const CONNECT_TIMEOUT_MS = 30_000;
const MIN_VERSION = 120_000;
const NO_TLS = 'The server does not support SSL connections';

/**
 * Connects.
 *
 * @throws CodedError `SQL_CONNECTION`, `SQL_AUTHENTICATION`, and `SQL_DIALECT_UNSUPPORTED` for a server before 12.
 */
export async function connect(settings: PostgresqlSettings): Promise<PostgresqlConnection> {
  try {
    const client = await connectClient(settings);
    try {
      await prepareSession(client);
    } catch (error) {
      await endClient(client);
      throw error;
    }
    return await wrap(client);
  } catch (error) {
    throw connectError(error, settings);
  }
}

/** A pool of one connection, for a limiter: the pool connects again when the connection is lost. */
export async function openPool(settings: PostgresqlSettings): Promise<Pool> {
  const { default: pg } = await loadDriver();
  const probe = await connectClient(settings).catch((error: unknown) => {
    throw connectError(error, settings);
  });
  const isPlain = !('encrypted' in socketOf(probe));
  await endClient(probe);
  const pool = new pg.Pool({ ...configOf(settings, isPlain), max: 1, allowExitOnIdle: true });
  pool.on('error', () => undefined); // A lost idle connection: the pool makes another, or the next query says why not.
  return pool;
}

async function connectClient(settings: PostgresqlSettings): Promise<Client> {
  const { default: pg } = await loadDriver();
  const attempt = async (plain: boolean): Promise<Client> => {
    const client = new pg.Client(configOf(settings, plain));
    client.on('error', () => undefined); // The query under way, or the next one, is rejected with the loss.
    try {
      await client.connect();
      return client;
    } catch (error) {
      await endClient(client);
      throw error;
    }
  };
  try {
    return await attempt(false);
  } catch (error) {
    const mayBePlain = settings.tlsMode === 'prefer' || settings.tlsMode === 'allow';
    if (!mayBePlain || !(error instanceof Error) || error.message !== NO_TLS) throw error;
    return attempt(true);
  }
}

function configOf(settings: PostgresqlSettings, plain: boolean): ClientConfig {
  const { host, port, user, password, database, tls, applicationName, connect: socket, connectTimeoutMs } = settings;
  return {
    host,
    port,
    user,
    password: password ?? '',
    database,
    ssl: plain || tls === undefined ? false : tls,
    application_name: applicationName,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_IDLE_MS,
    connectionTimeoutMillis: connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    types: { getTypeParser },
    ...(socket === undefined ? {} : { stream: socket as NonNullable<ClientConfig['stream']> }),
  };
}

async function wrap(client: Client): Promise<PostgresqlConnection> {
  const { from } = await loadPackage('pg-copy-streams', () => import('pg-copy-streams'));
  let isEnded = false;
  client.on('end', () => {
    isEnded = true;
  });
  const query = (sql: string, parameters?: readonly unknown[]) =>
    client.query<Readonly<Record<string, unknown>>>(sql, parameters === undefined ? undefined : [...parameters]);
  return {
    rows: async (sql, parameters) => (await query(sql, parameters)).rows,
    execute: async (sql, parameters) => (await query(sql, parameters)).rowCount ?? 0,
    commit: async () => {
      const { command } = await query('COMMIT');
      if (command === 'COMMIT') return;
      throw new CodedError('SQL_STATEMENT', {
        message: 'The database undid the transaction instead of committing it.',
      });
    },
    copy: (sql) => createCopyWriter(client.query(from(sql))),
    isLost: () => socketOf(client).destroyed || isEnded,
    close: () => endClient(client),
  };
}

/** The socket of a client, of TLS where it is used. The driver's types do not show it. */
function socketOf(client: Client): { readonly destroyed: boolean; destroy(): void } {
  return (client as unknown as { connection: { stream: { destroyed: boolean; destroy(): void } } }).connection.stream;
}

/** Ends a connection without waiting for a server that does not answer. */
async function endClient(client: Client): Promise<void> {
  const stream = socketOf(client);
  if (stream.destroyed) return;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 2_000);
  });
  await Promise.race([client.end().catch(() => undefined), patience]);
  clearTimeout(timer);
  stream.destroy();
}

/** Sets the session and asks for the version of the server in one message. */
async function prepareSession(client: Client): Promise<void> {
  const answers = (await client.query(`${SESSION}; ${VERSION}`)) as unknown as readonly QueryResult<ServerVersion>[];
  const version = answers.at(-1)?.rows[0];
  if (version !== undefined && version.number >= MIN_VERSION) return;
  throw new CodedError('SQL_DIALECT_UNSUPPORTED', {
    message: `The server is PostgreSQL ${version?.name ?? ''}; version 12 or newer is needed.`,
  });
}

function connectError(error: unknown, { host, port, user, database }: PostgresqlSettings): CodedError {
  if (error instanceof CodedError) return error;
  const { code, message, details, cause } = sqlError(error);
  const place = `PostgreSQL at ${host}:${port}, database ${database}, user ${user}`;
  return new CodedError(code, { message: `${place}: ${message}`, details, ...(cause === undefined ? {} : { cause }) });
}

function loadDriver(): Promise<typeof import('pg')> {
  return loadPackage('pg', () => import('pg'));
}
