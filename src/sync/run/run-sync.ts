import { randomUUID } from 'node:crypto';
import { errorText, isAbort } from '../../errors.js';
import type { Clock } from '../../util/clock.js';
import type { RunOutcome, TableOutcome } from '../contract/events.js';
import type { DueTable } from '../due/due-tables.js';
import { countOutcomes, describeFailure } from './outcomes.js';
import { planRun } from './plan-run.js';
import type { RunPlan, SyncOptions, SyncParts } from './run-options.js';
import { TableRun } from './table-run.js';

/** What a run gives to its caller, beside what its events tell. */
export interface RunResult {
  readonly outcome: RunOutcome;
  /** In the order in which they ended. */
  readonly tables: readonly TableOutcome[];
  /** Tables that were not begun, or whose work was undone. */
  readonly pending: readonly DueTable[];
  /** The failure that concerned all tables. */
  readonly failure?: Error | undefined;
  /** Why a namespace that is named could not be read; the tables of the others were worked on. */
  readonly refused?: Error | undefined;
}

/** How the work of a run ended. */
type Ending = Pick<RunResult, 'failure' | 'refused'> & { readonly isAborted?: boolean };

/**
 * Brings every table of a selection up to date, or loads it. A table that fails does not stop the others. What may be
 * mended until a later run is told in the result, and so is a stop.
 *
 * @throws what is no error.
 */
export async function runSync(options: SyncOptions, plan: RunPlan): Promise<RunResult> {
  const { clock, onEvent, wording } = options;
  const id = randomUUID();
  const startedAt = instant(clock);
  const run = new TableRun(id, options, plan.budget);
  const { failure, refused, isAborted = false } = await workOn(run, id, options, plan);
  const { outcomes, pending } = run;
  const isUndone = pending.length > 0 || outcomes.some(({ status }) => status === 'staged');
  const told = failure ?? refused;
  const outcome: RunOutcome = {
    startedAt,
    endedAt: instant(clock),
    isCutShort: isAborted || (failure === undefined && isUndone),
    tables: countOutcomes(run.due.length, outcomes),
    ...(told === undefined ? {} : { failure: withoutAdvice(describeFailure(told, wording)) }),
  };
  onEvent({ type: 'run-end', run: id, outcome });
  return { outcome, tables: outcomes, pending, failure, refused };
}

async function workOn(run: TableRun, id: string, options: SyncOptions, plan: RunPlan): Promise<Ending> {
  const { signal, onEvent, wording } = options;
  const { budget } = plan;
  let parts: SyncParts | undefined;
  const work = async (within: AbortSignal): Promise<Ending> => {
    parts = await options.open();
    const planned = await planRun(parts, options, plan, { id, signal: within });
    return { failure: await run.work(parts, planned, within), refused: planned.refused };
  };
  try {
    return await (budget === undefined ? work(signal) : budget.within(signal, work));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return isAbort(error) ? { isAborted: true } : { failure: error };
  } finally {
    await parts?.target.rest().catch((error: unknown) => {
      const message = `The database could not be closed after the run: ${wording.mask(errorText(error))}`;
      onEvent({ type: 'note', run: id, level: 'warning', message });
    });
  }
}

function instant(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

function withoutAdvice({ code, message }: ReturnType<typeof describeFailure>): RunOutcome['failure'] {
  return { code, message };
}
