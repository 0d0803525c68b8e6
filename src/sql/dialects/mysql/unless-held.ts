import { hasErrno } from './errors.js';
import type { MysqlSession } from './session.js';

/** Others hold a row or a table that is needed, for too long or against each other. */
export const HELD = [1205, 1213];

const PATIENCE_SECONDS = 5;

type Waiting = Pick<MysqlSession, 'connection' | 'server'>;

/**
 * Does what can be left for later.
 *
 * @returns false when others hold what it needs.
 */
export async function unlessHeld({ connection, server }: Waiting, work: () => Promise<unknown>): Promise<boolean> {
  await waitFor({ connection, server }, Math.min(PATIENCE_SECONDS, server.lockWait.seconds));
  try {
    await work();
    return true;
  } catch (error) {
    if (!hasErrno(error, ...HELD)) throw error;
    return false;
  } finally {
    if (!connection.isLost()) await waitFor({ connection, server }, server.lockWait.seconds);
  }
}

async function waitFor({ connection }: Waiting, seconds: number): Promise<void> {
  await connection.execute(`SET SESSION innodb_lock_wait_timeout = ${seconds}, SESSION lock_wait_timeout = ${seconds}`);
}
