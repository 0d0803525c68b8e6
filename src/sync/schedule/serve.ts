import { isAbort } from '../../errors.js';
import type { Clock } from '../../util/clock.js';
import type { RunReason, SyncListener } from '../contract/events.js';
import { isHopeless } from '../run/failures.js';
import type { RunPlan } from '../run/run-options.js';
import type { RunResult } from '../run/run-sync.js';
import { jitterOf } from './jitter.js';
import type { Schedule } from './schedule.js';

/** How a service runs. */
export interface ServeOptions {
  readonly schedule: Schedule;
  readonly run: (plan: Pick<RunPlan, 'reason' | 'dueMs'>) => Promise<RunResult>;
  /** The longest delay of a start. Default: see {@link jitterOf}. */
  readonly jitterMs?: number | undefined;
  readonly random?: (() => number) | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: SyncListener;
}

/** Waits after a failure that concerned all tables: doubled each time, up to the longest. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 1_800_000;
/** A longer wait is cut into such pieces, because the clock of the machine may be set meanwhile, or stand still. */
const LONGEST_SLEEP_MS = 60_000;

/**
 * Runs at once, then whenever the schedule says so, until it is stopped. One run at a time: instants that come during a
 * run are skipped. After a failure that concerned all tables it tries again with growing waits.
 *
 * A run is named by the last instant before it: what was synchronized since then, by this process or another, is left
 * alone.
 *
 * @throws the failure of a run that no later one can mend.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { schedule, run, clock, signal } = options;
  let reason: RunReason = 'start';
  let failedRuns = 0;
  while (!signal.aborted) {
    const { failure } = await run({ reason, dueMs: schedule.upTo(clock.now()) });
    if (signal.aborted) return;
    if (isHopeless(failure)) throw failure;
    failedRuns = failure === undefined ? 0 : failedRuns + 1;
    const startMs = failedRuns === 0 ? nextStart(options) : clock.now() + waitAfter(failedRuns);
    options.onEvent({ type: 'schedule', next: new Date(startMs).toISOString() });
    await sleepUntil(startMs, clock, signal);
    reason = 'schedule';
  }
}

function nextStart({ schedule, clock, jitterMs, random = Math.random }: ServeOptions): number {
  const dueMs = schedule.after(clock.now());
  return dueMs + jitterOf(schedule.after(dueMs) - dueMs, jitterMs, random);
}

/** @param failedRuns - 1 after the first failure. */
function waitAfter(failedRuns: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failedRuns - 1, 16));
}

/** Ends at the time of day, or when the signal fires. */
async function sleepUntil(atMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    for (let left = atMs - clock.now(); left > 0; left = atMs - clock.now()) {
      await clock.sleep(Math.min(left, LONGEST_SLEEP_MS), signal);
    }
  } catch (error) {
    if (!isAbort(error)) throw error;
  }
}
