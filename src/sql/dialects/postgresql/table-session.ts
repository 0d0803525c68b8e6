import type { TableSession } from '../../contract/database.js';
import { readTable } from './catalog.js';
import { createTableComparison } from './comparison.js';
import { dependentNames } from './dependents.js';
import { dropTable } from './drop-table.js';
import { createFreshLoad } from './fresh-load.js';
import { createTableMerge } from './merge.js';
import { createStageKeeper } from './stage-keeper.js';
import { about, inTransaction, runOf, type Work } from './work.js';

/** One table whose lock the connection has. Its end gives the lock back and undoes what was not committed. */
export function createTableSession(work: Work, onRelease: () => void): TableSession {
  const { connection, meta, replica } = work;
  const run = runOf(connection);
  const keeper = createStageKeeper(work);
  const release = async (): Promise<void> => {
    onRelease();
    await connection.close();
  };
  return {
    record: () => about(work, () => meta.record(run, replica)),
    syncedAt: () => about(work, async () => (await meta.record(run, replica))?.syncedAt),
    existing: () => about(work, () => readTable(connection, replica.target)),
    dependents: () => about(work, () => dependentNames(connection, replica.target)),
    createLoad: (design) => createFreshLoad(work, design),
    createMerge: (plan) => createTableMerge(work, plan),
    createComparison: (columns) => createTableComparison(work, columns),
    saveRecord: (record) => about(work, () => inTransaction(connection, () => meta.save(run, record))),
    drop: async ({ cascade }) => {
      await dropTable(work, cascade);
      await keeper.dropStage();
    },
    ...keeper,
    release,
    [Symbol.asyncDispose]: release,
  };
}
