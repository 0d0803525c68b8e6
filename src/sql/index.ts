/** Replicates DAP tables into SQL databases. Knows nothing of Airbyte. */

// Work on tables

export type { RemovedColumns } from './contract/change.js';
export type { DialectName, TargetTable } from './contract/names.js';
export type { ValueCount, ValueFault, ValuePolicies } from './contract/policies.js';
export { DEFAULT_POLICIES } from './contract/policies.js';
export type { ListedTable } from './contract/record.js';
export type {
  ReplicationEvent,
  ReplicationOptions,
  ReplicationResult,
  SynchronizeOptions,
  VerifyOptions,
  VerifyResult,
} from './contract/replication.js';
export { SqlReplicator } from './replicate/sql-replicator.js';

// The database

export type { DatabaseConnectionOptions, TlsMode } from './connection/connection-options.js';
export { DatabaseConnection } from './database-connection.js';
