import { META_SCHEMA, type Replica } from '../../contract/names.js';
import type { StageKeeper, StageRecord } from '../../contract/stage.js';
import { kindOf } from './catalog.js';
import { isConflict } from './errors.js';
import { quoteTable } from './names.js';
import type { SessionParts } from './session-parts.js';
import { createStageTable, stagePlace } from './stage-table.js';
import { inTransaction } from './transaction.js';

/** What is needed to look after stages. */
export type StageParts = Pick<SessionParts, 'connection' | 'file' | 'meta' | 'run'>;

/** The stage of a replica whose lock the session has. */
export function createStageKeeper(parts: StageParts, replica: Replica): StageKeeper {
  const { connection, file, meta, run } = parts;
  const dropStage = async (): Promise<void> => {
    const id = await inTransaction(connection, () => meta.stages.remove(run, replica));
    if (id !== undefined) await dropOrphan(parts, id);
  };
  return {
    stage: () => readStage(parts, replica),
    ledger: (stage) => meta.stages.files(run, stage),
    createStage: (stage) =>
      file.exclusive(async () => {
        await dropStage();
        await inTransaction(connection, async () => {
          await connection.execute(createStageTable(stagePlace(file.catalog, stage.id), stage.columns));
          await meta.stages.save(run, stage);
        });
      }),
    dropStage: () => file.exclusive(dropStage),
  };
}

/** The stage of a replica, if its table is there. */
export async function readStage(
  { connection, file, meta, run }: StageParts,
  replica: Replica,
): Promise<StageRecord | undefined> {
  const stage = await meta.stages.stage(run, replica);
  if (stage === undefined) return undefined;
  return (await kindOf(connection, stagePlace(file.catalog, stage.id))) === 'table' ? stage : undefined;
}

const STAGE_TABLES = `SELECT table_name AS name FROM duckdb_tables() WHERE database_name = current_database()
  AND schema_name = '${META_SCHEMA}' AND regexp_full_match(table_name, 'dap_stage_[0-9a-f]{32}') ORDER BY 1`;

/** Drops the tables of stages that are not recorded any more, and their ledgers. Table and record commit together. */
export async function dropOrphans(parts: StageParts): Promise<void> {
  const { connection, meta, run } = parts;
  const tables = (await connection.query(STAGE_TABLES)).map(({ name }) => String(name));
  const recorded = new Set(await meta.stages.ids(run));
  for (const table of tables) {
    const id = table.slice('dap_stage_'.length);
    if (!recorded.has(id)) await dropOrphan(parts, id);
  }
  await meta.stages.removeOrphans(run);
}

/** A stage that a session is adding rows to stays until the next time. */
async function dropOrphan({ connection, file, meta, run }: StageParts, id: string): Promise<void> {
  try {
    await inTransaction(connection, async () => {
      await connection.execute(`DROP TABLE IF EXISTS ${quoteTable(stagePlace(file.catalog, id))}`);
      await meta.stages.removeFiles(run, { id });
    });
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}
