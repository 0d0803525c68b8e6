import { isCodedError } from '../../errors.js';
import type { RowLoad } from '../contract/database.js';
import type { ReplicationResult } from '../contract/replication.js';
import type { TakesStage } from '../contract/stage.js';
import type { Filled } from './fill.js';
import type { FillChoice } from './fill-choice.js';
import { resultOf } from './result.js';
import { dropPassedStage, dropStage } from './staged/drop-stage.js';
import { fillOrStage } from './staged/fill-or-stage.js';
import type { TableWork } from './table-work.js';

/** Commits what was filled. */
type Finish<L extends RowLoad> = (filled: Filled<L>) => Promise<ReplicationResult>;

/**
 * Fills a load, directly or by way of a stage, and finishes it. When the database refuses a row although it was checked,
 * all is undone and done once more with every check that the database makes.
 *
 * @returns what `finish` gives, or a result of the status `staged`: a stage that lacks files was handed back.
 */
export async function fillAndFinish<L extends RowLoad & TakesStage>(
  work: TableWork,
  choice: FillChoice<L>,
  finish: Finish<L>,
): Promise<ReplicationResult> {
  try {
    return await fillOnce(work, choice, false, finish);
  } catch (error) {
    if (!isCodedError(error, 'SQL_ROW_REFUSED')) throw error;
    work.tell.warn(`The load was undone and is repeated with careful checks: ${error.message}`);
    return await fillOnce(work, choice, true, finish);
  }
}

async function fillOnce<L extends RowLoad & TakesStage>(
  work: TableWork,
  choice: FillChoice<L>,
  careful: boolean,
  finish: Finish<L>,
): Promise<ReplicationResult> {
  const filled = await fillOrStage(work, choice, careful);
  if ('staged' in filled) {
    const { timestamp, schemaVersion } = choice.before ?? { timestamp: '', schemaVersion: filled.job.schema_version };
    return resultOf('staged', { timestamp, schemaVersion }, { jobId: filled.job.id, staged: filled.staged });
  }
  try {
    const result = await finish(filled);
    await dropPassedStage(work);
    return result;
  } catch (error) {
    await filled.load?.abort();
    const isRefused = filled.isStaged === true && isCodedError(error, 'SQL_ROW_REFUSED');
    if (isRefused) await dropStage(work, 'the database refuses one of its rows');
    throw error;
  }
}
