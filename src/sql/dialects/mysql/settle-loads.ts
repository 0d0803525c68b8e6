import { releaseLock, takeLock } from './lock.js';
import { settleLoad } from './open-loads.js';
import { rollBack } from './server.js';
import { type MysqlSession, tableFacts } from './session.js';

/** Finishes or undoes what killed processes have left; `notes` is told what was done, by the name of the table. */
export async function settleLoads(
  shared: Pick<MysqlSession, 'meta' | 'server' | 'localInfile' | 'connection'>,
  notes: Map<string, readonly string[]>,
): Promise<void> {
  for (const load of await shared.meta.openLoads(shared.connection.query)) {
    const session = { ...shared, ...tableFacts(load) };
    await settleIfFree(session);
    if (session.notes.length > 0) notes.set(session.table, session.notes);
  }
}

/**
 * A load that another process is at work on is left alone. So is one that cannot be settled: whoever opens its table gets
 * the error, and the other tables have nothing to do with it.
 */
async function settleIfFree(session: MysqlSession): Promise<void> {
  if (!(await takeLock(session))) return;
  try {
    await settleLoad(session);
  } catch (error) {
    if (session.connection.isLost()) throw error;
    await rollBack(session.connection);
  } finally {
    if (!session.connection.isLost()) await releaseLock(session);
  }
}
