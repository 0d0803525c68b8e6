import { releaseLock, takeLock } from './lock.js';
import { quote, stageName } from './names.js';
import { rollBack } from './server.js';
import type { MysqlSession } from './session.js';
import { type FoundStage, findStages } from './stage-table.js';
import { unlessHeld } from './unless-held.js';

/** What is needed to drop stages of any table. */
export type StageCleaner = Pick<MysqlSession, 'meta' | 'connection' | 'server'>;

/** Drops stages of the table that are not recorded. The caller has the lock of the table. */
export async function dropLeftStages(session: MysqlSession): Promise<void> {
  const left = await unrecorded(session);
  for (const stage of left.filter(({ owner }) => owner === session.table)) await dropLeft(session, stage);
}

/**
 * Drops stages that killed processes have left, but for tables that others are at work on: a stage is made before it is
 * recorded. What cannot be dropped takes room and does no harm; it is tried again by everyone who comes here.
 */
export async function dropOrphanStages(cleaner: StageCleaner): Promise<void> {
  try {
    for (const stage of await unrecorded(cleaner)) await dropIfFree(cleaner, stage);
    await unlessHeld(cleaner, () => cleaner.meta.stages.removeOrphans(cleaner.connection.query));
  } catch (error) {
    if (cleaner.connection.isLost()) throw error;
    await rollBack(cleaner.connection);
  }
}

async function dropIfFree(cleaner: StageCleaner, stage: FoundStage): Promise<void> {
  const lockable = { ...cleaner, table: stage.owner };
  if (!(await takeLock(lockable))) return;
  try {
    // Its maker may have recorded it, and gone, since we looked.
    const left = await unrecorded(cleaner);
    if (left.some(({ id }) => id === stage.id)) await dropLeft(cleaner, stage);
  } finally {
    if (!cleaner.connection.isLost()) await releaseLock(lockable);
  }
}

async function unrecorded({ meta, connection }: StageCleaner): Promise<readonly FoundStage[]> {
  const found = await findStages(connection);
  if (found.length === 0) return [];
  const recorded = new Set(await meta.stages.ids(connection.query));
  return found.filter(({ id }) => !recorded.has(id));
}

/** The ledger goes first: as long as the table is there, its leftovers are found. A file under way holds both. */
async function dropLeft(cleaner: StageCleaner, { id }: FoundStage): Promise<void> {
  const { meta, connection } = cleaner;
  await unlessHeld(cleaner, async () => {
    await meta.stages.removeFiles(connection.query, { id });
    await connection.execute(`DROP TABLE IF EXISTS ${quote(stageName(id))}`);
  });
}
