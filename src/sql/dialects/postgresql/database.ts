import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { Database, TableSession } from '../../contract/database.js';
import type { MetaTables } from '../../contract/meta.js';
import { META_SCHEMA, type Replica } from '../../contract/names.js';
import { createHistory } from '../../meta/history.js';
import { connect, openPool, type PostgresqlConnection } from './connection.js';
import { sqlError } from './errors.js';
import { listTables } from './listing.js';
import { lockTable } from './lock.js';
import { dropOrphans } from './orphaned-stages.js';
import { render, tableId } from './render.js';
import type { PostgresqlSettings } from './settings.js';
import { openStageSession } from './stage-session.js';
import { createTableSession } from './table-session.js';
import { postgresqlTypes } from './types.js';
import { DDL_LOCK_TIMEOUT_MS, runOf } from './work.js';

/** What a database needs beside its settings. */
export interface PostgresqlOptions {
  readonly meta: MetaTables;
  /** How long ALTER, DROP and TRUNCATE wait for readers of the table before they give up. Default: 60 s. */
  readonly lockTimeoutMs?: number | undefined;
  /** Something that the user should know about the server, a sentence. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Table of the limiter that processes share. */
const LIMITS_TABLE = 'dap_limits';
const NOW = `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now`;

/**
 * Opens a database of PostgreSQL 12 or newer. Each table gets a connection of its own.
 *
 * @throws CodedError `SQL_CONNECTION`, `SQL_AUTHENTICATION`, `SQL_DIALECT_UNSUPPORTED`.
 */
export async function openPostgresql(settings: PostgresqlSettings, options: PostgresqlOptions): Promise<Database> {
  const { meta, lockTimeoutMs = DDL_LOCK_TIMEOUT_MS } = options;
  const sessions = new Set<PostgresqlConnection>();
  const pools = new Set<Awaited<ReturnType<typeof openPool>>>();
  let common = await connect(settings);
  await warnOfEncoding(common, options);

  let last: Promise<unknown> = Promise.resolve();
  /** The connection for what is about no table; made again when it was lost. It serves one caller after the other. */
  const ask = <T>(work: (connection: PostgresqlConnection) => Promise<T>): Promise<T> => {
    const answer = last.then(async () => {
      try {
        if (common.isLost()) common = await connect(settings);
        return await work(common);
      } catch (error) {
        throw sqlError(error);
      }
    });
    last = answer.catch(() => undefined); // The caller sees the failure; the next one is not stopped by it.
    return answer;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...sessions, common].map((connection) => connection.close()));
    await Promise.all([...pools].map((pool) => pool.end()));
    sessions.clear();
    pools.clear();
  };
  return {
    dialect: 'postgresql',
    types: postgresqlTypes,
    loadFormat: 'copy',
    prepare: () => ask((connection) => prepare(connection, meta)),
    now: () => ask(async (connection) => String((await connection.rows(NOW))[0]?.['now'])),
    open: (replica, purpose) => openTable({ settings, meta, lockTimeoutMs, sessions }, replica, purpose),
    openStage: async (stage) => {
      const connection = await connect(settings);
      sessions.add(connection);
      return await openStageSession({ connection, meta, stage, onRelease: () => sessions.delete(connection) });
    },
    list: () => ask((connection) => listTables(connection, meta)),
    countRows: (replica) => ask((connection) => countRows(connection, replica)),
    history: createHistory('postgresql', (work) => ask((connection) => work(runOf(connection)))),
    limiterStore: async () => {
      const client = await openPool(settings);
      pools.add(client);
      return { kind: 'postgresql', client, schema: META_SCHEMA, table: LIMITS_TABLE };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface TableParts {
  readonly settings: PostgresqlSettings;
  readonly meta: MetaTables;
  readonly lockTimeoutMs: number;
  readonly sessions: Set<PostgresqlConnection>;
}

/** Takes the lock of a table, on a connection of its own. */
async function openTable(
  { settings, meta, lockTimeoutMs, sessions }: TableParts,
  replica: Replica,
  purpose: string,
): Promise<TableSession> {
  const connection = await connect(settings);
  sessions.add(connection);
  const onRelease = () => sessions.delete(connection);
  try {
    await lockTable(connection, replica.target, purpose);
  } catch (error) {
    onRelease();
    await connection.close();
    throw sqlError(error, replica.target);
  }
  return createTableSession({ connection, meta, replica, lockTimeoutMs }, onRelease);
}

async function prepare(connection: PostgresqlConnection, meta: MetaTables): Promise<void> {
  await meta.create(runOf(connection));
  await meta.upgrade(runOf(connection));
  await dropOrphans(connection, meta);
}

async function countRows(connection: PostgresqlConnection, { target }: Replica): Promise<number> {
  try {
    const [row] = await connection.rows(render(sql`SELECT count(*) AS count FROM ${tableId(target)}`));
    return Number(row?.['count']);
  } catch (error) {
    throw sqlError(error, target);
  }
}

/** A database of another encoding refuses characters that it does not have. */
async function warnOfEncoding(connection: PostgresqlConnection, { onWarning }: PostgresqlOptions): Promise<void> {
  try {
    const [row] = await connection.rows("SELECT current_setting('server_encoding') AS encoding");
    const encoding = String(row?.['encoding']);
    if (encoding === 'UTF8') return;
    onWarning?.(
      `The database has the encoding ${encoding}: texts with characters that it lacks are refused. Use UTF8.`,
    );
  } catch (error) {
    await connection.close();
    throw error instanceof CodedError ? error : sqlError(error);
  }
}
