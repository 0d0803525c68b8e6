import type { CompleteJob } from '../../../dap/index.js';
import { CodedError, isCodedError } from '../../../errors.js';
import type { RowLoad } from '../../contract/database.js';
import type { StagedPart } from '../../contract/replication.js';
import type { TakesStage } from '../../contract/stage.js';
import type { Filled } from '../fill.js';
import type { FillChoice } from '../fill-choice.js';
import type { TableWork } from '../table-work.js';
import { dropStage } from './drop-stage.js';
import { countsOf } from './file-facts.js';
import { loadIntoStage } from './load-into-stage.js';
import type { PlannedStage } from './usable-stage.js';

/** A stage that lacks files, because `mayLoad` said no. */
export interface HandedBack {
  readonly job: CompleteJob;
  readonly staged: StagedPart;
}

/** The tables of a stage are gone, although its table is locked. */
export class StageGone extends CodedError {
  override readonly name = 'StageGone';

  constructor({ ref, id }: PlannedStage['record']) {
    super('SQL_STATEMENT', {
      message: `${ref.namespace}.${ref.table}: the tables of the stage ${id} are gone from the database.`,
      failureType: 'transient_error',
    });
  }
}

/**
 * Loads the files that a stage lacks, and then all of its rows into a load.
 *
 * @throws as `loadIntoStage` does; StageGone; `SQL_ROW_REFUSED` of the load, and then the stage is dropped.
 */
export async function fillStaged<L extends RowLoad & TakesStage>(
  work: TableWork,
  choice: FillChoice<L>,
  stage: PlannedStage,
  careful: boolean,
): Promise<Filled<L> | HandedBack> {
  const { record, plan } = stage;
  const { job, lastAnswer } = plan.answer;
  const missing = await loadMissing(work, stage, careful);
  if (missing.length > 0) return { job, staged: { stageId: record.id, missing, ofFiles: record.objectIds.length } };
  const files = await work.session.ledger(record);
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const load = await choice.open();
  try {
    work.options.signal?.throwIfAborted();
    await load.takeStage(record);
  } catch (error) {
    await load.abort();
    if (isCodedError(error, 'SQL_ROW_REFUSED')) await dropStage(work, 'the database refuses one of its rows');
    throw error;
  }
  return { job, load, lastAnswer, rows, counts: countsOf(files), isStaged: true };
}

async function loadMissing(
  { client, database, options, tell }: TableWork,
  { record, plan }: PlannedStage,
  careful: boolean,
): Promise<readonly string[]> {
  const opened = await database.openStage(record);
  if (opened === undefined) throw new StageGone(record);
  await using session = opened.session;
  const { spoolFolder, signal, staging } = options;
  return await loadIntoStage({
    client,
    session,
    record,
    plan,
    format: database.loadFormat,
    objectIds: record.objectIds,
    careful,
    mayLoad: staging?.mayLoad,
    spoolFolder,
    signal,
    tell,
  });
}
