import { CodedError } from '../../errors.js';
import type { DialectName } from '../contract/names.js';
import { connectionError } from './connection-error.js';
import { type DatabaseConnectionOptions, TLS_MODES, type TlsMode } from './connection-options.js';
import { splitUrl, type UrlParts } from './url-parts.js';

const DIALECTS: Readonly<Record<string, DialectName>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  duckdb: 'duckdb',
};

/** Of DuckDB; its colons would be taken for that of a port. */
const MEMORY = /^\s*duckdb:\/\/\/?:memory:/i;

/** What is known not to work, by the names that its makers give it. */
const OTHERS: Readonly<Record<string, string>> = {
  mssql: 'Microsoft SQL Server',
  sqlserver: 'Microsoft SQL Server',
  oracle: 'Oracle Database',
  sqlite: 'SQLite',
  sqlite3: 'SQLite',
  redshift: 'Amazon Redshift',
  snowflake: 'Snowflake',
  bigquery: 'Google BigQuery',
  databricks: 'Databricks',
  mongodb: 'MongoDB',
};

/**
 * Reads a connection string: `postgresql://`, `postgres://`, `mysql://` or `mariadb://`, then
 * `user:password@host:port/database`, percent-encoded, with the query keys `ssl` (of the official client) or `sslmode`,
 * `sslrootcert`, `sslcert`, `sslkey`, `application_name` and `connect_timeout` in seconds (of libpq). Or
 * `duckdb://relative.duckdb`, `duckdb:///absolute.duckdb`.
 *
 * @throws CodedError `SQL_CONNECTION_STRING` that never quotes the string; `SQL_DIALECT_UNSUPPORTED`.
 * @example
 * parseConnectionString('mysql://me:p%40ss@db.test/dap?ssl=require')
 * // { dialect: 'mysql', username: 'me', password: 'p@ss', host: 'db.test', database: 'dap', ssl: 'require' }
 */
export function parseConnectionString(text: string): DatabaseConnectionOptions {
  if (MEMORY.test(text)) throw connectionError('a database in memory would be lost with the process');
  const parts = splitUrl(text);
  const dialect = dialectOf(parts.scheme);
  if (dialect === 'duckdb') return { dialect, path: duckdbPath(parts) };
  const { username, password, host, port, path } = parts;
  if (path.includes('/')) throw connectionError('the name of its database holds a slash');
  return {
    dialect,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(path === '' ? {} : { database: path }),
    ...readQuery(parts.query),
  };
}

/** @throws CodedError `SQL_DIALECT_UNSUPPORTED` for all but our dialects. */
export function dialectOf(name: string): DialectName {
  const dialect = Object.hasOwn(DIALECTS, name) ? DIALECTS[name] : undefined;
  if (dialect !== undefined) return dialect;
  const called = (Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined) ?? `${JSON.stringify(name)} databases`;
  throw new CodedError('SQL_DIALECT_UNSUPPORTED', {
    message: `Tables cannot be replicated into ${called}.`,
    details: { dialect: name },
  });
}

/** What follows the scheme is the path, whatever a URL would call its first part. */
function duckdbPath({ username, host, port, path, query }: UrlParts): string {
  const [unknown] = query.keys();
  if (unknown !== undefined)
    throw connectionError(`its query holds ${JSON.stringify(unknown)}, which DuckDB does not have`);
  if (username !== undefined || port !== undefined) {
    throw connectionError('DuckDB takes the path of a file (duckdb://file.duckdb), no user, host or port');
  }
  return host === undefined ? `/${path}` : [host, path].filter((part) => part !== '').join('/');
}

const TEXTS: Readonly<Record<string, 'sslRootCert' | 'sslCert' | 'sslKey' | 'applicationName'>> = {
  sslrootcert: 'sslRootCert',
  sslcert: 'sslCert',
  sslkey: 'sslKey',
  application_name: 'applicationName',
};

function readQuery(query: ReadonlyMap<string, string>): DatabaseConnectionOptions {
  if (query.has('ssl') && query.has('sslmode')) throw connectionError('its query gives both ssl and sslmode');
  return Object.assign({}, ...[...query].map(([name, value]) => readPair(name, value)));
}

function readPair(name: string, value: string): DatabaseConnectionOptions {
  if (name === 'ssl' || name === 'sslmode') return { ssl: readTlsMode(value) };
  if (name === 'connect_timeout') return { connectTimeoutMs: readSeconds(value) };
  const option = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined;
  if (option !== undefined) return { [option]: value };
  throw connectionError(`its query holds ${JSON.stringify(name)}, which is not known`);
}

/** @throws CodedError `SQL_CONNECTION_STRING` when `text` is no mode. */
export function readTlsMode(text: string): TlsMode {
  const mode = TLS_MODES.find((one) => one === text);
  if (mode === undefined) throw connectionError(`its ssl is none of ${TLS_MODES.join(', ')}`);
  return mode;
}

function readSeconds(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw connectionError('its connect_timeout is not a number of seconds');
  return Number(text) * 1000;
}
