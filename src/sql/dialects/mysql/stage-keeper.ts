import type { SqlColumn } from '../../contract/design.js';
import type { LoadCell } from '../../contract/load-cell.js';
import type { StageKeeper, StageRecord } from '../../contract/stage.js';
import { hasTable } from './catalog.js';
import { stageName } from './names.js';
import { fileOpener } from './open-file.js';
import type { MysqlSession } from './session.js';
import { dropLeftStages } from './stage-leftovers.js';
import { makeStageTable, planStage } from './stage-table.js';

/**
 * The stage of the table whose lock the session has. DDL commits on this engine:
 *
 *     made     CREATE TABLE ─ record, in place of the one before ─ leftovers are dropped
 *     dropped  record ─ ledger ─ DROP TABLE
 *
 * A kill leaves at worst a table that nobody has recorded, which the next one to come drops.
 */
export function createStageKeeper(session: MysqlSession): StageKeeper {
  const { connection, meta } = session;
  return {
    stage: () => readStage(session),
    ledger: (stage) => meta.stages.files(connection.query, stage),
    createStage: async (stage) => {
      await makeStageTable(session, stage);
      // Says here where rows have to be inserted: a session that adds files has nobody to tell it to.
      const { table, targets } = planStage(stage);
      await fileOpener(session, { table, cells: targets(stage.columns.map(asCell)) }, (message) => message);
      await meta.stages.save(connection.query, stage);
      await dropLeftStages(session);
    },
    dropStage: () => dropStage(session),
  };
}

/** The stage of a table; none where somebody has dropped its rows. */
export async function readStage({
  connection,
  meta,
  replica,
}: Pick<MysqlSession, 'connection' | 'meta' | 'replica'>): Promise<StageRecord | undefined> {
  const stage = await meta.stages.stage(connection.query, replica);
  return stage !== undefined && (await hasTable(connection, stageName(stage.id))) ? stage : undefined;
}

/** Drops the stage of a table, whatever is left of it. */
export async function dropStage(session: MysqlSession): Promise<void> {
  const { connection, meta, replica } = session;
  await meta.stages.remove(connection.query, replica);
  await dropLeftStages(session);
}

function asCell(column: SqlColumn): LoadCell {
  return { kind: 'column', column };
}
