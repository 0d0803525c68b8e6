import type { ReplicationOptions } from '../../sql/index.js';
import type { Clock } from '../../util/clock.js';
import type { RunReason, SyncListener } from '../contract/events.js';
import type { SyncSource, SyncTarget } from '../contract/target.js';
import type { TableSelection } from '../due/select-tables.js';
import type { Budget } from './budget.js';
import type { Wording } from './outcomes.js';

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
  /** How each table is replicated. Schema, signal and events are the run's, and staging unless it is given. */
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
