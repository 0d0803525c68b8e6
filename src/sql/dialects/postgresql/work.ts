import type { MetaTables, RunSql } from '../../contract/meta.js';
import type { Replica } from '../../contract/names.js';
import type { PostgresqlConnection } from './connection.js';
import { sqlError } from './errors.js';

/** What the operations of a session share. */
export interface Work {
  readonly connection: PostgresqlConnection;
  readonly meta: MetaTables;
  readonly replica: Replica;
  /** Longest wait of DDL for the locks of others. */
  readonly lockTimeoutMs: number;
}

/** The connection as the meta tables want it. */
export function runOf(connection: PostgresqlConnection): RunSql {
  return (sql, parameters) => connection.rows(sql, parameters);
}

/** Runs statements about the table; errors of the driver become ours and name it. */
export async function about<T>({ replica }: Pick<Work, 'replica'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sqlError(error, replica.target);
  }
}

/** Whatever the defaults of the database or the user are. */
export const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';

/** Undoes the transaction under way, if there is one, whatever the state of the connection. */
export async function rollBack(connection: PostgresqlConnection): Promise<void> {
  try {
    await connection.execute('ROLLBACK');
  } catch {
    // A lost connection: the server undoes the transaction itself.
  }
}

/** Runs `work` in a transaction that is undone when it fails. */
export async function inTransaction<T>(
  connection: PostgresqlConnection,
  work: () => Promise<T>,
  begin = BEGIN,
): Promise<T> {
  try {
    await connection.execute(begin);
    const result = await work();
    await connection.commit();
    return result;
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

/**
 * How long ALTER, DROP and TRUNCATE wait for others. They need the table for themselves, and everyone who comes later
 * queues behind them: a long reader must not stop all the others for its whole time.
 */
export const DDL_LOCK_TIMEOUT_MS = 60_000;

/** Sets whether the following statements of the transaction wait for the locks of others as long as it takes. */
export async function limitLockWait({ connection, lockTimeoutMs }: Work, limited: boolean): Promise<void> {
  await connection.execute(`SET LOCAL lock_timeout = ${limited ? lockTimeoutMs : 0}`);
}
