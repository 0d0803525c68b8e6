import type { ListedTable, ReplicationOptions, ReplicationResult, SynchronizeOptions } from '../../sql/index.js';
import type { SyncHistory, SyncTable } from './events.js';

/** The service that tables come from: what a run asks of its client. */
export interface SyncSource {
  /** All tables of a namespace, in the order of the service. */
  getTables(namespace: string, options: { readonly signal?: AbortSignal }): Promise<readonly string[]>;
}

/** The database that tables go to. */
export interface SyncTarget {
  /** Makes what replication needs. Before it, nothing is changed. */
  prepare(): Promise<void>;
  /** The time of day of the database, RFC 3339 in UTC; of this machine if there is none yet. */
  now(): Promise<string>;
  /** What the database knows; nothing if there is none yet. */
  list(): Promise<readonly ListedTable[]>;
  initialize(table: SyncTable, options: ReplicationOptions): Promise<ReplicationResult>;
  synchronize(table: SyncTable, options: SynchronizeOptions): Promise<ReplicationResult>;
  /** Outcomes of runs. */
  readonly history: SyncHistory;
  /** No run follows soon: lets go of what others may want meanwhile, such as a file. The next call takes it again. */
  rest(): Promise<void>;
}
