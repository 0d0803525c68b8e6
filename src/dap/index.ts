/** Client of Instructure's Data Access Platform: login, jobs, objects, byte streams. Knows nothing of Airbyte. */

// The client

export type { RateLimiter, Slot } from '../http/rate-limiter.js';
export type { RetryPolicy } from '../http/retry-policy.js';
export type { HttpRequest, HttpResponse, HttpTimeouts, Send, Transport } from '../http/transport.js';
export { DEFAULT_TIMEOUTS } from '../http/transport.js';
export type { Resource } from './api.js';
export { DapClient } from './client.js';
export type { CallOptions, Credentials, DapClientOptions } from './client-options.js';
export { DEFAULT_PATH_PREFIX, PRODUCTION_URL } from './client-options.js';
export type { DapEvent } from './dap-event.js';
export { DEFAULT_RATE_LIMITS, DEFAULT_RETRY_POLICY } from './limits.js';
export type { IncrementalQueryInput, InstantInput, SnapshotQueryInput, TableQueryInput } from './queries.js';
export type { ApiOperation, RateLimits } from './rate-limits.js';
export { sharedLimiter as processLimiter } from './rate-limits.js';
export type { GetTableDataResult, TableDataResult } from './results.js';
export type { TableRef } from './table-ref.js';

// Several tables

export type { TableOperation, TablesOptions } from './tables/run-on-tables.js';
export { runOnTables } from './tables/run-on-tables.js';
export { findTables } from './tables/table-list.js';
export type { TablePattern } from './tables/table-pattern.js';
export { matchesParts, matchesTable, parseTablePattern, patternProblem } from './tables/table-pattern.js';
export type { TableFailure, TablesOutcome } from './tables/tables-failed-error.js';
export { TablesFailedError } from './tables/tables-failed-error.js';

// Downloads to files

export type { SchemaFile } from './files/download-schema.js';
export type {
  DownloadTableDataResult,
  JobDownloadOptions,
  ObjectDownloadOptions,
  TableDownloadOptions,
} from './files/download-types.js';
export type {
  JobManifest,
  ManifestBegin,
  ManifestEnd,
  ManifestFile,
  ManifestJob,
  ManifestLine,
} from './files/manifest.js';
export { MANIFEST_NAME, readJobManifest } from './files/manifest.js';

// Jobs and files

export type { JobHandle } from './jobs/job-handle.js';
export { readJobHandle } from './jobs/job-handle.js';
export type { RunOptions, RunResult, WaitOptions } from './jobs/job-service.js';
export type { Origin, OriginRelation } from './jobs/origin.js';
export { compareOrigins, originOf } from './jobs/origin.js';
export type { StoredBytesOptions, StoredPosition } from './objects/stored-bytes.js';
export { StoredBytes } from './objects/stored-bytes.js';

// Reading

export type { ContentKind, Framing } from './content/content-kind.js';
export type { ContentChunk } from './content/object-content.js';
export type { Prefix } from './content/prefix-guard.js';
export type { InvalidSince } from './reading/invalid-since.js';
export { judgeSince } from './reading/invalid-since.js';
export type { ReadFilesOptions } from './reading/read-files.js';
export type { JobPoint, LastAnswer, PartialObject, ReadPoint } from './reading/read-point.js';
export { digestOf, EMPTY_DIGEST } from './reading/read-point.js';
export type { ReadTableOptions } from './reading/read-table.js';
export type {
  FileEvent,
  ObjectAgain,
  ObjectBegin,
  ObjectChunk,
  ObjectEnd,
  Restart,
  TableEvent,
} from './reading/table-event.js';
export type { ReadPlan } from './reading/table-position.js';

// Rows and columns

export { cellTypesOf } from './rows/cell-types.js';
export type {
  ArrayType,
  Column,
  ColumnType,
  DecimalType,
  EnumType,
  IntegerType,
  Member,
  ObjectType,
  UnknownType,
  ValueShape,
} from './rows/column.js';
export type { ColumnDifference, ColumnDigest } from './rows/column-digest.js';
export { compareColumns, digestColumns } from './rows/column-digest.js';
export { jsonTypes } from './rows/column-union.js';
export type { TableColumns } from './rows/columns.js';
export { readColumns, schemaUnusable } from './rows/columns.js';
export { parseCsvRecord } from './rows/parse-csv-record.js';
export { parseJsonRow } from './rows/parse-json-row.js';
export { parseJsonRows, skipLine } from './rows/parse-json-rows.js';
export { parseLooseJson } from './rows/parse-loose-json.js';
export { parseTsvRecord } from './rows/parse-tsv-record.js';
export { TableRows } from './rows/read-table-rows.js';
export type { DapRow, RowBatch, RowKind, RowMembers, RowOp } from './rows/row.js';
export type { Cell, CellRecord, CellType, CellTypes } from './rows/row-cells.js';
export type { ColumnCount, CountedKind } from './rows/row-counts.js';
export { ColumnCounts, describeColumnCount } from './rows/row-counts.js';
export type { RowDecoder, RowDecoderOptions } from './rows/row-decoder.js';
export { createRowDecoder } from './rows/row-decoder.js';
export type { RowFaultReason } from './rows/row-fault.js';
export { MAX_NESTING, RowFault } from './rows/row-fault.js';
export { markerOf } from './rows/row-markers.js';
export type { ReadRowsOptions } from './rows/rows-reading.js';

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

// Time

export { compareInstants, instantMs, isInstant } from './instants.js';

// Errors

export {
  AccountDisabledError,
  AccountNotOnboardedError,
  AccountUnderMaintenanceError,
  AuthenticationError,
  RequestTypeForbiddenError,
  TokenRefusedError,
} from './errors/account-errors.js';
export type { DapErrorFacts } from './errors/dap-api-error.js';
export { DapApiError } from './errors/dap-api-error.js';
export {
  JobFailedError,
  JobLostError,
  JobStaleError,
  JobTimeoutError,
  ObjectChangedError,
  ObjectCorruptError,
  ObjectForbiddenError,
} from './errors/job-errors.js';
export { InsecureUrlError, NetworkError, TlsError } from './errors/network-errors.js';
export {
  IncompleteAnswerError,
  NoDataYetError,
  NotFoundError,
  OutOfRangeError,
  ProcessingError,
  RateLimitedError,
  ResponseInvalidError,
  ServerError,
  SnapshotRequiredError,
  ValidationError,
} from './errors/request-errors.js';
