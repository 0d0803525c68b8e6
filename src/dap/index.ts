/** Client of Instructure's Data Access Platform: login, jobs, objects, byte streams. Knows nothing of Airbyte. */

export type { RetryPolicy } from '../http/retry-policy.js';
export { DEFAULT_RETRY_POLICY } from '../http/retry-policy.js';
export type { HttpTimeouts } from '../http/transport.js';
export { DEFAULT_TIMEOUTS } from '../http/transport.js';
// The client
export type { ObjectReader, Resource } from './client.js';
export { DapClient } from './client.js';
export type { CallOptions, DapClientOptions } from './client-options.js';
export { DEFAULT_PATH_PREFIX, PRODUCTION_URL } from './client-options.js';
export type { DapEvent } from './dap-event.js';
// Errors
export {
  AccountDisabledError,
  AccountNotOnboardedError,
  AccountUnderMaintenanceError,
  AuthenticationError,
  RequestTypeForbiddenError,
} from './errors/account-errors.js';
export type { DapErrorFacts } from './errors/dap-api-error.js';
export { DapApiError } from './errors/dap-api-error.js';
export {
  JobFailedError,
  JobLostError,
  ObjectChangedError,
  ObjectCorruptError,
  ObjectForbiddenError,
} from './errors/job-errors.js';
export { InsecureUrlError, NetworkError, TlsError } from './errors/network-errors.js';
export {
  NotFoundError,
  OutOfRangeError,
  ProcessingError,
  RateLimitedError,
  ResponseInvalidError,
  ServerError,
  SnapshotRequiredError,
  ValidationError,
} from './errors/request-errors.js';
// Time
export { compareInstants, instantMs, isInstant } from './instants.js';
// Reading
export type { ReadObjectOptions } from './objects/read-object.js';
export type { RateLimits } from './rate-limits.js';
export { DEFAULT_RATE_LIMITS } from './rate-limits.js';
export type { ReadTableOptions } from './read-table.js';
export { readTable } from './read-table.js';
export { parseCsvRecord } from './rows/parse-csv-record.js';
export { parseJsonRow } from './rows/parse-json-row.js';
export { parseJsonRows, skipLine } from './rows/parse-json-rows.js';
export { parseLooseJson } from './rows/parse-loose-json.js';
export { parseTsvRecord } from './rows/parse-tsv-record.js';
export type { DapRow, RowBatch, RowKind, RowMembers, RowOp } from './rows/row.js';
export type { Cell, CellRecord, CellType, CellTypes } from './rows/row-cells.js';
// Rows
export type { ColumnCount, CountedKind } from './rows/row-counts.js';
export { ColumnCounts, describeColumnCount } from './rows/row-counts.js';
export type { RowDecoder, RowDecoderOptions } from './rows/row-decoder.js';
export { createRowDecoder } from './rows/row-decoder.js';
export type { RowFaultReason } from './rows/row-fault.js';
export { MAX_NESTING, RowFault } from './rows/row-fault.js';
export { markerOf } from './rows/row-markers.js';
export type { Restart, ResumePoint, TableEvent } from './table-event.js';
export type { TableRef } from './table-ref.js';
export type { LineLimits } from './whole-lines.js';
export { LineCutter, wholeLines } from './whole-lines.js';
// Shapes on the wire
export type {
  CompleteJob,
  DapObject,
  FailedJob,
  Format,
  IncrementalQuery,
  Job,
  Mode,
  SnapshotQuery,
  TableQuery,
  VersionedSchema,
} from './wire.js';
export { FORMATS, MODES } from './wire.js';
