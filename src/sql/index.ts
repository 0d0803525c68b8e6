/** Replicates DAP tables into SQL databases. Knows nothing of Airbyte. */

// The database

export type { DatabaseConnectionOptions, TlsMode } from './connection/connection-options.js';
export { DatabaseConnection } from './database-connection.js';
export type { EnvironmentConnection } from './environment.js';
export { connectionFromEnvironment, DEFAULT_CONNECTION } from './environment.js';

// Tables

export type { DropResult } from './replicate/drop.js';
export type { ListOptions, TableStatus } from './replicate/list.js';
export { listTables } from './replicate/list.js';
export type { DropOptions } from './replicate/sql-drop.js';
export { SqlDrop } from './replicate/sql-drop.js';
export { SqlReplicator } from './replicate/sql-replicator.js';

// Limits that processes share

export type { LimitedClient } from './limits/limit-through-database.js';
export { limitThroughDatabase } from './limits/limit-through-database.js';

// Shapes

export type { RemovedColumns } from './contract/change.js';
export type { HistoryLine, HistoryStore } from './contract/history.js';
export type { DialectName, TargetTable } from './contract/names.js';
export type { ValueCount, ValueFault, ValuePolicies } from './contract/policies.js';
export { DEFAULT_POLICIES } from './contract/policies.js';
export type { ListedTable } from './contract/record.js';
export type {
  LoadFilesOptions,
  LoadFilesResult,
  ReplicationEvent,
  ReplicationOptions,
  ReplicationResult,
  StagedPart,
  StagingOptions,
  SynchronizeOptions,
  VerifyOptions,
  VerifyResult,
} from './contract/replication.js';
