import type { RemovedColumns } from './change.js';
import type { ComparisonResult, MergeCounts } from './database.js';
import type { ValueCount, ValuePolicies } from './policies.js';

/** How tables are replicated. */
export interface ReplicationOptions {
  /** Schema of the tables in the database. Default: the namespace. */
  readonly schema?: string | undefined;
  readonly policies?: Partial<ValuePolicies> | undefined;
  /** Default `drop`, as the official client does. */
  readonly removedColumns?: RemovedColumns | undefined;
  /** What to do where only a new snapshot helps. `false`: fail with `SQL_SNAPSHOT_NEEDED`. Default true. */
  readonly resnapshot?: boolean | undefined;
  /** How a new snapshot replaces the rows. Default `diff`. */
  readonly resnapshotStrategy?: 'diff' | 'truncate' | undefined;
  /** Where files are stored that have to wait. Default: the temporary folder. */
  readonly spoolFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: ReplicationEvent) => void) | undefined;
  /** What is at work, shown to others who want the same table. Default: the operation, the machine and the process. */
  readonly purpose?: string | undefined;
  /** Loads that outlive this process, file by file. Default: a load begins anew after an interruption. */
  readonly staging?: StagingOptions | undefined;
}

/** When rows are staged in the database before they are loaded or merged. A stage that is there is always continued. */
export interface StagingOptions {
  /** Jobs of at least so many files are staged. */
  readonly fromFiles: number;
  /**
   * Asked before each file of a stage that is not in it yet. False hands the rest back: the result has the status
   * `staged`. Default: all files are loaded here.
   */
  readonly mayLoad?: (() => boolean) | undefined;
}

/** What is in a stage that was handed back, and what is not. */
export interface StagedPart {
  /** For {@link SqlReplicator.loadFiles}. */
  readonly stageId: string;
  /** Ids of the files that lack. */
  readonly missing: readonly string[];
  readonly ofFiles: number;
}

/** How one table is synchronized. */
export interface SynchronizeOptions extends ReplicationOptions {
  /** Skip the table if our replicator has committed to it since this instant of the database's clock. */
  readonly unlessSyncedSince?: string | undefined;
  /** Give the table the types of a fresh one, by a new snapshot. */
  readonly rebuild?: boolean | undefined;
}

/** How one table is verified. */
export interface VerifyOptions extends ReplicationOptions {
  /** Mend what differs. Default false. */
  readonly repair?: boolean | undefined;
}

/** What became of a table. */
export interface ReplicationResult {
  readonly status: 'initialized' | 'synchronized' | 'resnapshot' | 'skipped' | 'staged';
  /** The next `since`: the state of the service that the table has. Empty when the service has never filled it. */
  readonly timestamp: string;
  readonly schemaVersion: number;
  /** Rows loaded by an initialization, written by a merge. */
  readonly upserted: number;
  readonly deleted: number;
  /** Rows of a snapshot whose key came more than once. */
  readonly duplicates: number;
  /** What was done to the table, a sentence each. */
  readonly changes: readonly string[];
  /** Values that were counted, see {@link ValuePolicies}. */
  readonly counts: readonly ValueCount[];
  readonly jobId?: string | undefined;
  /** Why the table was skipped, as the end of a sentence. */
  readonly reason?: string | undefined;
  /** With the status `staged`: the table is as it was, and the same call goes on with the stage. */
  readonly staged?: StagedPart | undefined;
}

/** What happens while a table is replicated, for logs and displays. Never holds a row's values. */
export type ReplicationEvent =
  /** A sentence for the log. */
  | (TableSubject & { readonly type: 'note'; readonly level: 'info' | 'warning'; readonly message: string })
  | (TableSubject & { readonly type: 'phase'; readonly phase: 'waiting' | 'loading' | 'merging' | 'committing' })
  /** Rows written so far, and files of the job that are loaded. */
  | (TableSubject & {
      readonly type: 'progress';
      readonly rows: number;
      readonly files: number;
      readonly ofFiles: number;
    })
  | (TableSubject & { readonly type: 'done'; readonly result: ReplicationResult });

/** Which table an event is about. */
export interface TableSubject {
  readonly namespace: string;
  readonly table: string;
}

/** What `verify` found. */
export interface VerifyResult extends ComparisonResult {
  readonly isEqual: boolean;
  /** Instant of the snapshot. */
  readonly at: string;
  /** What was mended, with `repair`. */
  readonly repaired?: MergeCounts;
}

/** How files are added to a stage. */
export interface LoadFilesOptions extends Pick<ReplicationOptions, 'schema' | 'spoolFolder' | 'signal' | 'onEvent'> {
  /** Of {@link StagedPart}. */
  readonly stageId: string;
  /** Which files. Those that are in the stage are left out. */
  readonly objectIds: readonly string[];
}

/** What became of the files. */
export interface LoadFilesResult {
  /** Files that this call has added. */
  readonly loaded: number;
  /**
   * The stage is of no use any more: it was loaded or merged, dropped, or its job is lost. Nothing is wrong with that; a
   * `synchronize` sorts out what is left.
   */
  readonly isGone: boolean;
}
