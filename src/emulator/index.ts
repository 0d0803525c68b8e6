/** A DAP server for your own machine, with made-up Canvas data. */

// The server

export type {
  CommitReport,
  CommitSpec,
  Emulator,
  EmulatorClock,
  EmulatorStats,
  Faults,
  NewColumn,
  RequestLogEntry,
  RowValue,
  SchemaChange,
  TableCommit,
  TruthRow,
} from './emulator.js';
export { RELEASES, type Release } from './facts/index.js';
export type { EmulatorOptions, Scale } from './options.js';
export { startEmulator } from './server.js';

// Faults

export type { Fault, FaultName, FaultSpec, Operation } from './faults.js';
export { FAULT_NAMES, OPERATIONS } from './faults.js';
