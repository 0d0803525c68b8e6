/** Replicates DAP tables into SQL databases. Knows nothing of Airbyte. */

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
  VerifyResult,
} from './contract/replication.js';
