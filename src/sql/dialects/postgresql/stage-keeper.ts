import type { Replica } from '../../contract/names.js';
import { META_SCHEMA, stageTable } from '../../contract/names.js';
import type { StageKeeper, StageRecord } from '../../contract/stage.js';
import { findRelation, isTable } from './catalog.js';
import { dropOrphans, dropUnused } from './orphaned-stages.js';
import { createStageTable, stageTableOf } from './stage-table.js';
import { about, inTransaction, runOf, type Work } from './work.js';

/** How long a drop waits for a process that adds a file; then the table stays as an orphan. */
const PATIENCE_MS = 3_000;

/** The stage of a replica whose lock the session has. */
export function createStageKeeper(work: Work): StageKeeper {
  const { connection, meta, replica } = work;
  const run = runOf(connection);
  const dropStage = async (): Promise<void> => {
    const id = await meta.stages.remove(run, replica);
    if (id === undefined) return;
    await dropUnused(connection, stageTable(id), PATIENCE_MS);
    await meta.stages.removeFiles(run, { id });
  };
  const createStage = async (stage: StageRecord): Promise<void> => {
    await dropStage();
    await dropOrphans(connection, meta);
    await inTransaction(connection, async () => {
      await connection.execute(createStageTable(stageTableOf(stage)));
      await meta.stages.save(run, stage);
    });
  };
  return {
    stage: () => about(work, () => readStage(work, replica)),
    ledger: (stage) => about(work, () => meta.stages.files(run, stage)),
    createStage: (stage) => about(work, () => createStage(stage)),
    dropStage: () => about(work, dropStage),
  };
}

/** The stage of a replica, if its table is there. */
export async function readStage(
  { connection, meta }: Pick<Work, 'connection' | 'meta'>,
  replica: Replica,
): Promise<StageRecord | undefined> {
  const stage = await meta.stages.stage(runOf(connection), replica);
  if (stage === undefined) return undefined;
  const relation = await findRelation(connection, { schema: META_SCHEMA, table: stageTable(stage.id) });
  return isTable(relation) ? stage : undefined;
}
