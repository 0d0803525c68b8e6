import type { Database } from '../../contract/database.js';
import type { MetaTables, RunSql } from '../../contract/meta.js';
import { createHistory } from '../../meta/history.js';
import type { Connection } from './connection.js';
import { listTables } from './list-tables.js';
import { quoteTable } from './names.js';
import { openFile, type SharedFile } from './open-file.js';
import type { DuckdbSettings } from './settings.js';
import { dropOrphans } from './stage-keeper.js';
import { openStageSession } from './stage-session.js';
import { openTableSession } from './table-session.js';
import { duckdbTypes } from './types.js';

/**
 * Opens a file of DuckDB, or makes it. No other process can open it until it is closed.
 *
 * @throws CodedError `SQL_DATABASE_BUSY` when another process has it, `SQL_DIALECT_UNSUPPORTED` when it is no file of
 * DuckDB or of a newer one, `OPTIONAL_PACKAGE_MISSING`.
 * @example
 * await using database = await openDuckdb({ path: 'canvas.duckdb' }, { meta: createMetaTables('duckdb') });
 */
export async function openDuckdb(settings: DuckdbSettings, { meta }: { readonly meta: MetaTables }): Promise<Database> {
  const file = await openFile(settings);
  const sessions = new Set<Releasable>();
  const close = () => closeAll(file, sessions);
  return {
    dialect: 'duckdb',
    types: duckdbTypes,
    loadFormat: 'csv',
    prepare: () => file.exclusive(() => withConnection(file, (connection) => prepare(file, connection, meta))),
    now: () => withConnection(file, now),
    open: async (replica, purpose, intent) => {
      const session = await openTableSession(file, meta, replica, purpose, intent);
      sessions.add(session);
      return session;
    },
    openStage: async (stage) => {
      const opened = await openStageSession(file, meta, stage);
      if (opened !== undefined) sessions.add(opened.session);
      return opened;
    },
    recover: (error) => file.recover(error),
    list: () => withConnection(file, (connection) => listTables(connection, meta)),
    countRows: ({ target }) =>
      withConnection(file, async (connection) => {
        const [row] = await connection.query(
          `SELECT count(*) AS rows FROM ${quoteTable({ ...target, catalog: file.catalog })}`,
        );
        return Number(row?.['rows']);
      }),
    history: createHistory('duckdb', (work) => withConnection(file, (connection) => work(runOn(connection)))),
    limiterStore: async () => undefined,
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Releasable {
  release(): Promise<void>;
}

async function prepare(file: SharedFile, connection: Connection, meta: MetaTables): Promise<void> {
  const run = runOn(connection);
  await meta.create(run);
  await meta.upgrade(run);
  await dropOrphans({ connection, file, meta, run });
}

function runOn(connection: Connection): RunSql {
  return (sql, values) => connection.query(sql, values);
}

async function now(connection: Connection): Promise<string> {
  const [row] = await connection.query(
    `SELECT strftime(make_timestamp(epoch_us(now())), '%Y-%m-%dT%H:%M:%S.%fZ') AS now`,
  );
  return String(row?.['now']);
}

async function closeAll(file: SharedFile, sessions: ReadonlySet<Releasable>): Promise<void> {
  try {
    for (const session of sessions) await session.release();
  } finally {
    await file.release();
  }
}

async function withConnection<T>(file: SharedFile, act: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await file.connect();
  try {
    return await act(connection);
  } finally {
    connection.close();
  }
}
