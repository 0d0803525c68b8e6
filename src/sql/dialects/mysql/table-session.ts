import type { TableSession } from '../../contract/database.js';
import { readTable } from './catalog.js';
import { createMysqlComparison } from './comparison.js';
import { dropTable } from './drop.js';
import { createFreshLoad } from './fresh-load.js';
import { releaseLock } from './lock.js';
import { createMysqlMerge } from './merge.js';
import { inTransaction, rollBack } from './server.js';
import type { MysqlSession } from './session.js';
import { createStageKeeper } from './stage-keeper.js';
import { dependentViews, viewName } from './views.js';

/** The session of a table whose lock the connection has. */
export function createTableSession(session: MysqlSession, onRelease: () => void): TableSession {
  const { connection, meta, replica, server, table } = session;
  let isReleased = false;
  const release = async (): Promise<void> => {
    if (isReleased) return;
    isReleased = true;
    onRelease();
    try {
      await rollBack(connection);
      if (!connection.isLost()) await releaseLock(session);
    } finally {
      await connection.end();
    }
  };
  return {
    record: async () => {
      const stored = await meta.record(connection.query, replica);
      if (stored === undefined) return undefined;
      const { syncedAt, ...record } = stored;
      return record;
    },
    syncedAt: async () => (await meta.record(connection.query, replica))?.syncedAt,
    existing: () => readTable(connection, table, replica),
    dependents: async () => (await dependentViews(connection, server, table)).map(viewName),
    createLoad: (design) => createFreshLoad(session, design),
    createMerge: (plan) => createMysqlMerge(session, plan),
    createComparison: (columns) => createMysqlComparison(session, columns),
    saveRecord: (record) => inTransaction(connection, () => meta.save(connection.query, record)),
    ...createStageKeeper(session),
    drop: ({ cascade }) => dropTable(session, cascade),
    release,
    [Symbol.asyncDispose]: release,
  };
}
