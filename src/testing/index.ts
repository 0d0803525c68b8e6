// Running a connector

export { stringifyJson } from '../util/json.js';
export { type Assertion, type AssertionResult, checkAll } from './assertions/assertion.js';
export { BASIC_READ_ASSERTIONS, type BasicReadInput } from './assertions/basic-read.js';
export { DISCOVERY_ASSERTIONS, type DiscoveryInput } from './assertions/discovery.js';
export { FULL_REFRESH_ASSERTIONS, type FullRefreshInput } from './assertions/full-refresh.js';
export { INCREMENTAL_ASSERTIONS, type IncrementalInput } from './assertions/incremental.js';
export { RecordValidator } from './assertions/record-validator.js';
// What a platform hands in
export {
  type CatalogChoice,
  type ConfiguredCatalogFile,
  type ConfiguredStreamEntry,
  catalogOf,
} from './catalog-of.js';
// Checks
export { checkMessages } from './check-messages.js';
export { checkReadOrder } from './check-read-order.js';
// Changes between versions
export { compareCatalogs } from './compatibility/compare-catalogs.js';
export { compareSpecs } from './compatibility/compare-specs.js';
export type { SchemaChange } from './compatibility/schema-change.js';
export { errorsOf, logsOf, recordsOf, statesOf, statusesOf, tracesOf } from './messages-of-type.js';
// Messages by type
export {
  parseMessage,
  parseMessages,
  type ReceivedDescriptor,
  type ReceivedMessage,
  type ReceivedRecord,
  type ReceivedState,
  type ReceivedStream,
  type ReceivedStreamState,
  type ReceivedTrace,
} from './received-message.js';
export { type InProcessCommand, type InProcessRun, runCommandInProcess } from './run-command-in-process.js';
export { type ConnectorRun, type RunOptions, runConnector, type StopPlan } from './run-connector.js';
export { stateFrom } from './state-from.js';
export { streamKey } from './stream-key.js';
