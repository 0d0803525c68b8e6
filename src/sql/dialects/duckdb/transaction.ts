import type { Connection } from './connection.js';

/** Runs statements in a transaction; nothing of them stays if one fails. */
export async function inTransaction<T>(connection: Connection, act: () => Promise<T>): Promise<T> {
  await connection.execute('BEGIN TRANSACTION');
  try {
    const result = await act();
    await connection.execute('COMMIT');
    return result;
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

/** Ends a transaction, if one is open: a failed COMMIT has ended it already. The error that led here is the one to tell. */
export async function rollBack(connection: Connection): Promise<void> {
  await connection.execute('ROLLBACK').catch(() => undefined);
}
