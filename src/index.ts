// The connector
export { configSchema, type DapConfig } from './connector/config.js';
export { DapSource, type SchemaFolders } from './connector/source.js';
export { TableStream, type TableStreamOptions } from './connector/table-stream.js';

// Errors
export {
  CodedError,
  type CodedErrorOptions,
  ERROR_CATALOGUE,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
  type FailureType,
  isCodedError,
} from './errors.js';

export { VERSION } from './version.js';
