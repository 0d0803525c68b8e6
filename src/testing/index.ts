// For tests of connectors: running them, reading their messages, and the rules of the acceptance suite.

// Running a connector

export { type InProcessCommand, type InProcessRun, runCommandInProcess } from './run-command-in-process.js';
export { type ConnectorRun, type RunOptions, runConnector, type StopPlan } from './run-connector.js';

// What a platform hands in

export { stringifyJson } from '../util/json.js';
export {
  type CatalogChoice,
  type ConfiguredCatalogFile,
  type ConfiguredStreamEntry,
  catalogOf,
} from './catalog-of.js';
export { stateFrom } from './state-from.js';

// Messages by type

export { errorsOf, logsOf, recordsOf, statesOf, statusesOf, tracesOf } from './messages-of-type.js';
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
export { streamKey } from './stream-key.js';

// Checks of the protocol

export { RecordValidator } from './assertions/record-validator.js';
export { checkMessages } from './check-messages.js';
export { checkReadOrder } from './check-read-order.js';

// Changes between versions

export { compareCatalogs } from './compatibility/compare-catalogs.js';
export { compareSpecs } from './compatibility/compare-specs.js';
export type { ConnectorChange } from './compatibility/connector-change.js';

// The acceptance suite

export type { AcceptanceOptions, CommandTimeouts } from './suite/acceptance-options.js';
export type { AcceptanceReport, Outcome, ReportedAssertion } from './suite/acceptance-report.js';
export { ACCEPTANCE_RULES, type AcceptanceRule, findRule } from './suite/rules.js';
export { runAcceptanceSuite } from './suite/run-suite.js';

// Its rules, group by group

export { type Assertion, type AssertionResult, checkAll, type Findings } from './assertions/assertion.js';
export { BASIC_READ_ASSERTIONS, FAILING_READ_ASSERTIONS, type FailingReadInput } from './assertions/basic-read.js';
export type { BasicReadInput } from './assertions/basic-read-input.js';
export type { CommandRun } from './assertions/command-run.js';
export { CONDUCT_ASSERTIONS, type ConductInput } from './assertions/conduct/conduct.js';
export { findSecrets } from './assertions/conduct/config-secrets.js';
export type { Secret } from './assertions/conduct/secret-forms.js';
export { CONNECTION_ASSERTIONS, type ConnectionInput } from './assertions/connection.js';
export { DISCOVERY_ASSERTIONS } from './assertions/discovery.js';
export type { DiscoveryInput } from './assertions/discovery-input.js';
export { DOCUMENTATION_ASSERTIONS, type DocumentationInput } from './assertions/documentation.js';
export type { ExpectedRecord } from './assertions/expected-records.js';
export { FULL_REFRESH_ASSERTIONS, type FullRefreshInput } from './assertions/full-refresh.js';
export { INCREMENTAL_ASSERTIONS } from './assertions/incremental.js';
export type { IncrementalInput, ResumedRead } from './assertions/incremental-input.js';
export { type DigestOptions, digestRead, type ReadDigest, type StreamDigest } from './assertions/read-digest.js';
export { type ReceivedLine, readLine, readLines } from './assertions/received-line.js';
export { SPEC_ASSERTIONS } from './assertions/spec/spec.js';
export type { SpecInput } from './assertions/spec/spec-input.js';
