// Connectors

// Errors
export { CodedError, type CodedErrorOptions, type ErrorCode, type FailureType, isCodedError } from '../errors.js';
// Protocol
export type {
  AirbyteCatalog,
  AirbyteStream,
  ConfiguredCatalog,
  ConfiguredStream,
  SyncMode,
} from '../protocol/catalog.js';
export type {
  AirbyteMessage,
  ConnectorSpecification,
  LogLevel,
  StreamDescriptor,
  StreamStatus,
} from '../protocol/messages.js';
// Schemas and casting
export type { JsonSchema } from '../schema/json-schema.js';
export { SchemaLoader } from '../schema/schema-loader.js';
export { toSnakeCase } from '../schema/snake-case.js';
export { TransformConfig } from '../schema/transform-config.js';
export { type CustomTransform, TypeTransformer, type TypeTransformerOptions } from '../schema/type-transformer.js';
export { allRecords, type BareContext, tryStream } from './all-records.js';
export type { JsonInput } from './commands/json-input.js';
// Running a source inside a program
export { type CommandRequest, runCommand } from './commands/run-command.js';
export type { CursorField, FieldName, FieldPath, PrimaryKey } from './field-names.js';
export {
  ApiKeyAuthenticator,
  type AuthenticationContext,
  type Authenticator,
  BasicAuthenticator,
  BearerAuthenticator,
} from './http/authenticator.js';
export type { RequestParams } from './http/build-request.js';
export { type ErrorAction, type ErrorResolution, resolveByStatus } from './http/error-resolution.js';
export { HttpPage } from './http/http-page.js';
// Streams of REST APIs
export { type HttpContext, HttpStream, IncrementalHttpStream } from './http/http-stream.js';
export { OAuth2Authenticator, type OAuth2Options } from './http/oauth2-authenticator.js';
export type { ProgramInfo } from './launch/arguments.js';
export type { LaunchInfo } from './launch/launch.js';
export { launch } from './launch/launch.js';
export type { Logger } from './logger.js';
export { MemorySink } from './output/memory-sink.js';
export { MessageWriter, type MessageWriterOptions } from './output/message-writer.js';
export type { OutputSink } from './output/output-sink.js';
export { SecretMask } from './output/secret-mask.js';
export { type CommandContext, Source } from './source.js';
// Streams
export {
  type DerivesState,
  IncrementalStream,
  type ReadContext,
  Stream,
  type StreamSlice,
  streamMissing,
} from './stream.js';
export {
  Checkpoint,
  EncodedRecords,
  type Position,
  RecordBatch,
  type StreamItem,
  type StreamState,
} from './stream-items.js';
// Schemas by zod
export { streamSchemaOf } from './zod/stream-schema-of.js';
export { withSchema } from './zod/with-schema.js';
