import type { SyncListener } from '../../sync/contract/events.js';
import { selectTables, type TableSelection } from '../../sync/due/select-tables.js';
import { Budget } from '../../sync/run/budget.js';
import type { SyncOptions } from '../../sync/run/run-options.js';
import { runSync } from '../../sync/run/run-sync.js';
import type { Schedule } from '../../sync/schedule/schedule.js';
import type { ServeOptions } from '../../sync/schedule/serve.js';
import { systemClock } from '../../util/clock.js';
import type { DatabaseSession } from '../database/database-session.js';
import { EXIT_FAILED } from '../exit-codes.js';
import { durationOf, type ServiceFlags } from '../settings/sync-options.js';
import { Crew } from './crew.js';
import { planOnly } from './plan-only.js';
import { reportRun } from './report-run.js';
import { syncEvents } from './sync-events.js';
import { watchService } from './watch-service.js';
import { wordingOf } from './wording.js';

type ServiceSession = DatabaseSession<ServiceFlags>;

/** Does `dap sync`: once, or by a schedule until it is stopped. @returns the exit code. */
export async function keepFresh(session: ServiceSession): Promise<number> {
  const { flags } = session;
  const { every, once, timeZone, namespace, table, schema } = flags;
  const selection = selectTables(table ?? 'all', namespace, schema);
  if (flags.dryRun === true) return await planOnly(session, selection);
  const isService = every !== undefined && once !== true;
  await using crew = await Crew.open(session);
  await using watch = await watchService(session, isService);
  const tell = syncEvents(session, isService);
  const onEvent: SyncListener = (event) => {
    tell(event);
    watch?.listener(event);
  };
  const running: Running = { session, selection, crew, onEvent };
  if (!isService) return await runOnce(running);
  const { parseSchedule } = await import('../../sync/schedule/schedule.js');
  return await runAlways(running, parseSchedule(every, timeZone));
}

/** What the runs of a program share. */
interface Running {
  readonly session: ServiceSession;
  readonly selection: TableSelection;
  readonly crew: Crew;
  readonly onEvent: SyncListener;
}

async function runOnce(running: Running): Promise<number> {
  const { session } = running;
  const spentMs = process.uptime() * 1000;
  const run = await runsOf(running, spentMs);
  const { failure, refused, tables } = await run({ reason: 'asked', dueMs: Date.now() - spentMs });
  session.signal.throwIfAborted();
  const told = failure ?? refused;
  if (told !== undefined) throw told;
  return tables.some(({ status }) => status === 'failed') ? EXIT_FAILED : 0;
}

async function runAlways(running: Running, schedule: Schedule): Promise<number> {
  const { onEvent, session } = running;
  const { flags, signal } = session;
  const { serve } = await import('../../sync/schedule/serve.js');
  const run = await runsOf(running);
  const jitterMs = flags.jitter === undefined ? undefined : durationOf('--jitter', flags.jitter, { mayBeZero: true });
  await serve({ schedule, run, jitterMs, clock: systemClock, signal, onEvent });
  return 0;
}

/**
 * Makes the runs of this program: what differs from one to the next is given to it.
 *
 * @param spentMs - what is used up of the budget when the run begins.
 */
async function runsOf({ session, selection, crew, onEvent }: Running, spentMs = 0): Promise<ServeOptions['run']> {
  const { database, flags, log, signal } = session;
  const { SqlTarget } = await import('../../sync/sql-target.js');
  const wording = wordingOf(log);
  const options: SyncOptions = {
    open: async () => {
      const source = await session.client();
      const target = new SqlTarget(source, database.connection);
      return { source, target, worker: await crew.workerFor(target) };
    },
    selection,
    wording,
    onEvent,
    clock: systemClock,
    signal,
  };
  const budgetMs = flags.budget === undefined ? undefined : durationOf('--budget', flags.budget);
  return async (plan) => {
    const budget = budgetMs === undefined ? undefined : new Budget(systemClock, budgetMs, spentMs);
    const result = await runSync(options, { ...plan, budget });
    reportRun(session, result);
    return result;
  };
}
