import { randomBytes } from 'node:crypto';
import { type CompleteJob, JobLostError } from '../../../dap/index.js';
import { present } from '../../../util/present.js';
import { VERSION } from '../../../version.js';
import type { RowLoad } from '../../contract/database.js';
import type { StageRecord, TakesStage } from '../../contract/stage.js';
import { type Filled, fill, JobForStage } from '../fill.js';
import { type FillChoice, fillOptionsOf } from '../fill-choice.js';
import { policiesOf, type TableWork } from '../table-work.js';
import { dropStage } from './drop-stage.js';
import { fillStaged, type HandedBack, StageGone } from './fill-staged.js';
import { type StagePlan, writePlan } from './stage-plan.js';
import { type PlannedStage, usableStage } from './usable-stage.js';

/** A table begins again no more often after the job of its stage was lost. */
const MOST_LOST = 3;

/**
 * Fills a load: from the stage of the table if there is one, by a new stage if the job has many files, directly
 * otherwise. When the job of a stage is lost while files are missing, the query is run again.
 */
export async function fillOrStage<L extends RowLoad & TakesStage>(
  work: TableWork,
  choice: FillChoice<L>,
  careful: boolean,
): Promise<Filled<L> | HandedBack> {
  let stage = await usableStage(work, choice);
  for (let lost = 0; ; lost += 1) {
    const next: Filled<L> | PlannedStage = stage ?? (await fillOrBegin(work, choice, careful));
    if (!('record' in next)) return next;
    try {
      return await fillStaged(work, choice, next, careful);
    } catch (error) {
      const isLost = error instanceof JobLostError || error instanceof StageGone;
      if (!isLost || lost >= MOST_LOST) throw error;
      await dropStage(work, error.message);
      stage = undefined;
    }
  }
}

/** Runs the query. A job of many files begins a stage, any other one is loaded. */
async function fillOrBegin<L extends RowLoad>(
  work: TableWork,
  choice: FillChoice<L>,
  careful: boolean,
): Promise<Filled<L> | PlannedStage> {
  const { replica, options, session } = work;
  const isForStage = ({ objects }: CompleteJob) =>
    options.staging !== undefined && objects.length > 0 && objects.length >= options.staging.fromFiles;
  try {
    return await fill({ ...fillOptionsOf(work, choice, careful), isForStage });
  } catch (error) {
    if (!(error instanceof JobForStage)) throw error;
    const { answer, columns } = error;
    const plan: StagePlan = { kind: choice.kind, answer, policies: policiesOf(options), careful };
    const record: StageRecord = {
      ...replica,
      id: randomBytes(16).toString('hex'),
      ...present({ since: choice.before?.timestamp }),
      objectIds: [...new Set(answer.job.objects.map(({ id }) => id))],
      plan: writePlan(plan),
      columns,
      writtenBy: VERSION,
    };
    await session.createStage(record);
    return { record, plan };
  }
}
