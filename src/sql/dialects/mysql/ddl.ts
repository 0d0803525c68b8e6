import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '../../../errors.js';
import { hasErrno } from './errors.js';
import type { MysqlSession } from './session.js';

/** The lock of a table was not to be had in time. */
const LOCK_TIMEOUT = 1205;
/** A change of a table that waits for its lock makes all later readers wait behind it: it steps back after so long. */
const PATIENCE_SECONDS = 5;

/**
 * Changes a table that others may be at work on. Waits for them in short turns, with pauses in which later readers get
 * their turn.
 *
 * @throws CodedError `SQL_STATEMENT`, transient, when a transaction of another connection does not end.
 */
export async function executeDdl(session: MysqlSession, statement: string): Promise<void> {
  const { seconds } = session.server.lockWait;
  const started = performance.now();
  for (;;) {
    try {
      await executeBriefly(session, statement, Math.min(PATIENCE_SECONDS, seconds));
      return;
    } catch (error) {
      if (!hasErrno(error, LOCK_TIMEOUT)) throw error;
      const waited = (performance.now() - started) / 1000;
      if (waited + PATIENCE_SECONDS > seconds) throw lockError(session, Math.round(waited), error);
      await delay(PATIENCE_SECONDS * 1000);
    }
  }
}

async function executeBriefly({ connection, server }: MysqlSession, statement: string, seconds: number): Promise<void> {
  if (server.isMariaDb) {
    await connection.execute(`SET STATEMENT lock_wait_timeout = ${seconds} FOR ${statement}`);
    return;
  }
  await connection.execute(`SET SESSION lock_wait_timeout = ${seconds}`);
  try {
    await connection.execute(statement);
  } finally {
    if (!connection.isLost()) await connection.execute(`SET SESSION lock_wait_timeout = ${server.lockWait.seconds}`);
  }
}

function lockError({ subject, table }: MysqlSession, waited: number, cause: unknown): CodedError {
  return new CodedError('SQL_STATEMENT', {
    message: `${subject}: the columns of ${table} could not be changed: for ${waited} s other connections have used the table without a break. A transaction that has read it keeps it until its end; SHOW PROCESSLIST lists the connections (error ${LOCK_TIMEOUT}).`,
    failureType: 'transient_error',
    cause,
    details: { errno: LOCK_TIMEOUT },
  });
}
