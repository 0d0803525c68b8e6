import { randomBytes } from 'node:crypto';
import type { Database, TableSession } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import type { LoadCell } from '../../../src/sql/contract/load-cell.js';
import type { Replica } from '../../../src/sql/contract/names.js';
import type { StageKeeper, StageRecord, StageSession, TakesStage } from '../../../src/sql/contract/stage.js';
import { VERSION } from '../../../src/version.js';
import { linesOf, type Row } from './lab.js';

/** A stage of a job with so many files, `file-0` and so on. */
export function stageOf({ ref, target }: Replica, columns: readonly SqlColumn[], files = 1): StageRecord {
  return {
    ref,
    target,
    id: randomBytes(16).toString('hex'),
    objectIds: Array.from({ length: files }, (_, index) => `file-${index}`),
    plan: '{}',
    columns,
    writtenBy: VERSION,
  };
}

/** What a session does with its stage. */
export function keeperOf(session: TableSession): StageKeeper {
  return session as TableSession & StageKeeper;
}

/** Lets a load or a merge take its rows from a stage. */
export async function takeStage(load: Partial<TakesStage>, stage: StageRecord): Promise<void> {
  await (load as TakesStage).takeStage(stage);
}

/** A connection that adds files to a stage that is there. */
export async function openStage(database: Database, stage: StageRecord): Promise<StageSession> {
  const opened = await database.openStage?.(stage);
  if (opened === undefined) throw new Error('The stage is gone.');
  return opened.session;
}

export function cellsOf(columns: readonly SqlColumn[]): LoadCell[] {
  return columns.map((column) => ({ kind: 'column', column }));
}

/** Adds one file. */
export async function stageFile(
  session: StageSession,
  objectId: string,
  cells: readonly LoadCell[],
  rows: readonly Row[],
): Promise<boolean> {
  if (!(await session.beginFile(objectId, cells))) return false;
  await session.write(linesOf(rows), rows.length);
  await session.endFile(rows.length, `{"rows":${rows.length}}`);
  return true;
}

/** Adds files to a stage from the last to the first: the order of the job counts, not that of the loading. */
export async function stageFiles(
  database: Database,
  stage: StageRecord,
  cells: readonly LoadCell[],
  files: readonly (readonly Row[])[],
): Promise<void> {
  await using session = await openStage(database, stage);
  for (const [index, rows] of [...files.entries()].reverse()) {
    await stageFile(session, stage.objectIds[index] ?? '', cells, rows);
  }
}
