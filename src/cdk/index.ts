/** The framework for Airbyte sources in TypeScript. */

// Connectors and streams

export { allRecords, type BareContext, type RawRecord, rawRecords, tryStream } from './all-records.js';
export type { CursorField, FieldName, FieldPath, PrimaryKey } from './field-names.js';
export type { Logger } from './logger.js';
export { type CommandContext, Source } from './source.js';
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

// Streams of REST APIs

export {
  ApiKeyAuthenticator,
  type AuthenticationContext,
  type Authenticator,
  BasicAuthenticator,
  BearerAuthenticator,
} from './http/authenticator.js';
export { type ErrorAction, type ErrorResolution, resolveByStatus } from './http/error-resolution.js';
export { HttpPage } from './http/http-page.js';
export { HttpStream, IncrementalHttpStream } from './http/http-stream.js';
export { OAuth2Authenticator, type OAuth2Options } from './http/oauth2-authenticator.js';
export type { HttpContext, RequestParams } from './http/request-description.js';

// Schemas and casts

export type { JsonSchema } from '../schema/json-schema.js';
export { SchemaLoader } from '../schema/schema-loader.js';
export { toSnakeCase } from '../schema/snake-case.js';
export type { RecordChange } from '../schema/transform/null-misfits.js';
export { TransformConfig } from '../schema/transform-config.js';
export { type CustomTransform, TypeTransformer, type TypeTransformerOptions } from '../schema/type-transformer.js';
export { streamSchemaOf } from './zod/stream-schema-of.js';
export { withSchema } from './zod/with-schema.js';

// Running a source as a program, or inside one

export type { ProgramInfo } from '../shell/command-line.js';
export type { CommandRequest } from './commands/command-request.js';
export type { JsonInput } from './commands/json-input.js';
export { runCommand } from './commands/run-command.js';
export type { LaunchInfo } from './launch/launch.js';
export { launch } from './launch/launch.js';
export { MemorySink } from './output/memory-sink.js';
export { MessageWriter, type MessageWriterOptions } from './output/message-writer.js';
export type { OutputSink } from './output/output-sink.js';
export { SecretMask } from './output/secret-mask.js';

// Errors

export {
  type Advice,
  CodedError,
  type CodedErrorOptions,
  type ErrorCode,
  type FailureType,
  isCodedError,
  type SilentAdvice,
  userMessage,
} from '../errors.js';
export { SOURCE_ADVICE } from './advice.js';

// The protocol

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
