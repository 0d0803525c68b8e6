import { hostname } from 'node:os';
import { connectionError } from './connection/connection-error.js';
import type { DatabaseConnectionOptions } from './connection/connection-options.js';
import { dialectOf, readTlsMode } from './connection/parse-connection-string.js';
import { readPort } from './connection/url-parts.js';

/** Variables by name, as `process.env` holds them. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The database of those who name none: a file in the current folder. */
export const DEFAULT_CONNECTION = 'duckdb://canvas.duckdb';

const PREFIX = 'DAP_DATABASE_';

/** Without them there is no connection; `PORT` and `SSL` have defaults. */
const WHOLE_SET = ['DIALECT', 'HOST', 'USERNAME', 'PASSWORD', 'NAME'];
/** A password may be empty. */
const MAY_BE_EMPTY = 'PASSWORD';

/** A connection, and whether nobody named it. */
export interface EnvironmentConnection {
  readonly options: DatabaseConnectionOptions;
  /** {@link DEFAULT_CONNECTION}, because the environment names no other. */
  readonly isDefault: boolean;
}

/**
 * The database that the environment names: `DAP_CONNECTION_STRING`, or the set `DAP_DATABASE_DIALECT`, `_HOST`,
 * `_USERNAME`, `_PASSWORD`, `_NAME`, with `_PORT` and `_SSL` if need be; DuckDB has `_DIALECT` and `_NAME`, its file.
 * Neither: {@link DEFAULT_CONNECTION}.
 *
 * @throws CodedError `SQL_CONNECTION_STRING` naming the variables that a set lacks.
 */
export function connectionFromEnvironment(environment: Environment = process.env): EnvironmentConnection {
  const connectionString = environment['DAP_CONNECTION_STRING'];
  if (connectionString !== undefined && connectionString !== '')
    return { options: { connectionString }, isDefault: false };
  if (!hasParts(environment)) return { options: { connectionString: DEFAULT_CONNECTION }, isDefault: true };
  const parts = completeOptions({}, environment);
  const needed = parts.dialect === 'duckdb' ? ['NAME'] : WHOLE_SET;
  const missing = needed.map((name) => `${PREFIX}${name}`).filter((name) => !isSet(name, environment));
  if (missing.length > 0) throw connectionError(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set`);
  return { options: parts, isDefault: false };
}

/** Takes what the parts leave out from `DAP_DATABASE_*`, as the official client does. */
export function completeOptions(
  options: DatabaseConnectionOptions,
  environment: Environment = process.env,
): DatabaseConnectionOptions {
  const read = <T>(name: string, parse: (text: string) => T): T | undefined => {
    const text = environment[`${PREFIX}${name}`];
    return text === undefined || text === '' ? undefined : parse(text);
  };
  const asText = (text: string): string => text;
  const dialect = options.dialect ?? read('DIALECT', dialectOf);
  const database = options.database ?? read('NAME', asText);
  if (dialect === 'duckdb') return { ...options, dialect, database };
  return {
    ...options,
    dialect,
    host: options.host ?? read('HOST', asText),
    port: options.port ?? read('PORT', readPort),
    username: options.username ?? read('USERNAME', asText),
    password: options.password ?? read('PASSWORD', asText),
    database,
    ssl: options.ssl ?? read('SSL', readTlsMode),
  };
}

function hasParts(environment: Environment): boolean {
  return [...WHOLE_SET, 'PORT', 'SSL'].some((name) => (environment[`${PREFIX}${name}`] ?? '') !== '');
}

function isSet(name: string, environment: Environment): boolean {
  const text = environment[name];
  return text !== undefined && (text !== '' || name.endsWith(MAY_BE_EMPTY));
}

/** How others see who is at work: the machine and the process. */
export function processLabel(): string {
  return `on ${hostname()}, process ${process.pid}`;
}
