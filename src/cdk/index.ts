/** The framework for Airbyte sources in TypeScript. */

// Connectors and streams

export { advancedAuth, type OAuthLogin } from './advanced-auth.js';
export { allRecords, type RawRecord, rawRecords, tryStream } from './all-records.js';
export type { CursorField, FieldName, FieldPath, PrimaryKey } from './field-names.js';
export type { Logger } from './logger.js';
export type { BareContext } from './read/beside-sync.js';
export { type CommandContext, Source } from './source.js';
export {
  type AnyStream,
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
  PageEnd,
  type Position,
  RecordBatch,
  type StreamItem,
  type StreamState,
} from './stream-items.js';

// Which slices are read, and the state they add up to

export { DatetimeCursor } from './cursor/datetime-cursor.js';
export type { DatetimeCursorOptions, Moment, TimeWindow } from './cursor/datetime-options.js';
export type { CursorFormat } from './cursor/formats.js';
export type { CursorRun, SliceCursor, StreamCursor } from './cursor/stream-cursor.js';
export { listPartitions } from './partition/list-partitions.js';
export type {
  Partition,
  PartitionFailurePolicy,
  PartitionRouter,
  PartitionRun,
} from './partition/partition-router.js';
export { type ParentFields, Substream, type SubstreamFields, type SubstreamOptions } from './partition/substream.js';

// Streams of REST APIs

export type { AnswerPath } from './http/answer-path.js';
export {
  ApiKeyAuthenticator,
  type AuthenticationContext,
  type Authenticator,
  BasicAuthenticator,
  BearerAuthenticator,
} from './http/auth/authenticator.js';
export { OAuth2Authenticator } from './http/auth/oauth2-authenticator.js';
export type { OAuth2Names, OAuth2Options, TokenStore } from './http/auth/oauth2-options.js';
export { SessionTokenAuthenticator, type SessionTokenOptions } from './http/auth/session-token-authenticator.js';
export type { BodyDecoder, HttpBody } from './http/body/body-decoder.js';
export { BodyError, type BodyErrorOptions } from './http/body/body-error.js';
export { type CsvDecoderOptions, type CsvRow, csvDecoder } from './http/body/decoders/csv-decoder.js';
export { type FileOptions, gzipFileDecoder } from './http/body/decoders/gzip-file-decoder.js';
export { type JsonDecoderOptions, jsonDecoder } from './http/body/decoders/json-decoder.js';
export { jsonLinesDecoder } from './http/body/decoders/lines-decoder.js';
export { type XmlDecoderOptions, xmlDecoder } from './http/body/decoders/xml-decoder.js';
export type { XmlObject, XmlValue } from './http/body/decoders/xml-records.js';
export { type ZipDecoderOptions, zipFileDecoder } from './http/body/decoders/zip-file-decoder.js';
export { ApiBudget, type BudgetOptions } from './http/budget/api-budget.js';
export type { BudgetLimit, BudgetPolicy } from './http/budget/budget-policy.js';
export { type ErrorAction, type ErrorResolution, resolveByStatus } from './http/error-resolution.js';
export type { Backoff } from './http/errors/backoff.js';
export type { ErrorRule, StatusPattern } from './http/errors/error-rule.js';
export type { ToldWait, WaitUnit } from './http/errors/wait.js';
export { HttpApi, type HttpApiOptions } from './http/http-api.js';
export { HttpPage } from './http/http-page.js';
export { HttpStream, IncrementalHttpStream } from './http/http-stream.js';
export { AsyncJobStream } from './http/jobs/async-job-stream.js';
export type { JobContext, JobPlace, JobRequest, JobStatus, JobWord } from './http/jobs/job.js';
export {
  type NumberOptions,
  type OffsetOptions,
  offsetPaginator,
  type PageNumberOptions,
  pageNumberPaginator,
} from './http/paging/number-paginators.js';
export type { AnsweredPage, PageFacts, PageRequest, Paginator } from './http/paging/paginator.js';
export type { Place } from './http/paging/place.js';
export type { StopRule } from './http/paging/stop-rules.js';
export {
  type CursorOptions,
  cursorPaginator,
  type LinkHeaderOptions,
  linkHeaderPaginator,
  type NextIn,
  type NextUrlOptions,
  nextUrlPaginator,
  type TokenOptions,
} from './http/paging/token-paginators.js';
export type { HttpContext } from './http/request-description.js';
export type { RequestParams } from './http/request-params.js';
export type { TransportOptions } from './http/send/api-transport.js';
export { type RateLimit, rateLimitOf } from './http/send/rate-limit-of.js';

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
export type { ConfigChange } from './output/configuration-updates.js';
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
  AdvancedAuth,
  AirbyteMessage,
  ConnectorSpecification,
  LogLevel,
  StreamDescriptor,
  StreamStatus,
} from '../protocol/messages.js';
