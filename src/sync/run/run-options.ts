import type { Clock } from '../../util/clock.js';
import type { RunReason, SyncListener } from '../contract/events.js';
import type { TableWorker } from '../contract/table-work.js';
import type { SyncSource, SyncTarget } from '../contract/target.js';
import type { TableSelection } from '../due/select-tables.js';
import type { Budget } from './budget.js';
import type { Wording } from './outcomes.js';

/** What a run works with. */
export interface SyncParts {
  readonly source: SyncSource;
  readonly target: SyncTarget;
  /** Does the work on the tables. */
  readonly worker: TableWorker;
}

/** What is the same for all runs of a program. */
export interface SyncOptions {
  /** Gives the client and the database; may fail, as each call of these may. */
  readonly open: () => Promise<SyncParts>;
  readonly selection: TableSelection;
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
