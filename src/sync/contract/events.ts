import type { TableRef } from '../../dap/index.js';
import type { ReplicationResult, StagedPart } from '../../sql/index.js';

/** A table of the service and its schema in the database. */
export interface SyncTable extends TableRef {
  readonly schema: string;
}

/** What is done with a table in a run. */
export type SyncAction = 'initialize' | 'synchronize';

/** Why a run begins. */
export type RunReason = 'start' | 'schedule' | 'asked';

/** How the work on a table ended. */
export interface TableOutcome {
  readonly table: SyncTable;
  readonly action: SyncAction;
  /** `busy`: another process is at work on it. `staged`: time was up, and the rest follows in the next run. */
  readonly status: ReplicationResult['status'] | 'busy' | 'failed';
  /** RFC 3339 in UTC, by the clock of this machine. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** State of the service that the table has now, empty if it has never had any. Absent after a failure. */
  readonly timestamp?: string | undefined;
  readonly schemaVersion?: number | undefined;
  readonly upserted: number;
  readonly deleted: number;
  /** What was done to the table, a sentence each. */
  readonly changes: readonly string[];
  readonly jobId?: string | undefined;
  /** With the status `staged`: what is still to be loaded. */
  readonly staged?: StagedPart | undefined;
  /** Why it was skipped or failed, without a secret; for a failure with its code. */
  readonly reason?: string | undefined;
  readonly code?: string | undefined;
  /** What the user can do about a failure. */
  readonly advice?: string | undefined;
}

/** How a run ended. */
export interface RunOutcome {
  readonly startedAt: string;
  readonly endedAt: string;
  /** True if it was ended by a stop signal or by its time budget. */
  readonly isCutShort: boolean;
  /** Tables by the status of their outcome; tables that were not begun are `pending`. */
  readonly tables: Readonly<Partial<Record<TableOutcome['status'] | 'pending', number>>>;
  /** A failure that concerned more than one table, such as refused credentials. */
  readonly failure?: { readonly code: string; readonly message: string } | undefined;
}

/**
 * What happens in the service, in order. Never holds a secret or a row's values. `run` is the id of a run. A run that fails
 * before its tables are known has an end, but no beginning. A table that is tried again begins and ends once; one whose
 * work was undone by a stop has no end.
 */
export type SyncEvent =
  | {
      readonly type: 'run-begin';
      readonly run: string;
      readonly reason: RunReason;
      /** The instant that names the run for all machines: when it was due. */
      readonly due: string;
      readonly tables: readonly (SyncTable & { readonly action: SyncAction })[];
    }
  | { readonly type: 'table-begin'; readonly run: string; readonly table: SyncTable; readonly action: SyncAction }
  | {
      readonly type: 'phase';
      readonly run: string;
      readonly table: SyncTable;
      readonly phase: 'waiting' | 'loading' | 'merging' | 'committing';
    }
  | {
      readonly type: 'progress';
      readonly run: string;
      readonly table: SyncTable;
      readonly rows: number;
      readonly files: number;
      readonly ofFiles: number;
    }
  /** A sentence for the log. */
  | {
      readonly type: 'note';
      readonly run: string;
      readonly table?: SyncTable | undefined;
      readonly level: 'info' | 'warning';
      readonly message: string;
    }
  | { readonly type: 'table-end'; readonly run: string; readonly outcome: TableOutcome }
  | { readonly type: 'run-end'; readonly run: string; readonly outcome: RunOutcome }
  /** When the next run is due; absent when none follows. */
  | { readonly type: 'schedule'; readonly next?: string | undefined };

/** Takes events; must not throw. */
export type SyncListener = (event: SyncEvent) => void;

/** An outcome as the history holds it. */
export interface HistoryEntry extends Omit<TableOutcome, 'staged'> {
  readonly run: string;
}

/** What became of tables in earlier runs, of this and other processes. Lives in the target; bounded. */
export interface SyncHistory {
  append(entry: HistoryEntry): Promise<void>;
  /** Newest first. */
  entries(filter?: { readonly table?: SyncTable; readonly limit?: number }): Promise<readonly HistoryEntry[]>;
  /** Removes the oldest entries beyond its bounds. */
  prune(): Promise<void>;
}
