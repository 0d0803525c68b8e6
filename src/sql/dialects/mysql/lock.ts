import { CodedError } from '../../../errors.js';
import type { MysqlConnection } from './connection.js';
import { lockName } from './names.js';
import type { MysqlSession } from './session.js';

/** A table by its name in the database. */
type Lockable = Pick<MysqlSession, 'connection' | 'server' | 'table'>;

/** Takes the lock of a table for the connection; tells whether it was free. It ends with the connection. */
export async function takeLock({ connection, server, table }: Lockable): Promise<boolean> {
  const [row] = await connection.query('SELECT GET_LOCK(?, 0) AS taken', [lockName(server.database, table)]);
  return Number(row?.['taken']) === 1;
}

/** Gives the lock back. */
export async function releaseLock({ connection, server, table }: Lockable): Promise<void> {
  await connection.query('SELECT RELEASE_LOCK(?) AS released', [lockName(server.database, table)]);
}

/** The error for a table that another is at work on. */
export async function busyError({ connection, server, table, subject }: MysqlSession): Promise<CodedError> {
  const name = lockName(server.database, table);
  const [row] = await connection.query('SELECT IS_USED_LOCK(?) AS holder', [name]);
  const holder = row?.['holder'];
  const who =
    holder === null || holder === undefined ? 'a process that has just ended' : await describe(connection, holder);
  return new CodedError('SQL_TABLE_BUSY', { message: `${subject}: ${who} is at work on the table.` });
}

async function describe(connection: MysqlConnection, holder: unknown): Promise<string> {
  const [row] = await connection.query(
    'SELECT USER AS user, HOST AS host, TIME AS seconds FROM information_schema.PROCESSLIST WHERE ID = ?',
    [Number(holder)],
  );
  const purpose = await purposeOf(connection, holder);
  const where =
    row === undefined ? `connection ${holder}` : `connection ${holder} of ${row['user']} from ${row['host']}`;
  return purpose === undefined ? where : `${purpose} (${where})`;
}

/** What the holder said of itself when it connected: only a server with a performance schema keeps that. */
async function purposeOf(connection: MysqlConnection, holder: unknown): Promise<string | undefined> {
  try {
    const [row] = await connection.query(
      `SELECT ATTR_VALUE AS purpose FROM performance_schema.session_account_connect_attrs
       WHERE PROCESSLIST_ID = ? AND ATTR_NAME = 'dap_purpose'`,
      [Number(holder)],
    );
    return row === undefined ? undefined : String(row['purpose']);
  } catch (error) {
    if (error instanceof CodedError && error.code !== 'SQL_CONNECTION') return undefined;
    throw error;
  }
}
