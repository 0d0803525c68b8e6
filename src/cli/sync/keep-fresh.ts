import { selectTables, type TableSelection } from '../../sync/due/select-tables.js';
import { Budget } from '../../sync/run/budget.js';
import { type RunPlan, type RunResult, runSync, type SyncOptions } from '../../sync/run/run-sync.js';
import { systemClock } from '../../util/clock.js';
import type { DatabaseSession } from '../database/database-session.js';
import { EXIT_FAILED } from '../exit-codes.js';
import { replicationOptions } from '../settings/database-options.js';
import { durationOf, type ServiceFlags } from '../settings/sync-options.js';
import { planOnly } from './plan-only.js';
import { reportRun } from './report-run.js';
import { syncEvents } from './sync-events.js';
import { wordingOf } from './wording.js';

type ServiceSession = DatabaseSession<ServiceFlags>;

/** Does `dap sync`. @returns the exit code. */
export async function keepFresh(session: ServiceSession): Promise<number> {
  const { flags, signal } = session;
  const { every, once, timeZone, namespace, table, schema } = flags;
  const selection = selectTables(table ?? 'all', namespace, schema);
  if (flags.dryRun === true) return await planOnly(session, selection);
  const run = await runsOf(session, selection);
  if (every === undefined || once === true) {
    const result = await run({ reason: 'asked', dueMs: Date.now() - process.uptime() * 1000 });
    signal.throwIfAborted();
    if (result.failure !== undefined) throw result.failure;
    return result.tables.some(({ status }) => status === 'failed') ? EXIT_FAILED : 0;
  }
  const { parseSchedule } = await import('../../sync/schedule/schedule.js');
  const { serve } = await import('../../sync/schedule/serve.js');
  await serve({
    schedule: parseSchedule(every, timeZone),
    run,
    jitterMs: flags.jitter === undefined ? undefined : durationOf('--jitter', flags.jitter, { mayBeZero: true }),
    clock: systemClock,
    signal,
    onEvent: syncEvents(session),
  });
  return 0;
}

/** Makes the run of this program: what differs from run to run is given to it. */
async function runsOf(
  session: ServiceSession,
  selection: TableSelection,
): Promise<(plan: Pick<RunPlan, 'reason' | 'dueMs'>) => Promise<RunResult>> {
  const { database, flags, log, signal } = session;
  const { SqlTarget } = await import('../../sync/sql-target.js');
  const options: SyncOptions = {
    open: async () => {
      const source = await session.client();
      return { source, target: new SqlTarget(source, database.connection) };
    },
    selection,
    concurrency: flags.concurrency,
    replication: replicationOptions(flags),
    wording: wordingOf(log),
    onEvent: syncEvents(session),
    clock: systemClock,
    signal,
  };
  const budgetMs = flags.budget === undefined ? undefined : durationOf('--budget', flags.budget);
  return async (plan) => {
    // The time that the program needed to get here counts.
    const spentMs = Math.max(0, Date.now() - plan.dueMs);
    const budget =
      budgetMs === undefined ? undefined : new Budget(systemClock, budgetMs, plan.reason === 'asked' ? spentMs : 0);
    const result = await runSync(options, { ...plan, budget });
    reportRun(session, result);
    return result;
  };
}
