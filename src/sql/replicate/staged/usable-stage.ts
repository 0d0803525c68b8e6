import { isDeepStrictEqual } from 'node:util';
import { compareInstants, compareOrigins } from '../../../dap/index.js';
import type { RowLoad } from '../../contract/database.js';
import type { StageRecord } from '../../contract/stage.js';
import type { FillChoice } from '../fill-choice.js';
import { canSeeJob } from '../own-account.js';
import { instantOf } from '../result.js';
import { policiesOf, type TableWork } from '../table-work.js';
import { dropStage } from './drop-stage.js';
import { readPlan, type StagePlan } from './stage-plan.js';

/** A stage and what it was begun for. */
export interface PlannedStage {
  readonly record: StageRecord;
  readonly plan: StagePlan;
}

/**
 * The stage of a table, if what is in it is what a fill needs. Otherwise it is dropped; but a stage of a snapshot is left
 * where changes are asked for first: the service may say that only a snapshot helps.
 *
 * Calls `choice.plan` for the job of a stage that is used.
 */
export async function usableStage<L extends RowLoad>(
  work: TableWork,
  choice: FillChoice<L>,
): Promise<PlannedStage | undefined> {
  const record = await work.session.stage();
  if (record === undefined) return undefined;
  const plan = readPlan(record);
  if (choice.kind === 'changes' && plan?.kind === 'snapshot' && record.since === choice.before?.timestamp) {
    return undefined;
  }
  const reason = await reasonAgainst(work, choice, record, plan);
  if (plan !== undefined && reason === undefined) return { record, plan };
  await dropStage(work, reason ?? '');
  return undefined;
}

/** Why a stage is of no use, as the end of a sentence. Asks the service only where nothing else speaks against it. */
async function reasonAgainst<L extends RowLoad>(
  work: TableWork,
  { kind, before, notBefore, plan: columnsFor }: FillChoice<L>,
  record: StageRecord,
  plan: StagePlan | undefined,
): Promise<string | undefined> {
  if (plan === undefined) return 'its plan cannot be read';
  if (plan.kind !== kind) return 'it was begun for other rows than the table needs now';
  if (record.since !== before?.timestamp) return 'the table has changed since it was begun';
  if (!isDeepStrictEqual(plan.policies, policiesOf(work.options))) return 'other policies for values were chosen';
  const { answer } = plan;
  if (notBefore !== undefined && compareInstants(instantOf(answer), notBefore) < 0) return 'its rows are too old';
  if (!(await isOwn(work, plan))) return 'its rows may be of another account';
  if (!isDeepStrictEqual(await columnsFor(answer.job), record.columns)) return 'the columns of the table have changed';
  return undefined;
}

/** With another key of the same gateway, the job proves that both belong to one account. */
async function isOwn({ client, replica, options }: TableWork, { answer }: StagePlan): Promise<boolean> {
  const relation = compareOrigins(answer.handle.origin, client.origin);
  if (relation !== 'other-key') return relation === 'same';
  return await canSeeJob(client, replica.ref, answer.job.id, options.signal);
}
