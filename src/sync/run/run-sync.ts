import { randomUUID } from 'node:crypto';
import { isAbort } from '../../errors.js';
import type { ReplicationOptions } from '../../sql/index.js';
import type { Clock } from '../../util/clock.js';
import type { RunOutcome, RunReason, SyncListener, TableOutcome } from '../contract/events.js';
import type { SyncSource, SyncTarget } from '../contract/target.js';
import type { DueTable } from '../due/due-tables.js';
import type { TableSelection } from '../due/select-tables.js';
import type { Budget } from './budget.js';
import { countOutcomes, describeFailure, type Wording } from './outcomes.js';
import { planRun } from './plan-run.js';
import { TableRun } from './table-run.js';

/** What a run works with. */
export interface SyncParts {
  readonly source: SyncSource;
  readonly target: SyncTarget;
}

/** What is the same for all runs of a program. */
export interface SyncOptions {
  /** Gives the client and the database; may fail, as each call of these may. */
  readonly open: () => Promise<SyncParts>;
  readonly selection: TableSelection;
  /** Tables under way at a time. */
  readonly concurrency: number;
  /** How each table is replicated; schema, signal, events and staging by the clock are set by the run. */
  readonly replication: ReplicationOptions;
  readonly wording: Wording;
  readonly onEvent: SyncListener;
  readonly clock: Clock;
  /** Ends the run at a sound point. */
  readonly signal: AbortSignal;
}

/** What differs from run to run. */
export interface RunPlan {
  readonly reason: RunReason;
  /** When the run was due, in milliseconds since the epoch by the clock of this machine: names the run for all machines. */
  readonly dueMs: number;
  /** The time that the run may take. Default: any. */
  readonly budget?: Budget | undefined;
}

/** What a run gives to its caller, beside what its events tell. */
export interface RunResult {
  readonly outcome: RunOutcome;
  readonly tables: readonly TableOutcome[];
  /** Tables that were not begun, or whose work was undone. */
  readonly pending: readonly DueTable[];
  /** What the outcome calls its failure. */
  readonly failure?: Error | undefined;
}

/**
 * Brings every table of a selection up to date, or loads it. A table that fails does not stop the others. Never throws for
 * what a later run may mend: the result tells.
 *
 * @throws what is no error of this package; after a stop, the result says that the run was cut short.
 */
export async function runSync(options: SyncOptions, plan: RunPlan): Promise<RunResult> {
  const { clock, signal } = options;
  const id = randomUUID();
  const startedAt = instant(clock);
  const run = new TableRun(id, options, plan.budget);
  let failure: Error | undefined;
  let isCutShort = false;
  const work = async (within: AbortSignal): Promise<void> => {
    const planned = await planRun(options, plan, { id, signal: within });
    failure = planned.failure;
    const ofAll = await run.work(planned, within);
    failure = ofAll ?? failure;
  };
  try {
    await (plan.budget === undefined ? work(signal) : plan.budget.within(signal, work));
    isCutShort = plan.budget?.mayBegin() === false && run.pending.length > 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (isAbort(error)) isCutShort = true;
    else failure = error;
  }
  const outcome: RunOutcome = {
    startedAt,
    endedAt: instant(clock),
    isCutShort,
    tables: countOutcomes(run.due.length, run.outcomes),
    ...(failure === undefined ? {} : { failure: pick(describeFailure(failure, options.wording)) }),
  };
  await run.close();
  options.onEvent({ type: 'run-end', run: id, outcome });
  return { outcome, tables: run.outcomes, pending: run.pending, failure };
}

function instant(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

function pick({ code, message }: { readonly code: string; readonly message: string }): RunOutcome['failure'] {
  return { code, message };
}
