/** Client of Instructure's Data Access Platform: login, jobs, objects, byte streams. Knows nothing of Airbyte. */

// The client

export type { RetryPolicy } from '../http/retry-policy.js';
export { DEFAULT_RETRY_POLICY } from '../http/retry-policy.js';
export type { HttpTimeouts } from '../http/transport.js';
export { DEFAULT_TIMEOUTS } from '../http/transport.js';
export type { ObjectReader, Resource } from './client.js';
export { DapClient } from './client.js';
export type { CallOptions, DapClientOptions } from './client-options.js';
export { DEFAULT_PATH_PREFIX, PRODUCTION_URL } from './client-options.js';
export type { DapEvent } from './dap-event.js';
export type { RateLimits } from './rate-limits.js';
export { DEFAULT_RATE_LIMITS } from './rate-limits.js';
export type { TableRef } from './table-ref.js';

// Reading

export type { ReadObjectOptions } from './objects/read-object.js';
export type { ReadTableOptions } from './read-table.js';
export { readTable } from './read-table.js';
export type { Restart, ResumePoint, TableEvent } from './table-event.js';
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

// Time

export { compareInstants, instantMs, isInstant } from './instants.js';

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
