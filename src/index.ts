/** The Airbyte source for Instructure's DAP as an object, its configuration, and the errors of the package. */

// The connector

export { configSchema, type DapConfig } from './connector/config.js';
export type { SchemaFolders } from './connector/schema-folders.js';
export { DapSource } from './connector/source.js';
export { TableStream, type TableStreamOptions } from './connector/table-stream.js';

// Errors

export { CONNECTOR_ADVICE } from './connector/advice.js';
export {
  type Advice,
  CodedError,
  type CodedErrorOptions,
  ERROR_CATALOGUE,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
  type FailureType,
  isCodedError,
  type SilentAdvice,
  userMessage,
} from './errors.js';

// The version of this package

export { VERSION } from './version.js';
