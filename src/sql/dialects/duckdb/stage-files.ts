import { CodedError } from '../../../errors.js';
import { createDeferred } from '../../../util/deferred.js';
import type { StageRecord } from '../../contract/stage.js';
import { isConflict } from './errors.js';
import { plainName, quoteTable } from './names.js';
import type { SharedFile } from './open-file.js';
import { insertFrom, type RowSource } from './row-source.js';
import { readStage, type StageParts } from './stage-keeper.js';
import { ofPart, stagePlace } from './stage-table.js';
import { inTransaction, rollBack } from './transaction.js';

/** A file that is being added to a stage. */
export interface AddedFile {
  readonly objectId: string;
  readonly place: number;
  rows: number;
  /** What `endFile` was given. */
  facts: string;
  isCommitted: boolean;
  /** Lets others who want the file go on. */
  readonly end: () => void;
}

/** Waits until nobody adds the file any more. Resolves to the end of the turn. */
export async function takeTurn({ staging }: SharedFile, key: string): Promise<() => void> {
  for (let turn = staging.get(key); turn !== undefined; turn = staging.get(key)) await turn;
  const { promise, resolve } = createDeferred<void>();
  staging.set(key, promise);
  return () => {
    staging.delete(key);
    resolve();
  };
}

/** Adds the line of the ledger to see whether it can be added. */
export async function isAbsent(parts: StageParts, stage: StageRecord, objectId: string): Promise<boolean> {
  const { connection, meta, run } = parts;
  if ((await readStage(parts, stage))?.id !== stage.id) throw gone(stage);
  await connection.execute('BEGIN TRANSACTION');
  try {
    return (await meta.stages.addFile(run, stage, objectId)) !== undefined;
  } finally {
    await rollBack(connection);
  }
}

/** Inserts the rows of a part, and counts them. */
export async function insertPart(
  { connection, file }: StageParts,
  stage: StageRecord,
  source: RowSource,
  number: number,
): Promise<number> {
  const insert = insertFrom(quoteTable(stagePlace(file.catalog, stage.id)), ofPart(source, number));
  const need = source.need(stage.columns.length);
  return await file.exclusive(() => file.memory.during(need, () => connection.execute(insert)));
}

/** The rows and their line, in a transaction that can be repeated. */
export async function commitFile(
  { connection, file, meta, run }: StageParts,
  stage: StageRecord,
  adding: AddedFile,
  act: () => Promise<void>,
): Promise<void> {
  const { objectId, rows, facts } = adding;
  const tell = () => undefined; // Nobody listens to a stage; the load that takes it tells what it needed.
  await file.memory.growing(0, tell, () =>
    inTransaction(connection, async () => {
      await meta.stages.addFile(run, stage, objectId);
      await act();
      await meta.stages.completeFile(run, stage, { objectId, rows, facts });
    }),
  );
  adding.isCommitted = true;
}

/** Whatever failed in a stage that is gone: that is the reason. */
export async function explained(parts: StageParts, stage: StageRecord, error: unknown): Promise<unknown> {
  if (!isConflict(error)) return error;
  const found = await readStage(parts, stage).catch(() => undefined);
  return found?.id === stage.id ? error : gone(stage);
}

function gone({ target }: StageRecord): CodedError {
  const table = plainName(target);
  return new CodedError('SQL_STATEMENT', {
    failureType: 'transient_error',
    message: `${table}: the stage is gone: it was merged or dropped meanwhile. The next run goes on from there.`,
    details: { table },
  });
}

/** The error for calls in the wrong order. */
export function misuse(message: string): CodedError {
  return new CodedError('SQL_STATEMENT', { message });
}
