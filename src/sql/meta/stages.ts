import type { Insertable } from 'kysely';
import { CodedError } from '../../errors.js';
import { present } from '../../util/present.js';
import { VERSION } from '../../version.js';
import type { RunSql } from '../contract/meta.js';
import type { Replica } from '../contract/names.js';
import type { StageRecord } from '../contract/stage.js';
import { runQuery } from './compiled.js';
import { tableNames } from './create-tables.js';
import { bareName, type MetaBuilder, type StageRow } from './meta-schema.js';
import { toReplica } from './read-records.js';
import { whereReplica } from './save-record.js';
import { exactJson, readColumns, readObjectIds } from './stage-json.js';

const ID = /^[0-9a-f]{32}$/;

/** See `StageTables.ids`. */
export async function stageIds(run: RunSql, meta: MetaBuilder): Promise<readonly string[]> {
  if (!(await tableNames(run, meta)).has(bareName(meta.stages))) return [];
  const rows = await runQuery(run, meta.db.selectFrom(meta.stages).select('stage_id').orderBy('stage_id'));
  return rows.map((row) => String(row['stage_id']));
}

/** See `StageTables.stage`. */
export async function readStage(run: RunSql, meta: MetaBuilder, replica: Replica): Promise<StageRecord | undefined> {
  const [row] = await runQuery(run, whereReplica(meta.db.selectFrom(meta.stages).selectAll(), replica));
  if (row === undefined || row['target_table'] !== replica.target.table) return undefined;
  return toStage(row);
}

/** See `StageTables.save`. */
export async function saveStage(run: RunSql, meta: MetaBuilder, stage: StageRecord): Promise<void> {
  const { ref, target, id } = stage;
  if (!ID.test(id)) throw new CodedError('SQL_STATEMENT', { message: `${id} is no id of a stage.` });
  const values = {
    target_table: target.table,
    stage_id: id,
    since: stage.since ?? null,
    object_ids: exactJson(stage.objectIds),
    plan: stage.plan,
    stage_columns: exactJson(stage.columns),
    written_by: stage.writtenBy,
  };
  const insert = meta.db.insertInto(meta.stages).values({
    source_namespace: ref.namespace,
    source_table: ref.table,
    target_schema: target.schema,
    ...values,
  } satisfies Insertable<StageRow>);
  await runQuery(
    run,
    meta.dialect === 'mysql'
      ? insert.onDuplicateKeyUpdate(values)
      : insert.onConflict((conflict) =>
          conflict.columns(['source_namespace', 'source_table', 'target_schema']).doUpdateSet(values),
        ),
  );
}

/** See `StageTables.remove`. */
export async function removeStage(run: RunSql, meta: MetaBuilder, replica: Replica): Promise<string | undefined> {
  const { db, stages } = meta;
  const [row] = await runQuery(run, whereReplica(db.selectFrom(stages).select('stage_id'), replica));
  if (row === undefined) return undefined;
  await runQuery(run, whereReplica(db.deleteFrom(stages), replica));
  return String(row['stage_id']);
}

function toStage(row: Readonly<Record<string, unknown>>): StageRecord | undefined {
  const [id, since, plan] = [String(row['stage_id']), row['since'], row['plan']];
  const objectIds = readObjectIds(row['object_ids']);
  const columns = readColumns(row['stage_columns']);
  const isReadable = ID.test(id) && typeof plan === 'string' && objectIds !== undefined && columns !== undefined;
  if (row['written_by'] !== VERSION || !isReadable) return undefined;
  const bookmark = typeof since === 'string' ? since : undefined;
  return { ...toReplica(row), id, ...present({ since: bookmark }), objectIds, plan, columns, writtenBy: VERSION };
}
