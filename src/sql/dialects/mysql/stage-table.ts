import type { StageRecord } from '../../contract/stage.js';
import type { MysqlConnection } from './connection.js';
import { literal, quote, stageName } from './names.js';
import type { MysqlSession } from './session.js';
import { planStaging, type Staging, stagedColumns } from './staging.js';

/** The comment names the table that the rows are for: whoever has the lock of that one may drop a leftover. */
const COMMENT = 'Rows on their way into ';

/** A table of a stage that is in the database, recorded or not. */
export interface FoundStage {
  readonly id: string;
  /** Real name of the table that the rows are for. */
  readonly owner: string;
}

/** The columns of a stage. Rows are kept as they came: keys of tables of values are looked up later. */
export function planStage({ id, columns }: Pick<StageRecord, 'id' | 'columns'>): Staging {
  const staging = planStaging(stageName(id), columns);
  return { ...staging, columns: staging.columns.map((each) => ({ ...each, value: each.cell })) };
}

/**
 * Makes the table of a stage. `f` is the place of the file in the job; `n` grows within a file, see `stage-session.ts`:
 * no AUTO_INCREMENT, whose lock a LOAD DATA keeps to its end, so that one file would wait for the other.
 */
export async function makeStageTable(session: MysqlSession, stage: StageRecord): Promise<void> {
  const plan = planStage(stage);
  const columns = ['`f` int unsigned NOT NULL', '`n` bigint unsigned NOT NULL', ...stagedColumns(session, plan)];
  await session.connection.execute(
    `CREATE TABLE ${quote(plan.table)} (${columns.join(', ')}, PRIMARY KEY (\`f\`, \`n\`))
     ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE ${session.server.binaryCollation}
     COMMENT=${literal(COMMENT + session.table)}`,
  );
}

/** Looks for tables of stages. */
export async function findStages(connection: MysqlConnection): Promise<readonly FoundStage[]> {
  const prefix = stageName('');
  const rows = await connection.query(
    `SELECT TABLE_NAME AS name, TABLE_COMMENT AS comment FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND LEFT(TABLE_NAME, ${prefix.length}) = ?`,
    [prefix],
  );
  return rows.flatMap((row) => {
    const comment = String(row['comment']);
    if (!comment.startsWith(COMMENT)) return [];
    return [{ id: String(row['name']).slice(prefix.length), owner: comment.slice(COMMENT.length) }];
  });
}
