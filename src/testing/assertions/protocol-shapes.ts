import { z } from 'zod';

/**
 * What the Airbyte protocol 0.18 demands of any source: required fields and the types of all fields. Unknown keys
 * are allowed everywhere, and an optional field may be null. What a separate rule judges is left open here:
 * the sync modes of a stream (28), the kind of a state and its counts (42).
 */

const anyObject = z.looseObject({});
const integer = z.union([z.int(), z.bigint()], { error: 'must be an integer' });
const number = z.union([z.number(), z.bigint()], { error: 'must be a number' });
const text = z.string().nullish();
const paths = z.array(z.array(z.string())).nullish();

const descriptor = z.looseObject({ name: z.string(), namespace: text });

const change = z.looseObject({
  field: z.string(),
  change: z.enum(['NULLED', 'TRUNCATED']),
  reason: z.enum([
    ...['SOURCE', 'DESTINATION', 'PLATFORM'].flatMap((place) => [
      `${place}_RECORD_SIZE_LIMITATION`,
      `${place}_FIELD_SIZE_LIMITATION`,
      `${place}_SERIALIZATION_ERROR`,
    ]),
    'SOURCE_RETRIEVAL_ERROR',
    'DESTINATION_TYPECAST_ERROR',
  ]),
});

const record = z.looseObject({
  stream: z.string(),
  namespace: text,
  data: anyObject,
  emitted_at: integer,
  meta: z.looseObject({ changes: z.array(change).nullish() }).nullish(),
  file_reference: anyObject.nullish(),
});

const streamState = z.looseObject({ stream_descriptor: descriptor, stream_state: anyObject.nullish() });
const counts = z.looseObject({ recordCount: number.nullish(), rejectedRecordCount: number.nullish() }).nullish();
const state = z.looseObject({
  type: z.enum(['GLOBAL', 'STREAM', 'LEGACY']).nullish(),
  stream: streamState.nullish(),
  global: z.looseObject({ shared_state: anyObject.nullish(), stream_states: z.array(streamState) }).nullish(),
  data: anyObject.nullish(),
  sourceStats: counts,
  destinationStats: counts,
});

const log = z.looseObject({
  level: z.enum(['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE']),
  message: z.string(),
  stack_trace: text,
});

const error = z.looseObject({
  message: z.string(),
  internal_message: text,
  stack_trace: text,
  failure_type: z.enum(['system_error', 'config_error', 'transient_error']).nullish(),
  stream_descriptor: descriptor.nullish(),
});

const estimate = z.looseObject({
  name: z.string(),
  type: z.enum(['STREAM', 'SYNC']),
  namespace: text,
  row_estimate: integer.nullish(),
  byte_estimate: integer.nullish(),
});

const reason = z.looseObject({
  type: z.enum(['RATE_LIMITED']),
  rate_limited: z.looseObject({ quota_reset: integer.nullish() }).nullish(),
});

const status = z.looseObject({
  stream_descriptor: descriptor,
  status: z.enum(['STARTED', 'RUNNING', 'COMPLETE', 'INCOMPLETE']),
  reasons: z.array(reason).nullish(),
});

const analytics = z.looseObject({ type: z.string(), value: text });

const traceParts = {
  emitted_at: number,
  error: error.nullish(),
  estimate: estimate.nullish(),
  stream_status: status.nullish(),
  analytics: analytics.nullish(),
};
const trace = z.discriminatedUnion('type', [
  z.looseObject({ ...traceParts, type: z.literal('ERROR'), error }),
  z.looseObject({ ...traceParts, type: z.literal('ESTIMATE'), estimate }),
  z.looseObject({ ...traceParts, type: z.literal('STREAM_STATUS'), stream_status: status }),
  z.looseObject({ ...traceParts, type: z.literal('ANALYTICS'), analytics }),
]);

const stream = z.looseObject({
  name: z.string(),
  json_schema: anyObject,
  supported_sync_modes: z.array(z.enum(['full_refresh', 'incremental'])).nullish(),
  source_defined_cursor: z.boolean().nullish(),
  default_cursor_field: z.array(z.string()).nullish(),
  source_defined_primary_key: paths,
  namespace: text,
  is_resumable: z.boolean().nullish(),
  is_file_based: z.boolean().nullish(),
});

const advancedAuth = z.looseObject({
  auth_flow_type: z.enum(['oauth2.0', 'oauth1.0']).nullish(),
  predicate_key: z.array(z.string()).nullish(),
  predicate_value: text,
  oauth_config_specification: anyObject.nullish(),
});

const spec = z.looseObject({
  connectionSpecification: anyObject,
  documentationUrl: text,
  changelogUrl: text,
  supportsIncremental: z.boolean().nullish(),
  supportsNormalization: z.boolean().nullish(),
  supportsDBT: z.boolean().nullish(),
  supported_destination_sync_modes: z.array(z.string()).nullish(),
  advanced_auth: advancedAuth.nullish(),
  protocol_version: text,
});

const control = z.looseObject({
  type: z.literal('CONNECTOR_CONFIG'),
  emitted_at: number,
  connectorConfig: z.looseObject({ config: anyObject }),
});

/** Any line that a source may write to standard output. */
export const receivedMessageSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('RECORD'), record }),
  z.looseObject({ type: z.literal('STATE'), state }),
  z.looseObject({ type: z.literal('LOG'), log }),
  z.looseObject({ type: z.literal('SPEC'), spec }),
  z.looseObject({
    type: z.literal('CONNECTION_STATUS'),
    connectionStatus: z.looseObject({ status: z.enum(['SUCCEEDED', 'FAILED']), message: text }),
  }),
  z.looseObject({ type: z.literal('CATALOG'), catalog: z.looseObject({ streams: z.array(stream) }) }),
  z.looseObject({ type: z.literal('TRACE'), trace }),
  z.looseObject({ type: z.literal('CONTROL'), control }),
]);
