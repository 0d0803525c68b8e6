import { type RawBuilder, sql } from 'kysely';
import { CodedError } from '../../errors.js';
import type { RunSql } from '../contract/meta.js';
import type { StagedFile, StageRecord } from '../contract/stage.js';
import { compilable, runQuery } from './compiled.js';
import type { MetaBuilder } from './meta-schema.js';

/** See `StageTables.files`. */
export async function stagedFiles(
  run: RunSql,
  meta: MetaBuilder,
  { id }: Pick<StageRecord, 'id'>,
): Promise<readonly StagedFile[]> {
  const query = meta.db.selectFrom(meta.stageFiles).selectAll().where('stage_id', '=', id).orderBy('place');
  return (await runQuery(run, query)).map((row) => ({
    objectId: String(row['object_id']),
    rows: Number(row['file_rows']),
    facts: String(row['facts']),
  }));
}

/** See `StageTables.addFile`. */
export async function addStagedFile(
  run: RunSql,
  meta: MetaBuilder,
  stage: StageRecord,
  objectId: string,
): Promise<number | undefined> {
  const place = placeOf(stage, objectId);
  const line = { stage_id: stage.id, place, object_id: objectId, file_rows: 0, facts: '' };
  const insert = meta.db.insertInto(meta.stageFiles).values(line);
  if (meta.dialect === 'mysql') {
    await runQuery(run, insert.ignore());
    const [answer] = await runQuery(run, compilable(meta.db, ROWS_WRITTEN));
    return Number(answer?.['written']) === 1 ? place : undefined;
  }
  const added = await runQuery(run, insert.onConflict((conflict) => conflict.doNothing()).returning('place'));
  return added.length === 1 ? place : undefined;
}

const ROWS_WRITTEN: RawBuilder<unknown> = sql`select row_count() as written`;

/** See `StageTables.completeFile`. */
export async function completeStagedFile(
  run: RunSql,
  { db, stageFiles }: MetaBuilder,
  stage: StageRecord,
  { objectId, rows, facts }: StagedFile,
): Promise<void> {
  const update = db.updateTable(stageFiles).set({ file_rows: rows, facts });
  await runQuery(run, update.where('stage_id', '=', stage.id).where('place', '=', placeOf(stage, objectId)));
}

function placeOf({ id, ref, objectIds }: StageRecord, objectId: string): number {
  const place = objectIds.indexOf(objectId);
  if (place >= 0) return place;
  const message = `${ref.namespace}.${ref.table}: the file ${objectId} is not of the job of the stage ${id}.`;
  throw new CodedError('SQL_STATEMENT', { message });
}

/** See `StageTables.removeFiles`. */
export async function removeStagedFiles(
  run: RunSql,
  { db, stageFiles }: MetaBuilder,
  { id }: Pick<StageRecord, 'id'>,
): Promise<void> {
  await runQuery(run, db.deleteFrom(stageFiles).where('stage_id', '=', id));
}

/** See `StageTables.removeOrphans`. A DELETE that looks for the ids itself would lock all lines on MySQL. */
export async function removeOrphanFiles(run: RunSql, meta: MetaBuilder): Promise<void> {
  const { db, stages, stageFiles } = meta;
  const recorded = db.selectFrom(stages).select('stage_id');
  const orphans = db.selectFrom(stageFiles).select('stage_id').distinct().where('stage_id', 'not in', recorded);
  for (const row of await runQuery(run, orphans)) await removeStagedFiles(run, meta, { id: String(row['stage_id']) });
}
