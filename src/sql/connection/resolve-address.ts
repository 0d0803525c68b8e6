import { basename } from 'node:path';
import { META_SCHEMA } from '../contract/names.js';
import { connectionError } from './connection-error.js';
import type { DatabaseAddress, DatabaseConnectionOptions, FileAddress, ServerAddress } from './connection-options.js';
import { dialectOf, parseConnectionString } from './parse-connection-string.js';

const DEFAULT_PORTS = { postgresql: 5432, mysql: 3306 } as const;
const APPLICATION = 'airbyte-source-dap';

/** What may stand beside a connection string. */
const BESIDE = new Set(['connectionString', 'connect', 'applicationName', 'connectTimeoutMs']);

/**
 * Completes the parts of a connection.
 *
 * @throws CodedError `SQL_CONNECTION_STRING` naming what is missing or wrong; `SQL_DIALECT_UNSUPPORTED`.
 */
export function resolveAddress(options: DatabaseConnectionOptions): DatabaseAddress {
  const parts = withoutString(options);
  if (parts.dialect === undefined) throw connectionError('the kind of database is missing');
  const dialect = dialectOf(parts.dialect);
  return dialect === 'duckdb' ? fileAddress(parts) : serverAddress(dialect, parts);
}

function withoutString(options: DatabaseConnectionOptions): DatabaseConnectionOptions {
  const { connectionString, ...parts } = options;
  if (connectionString === undefined) return parts;
  const doubled = Object.entries(parts).find(([name, value]) => value !== undefined && !BESIDE.has(name));
  if (doubled !== undefined) throw connectionError(`${doubled[0]} is given beside a connection string`);
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  return { ...parseConnectionString(connectionString), ...Object.fromEntries(given) };
}

function fileAddress({ path = '', database = '' }: DatabaseConnectionOptions): FileAddress {
  const file = path === '' ? database : path;
  if (file === '' || file === '/') throw connectionError('the file of the database is missing (duckdb://file.duckdb)');
  if (file.startsWith(':memory:')) throw connectionError('a database in memory would be lost with the process');
  if (/^(?:md|motherduck):/.test(file)) throw connectionError('MotherDuck is not supported, only files are');
  if (basename(file).split('.')[0]?.toLowerCase() === META_SCHEMA) {
    throw connectionError(
      `DuckDB cannot tell a file with the name ${META_SCHEMA} from the schema ${META_SCHEMA} in it`,
    );
  }
  return { dialect: 'duckdb', path: file };
}

function serverAddress(dialect: ServerAddress['dialect'], parts: DatabaseConnectionOptions): ServerAddress {
  const { username = '', database = '' } = parts;
  if (parts.path !== undefined) throw connectionError('a path is for DuckDB only');
  if (username === '') throw connectionError('the user name is missing');
  if (database === '') throw connectionError('the name of the database is missing');
  if ((parts.sslCert === undefined) !== (parts.sslKey === undefined)) {
    throw connectionError('sslcert and sslkey belong together, and one of them is missing');
  }
  const { host, port, password, ssl, sslRootCert, sslCert, sslKey, applicationName, connectTimeoutMs, connect } = parts;
  return {
    dialect,
    host: host === undefined || host === '' ? 'localhost' : host,
    port: port ?? DEFAULT_PORTS[dialect],
    user: username,
    password,
    database,
    tlsMode: ssl ?? 'prefer',
    sslRootCert,
    sslCert,
    sslKey,
    applicationName: applicationName ?? APPLICATION,
    connectTimeoutMs,
    connect,
  };
}

/**
 * How a database is called in messages: everything but the password.
 *
 * @example
 * describeAddress(address) // 'postgresql://me@db.test:5432/dap'
 */
export function describeAddress(address: DatabaseAddress): string {
  if (address.dialect === 'duckdb') return `duckdb://${address.path}`;
  const { dialect, user, host, port, database } = address;
  const shownHost = host.includes(':') ? `[${host}]` : encodeURIComponent(host);
  return `${dialect}://${encodeURIComponent(user)}@${shownHost}:${port}/${encodeURIComponent(database)}`;
}
