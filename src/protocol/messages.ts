import { z } from 'zod';
import { airbyteCatalogSchema } from './catalog.js';

/**
 * Every message a source may write, Airbyte protocol 0.18, each object closed: a key that the protocol does
 * not know is a defect of ours. Tests hold every emitted line against these.
 */

export const LOG_LEVELS = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const epochMs = z.number().nonnegative();
const anyObject = z.record(z.string(), z.unknown());

export const streamDescriptorSchema = z.strictObject({ name: z.string().min(1), namespace: z.string().optional() });
/** Names a stream: its name and, where it has one, its namespace. */
export type StreamDescriptor = z.output<typeof streamDescriptorSchema>;

const recordSchema = z.strictObject({
  stream: z.string().min(1),
  namespace: z.string().optional(),
  data: anyObject,
  emitted_at: z.number().int().nonnegative(),
  meta: z
    .strictObject({
      changes: z.array(
        z.strictObject({ field: z.string(), change: z.enum(['NULLED', 'TRUNCATED']), reason: z.string() }),
      ),
    })
    .optional(),
});

const stateSchema = z.strictObject({
  type: z.literal('STREAM'),
  stream: z.strictObject({ stream_descriptor: streamDescriptorSchema, stream_state: anyObject.optional() }),
  sourceStats: z.strictObject({ recordCount: z.number().nonnegative() }),
});

const logSchema = z.strictObject({
  level: z.enum(LOG_LEVELS),
  message: z.string(),
  stack_trace: z.string().optional(),
});

const errorTraceSchema = z.strictObject({
  message: z.string().min(1),
  internal_message: z.string().optional(),
  stack_trace: z.string().optional(),
  failure_type: z.enum(['config_error', 'transient_error', 'system_error']),
  stream_descriptor: streamDescriptorSchema.optional(),
});
/** Payload of a TRACE ERROR. */
export type ErrorTrace = z.output<typeof errorTraceSchema>;

const estimateTraceSchema = z.strictObject({
  name: z.string(),
  type: z.literal('STREAM'),
  namespace: z.string().optional(),
  row_estimate: z.number().int().nonnegative().optional(),
  byte_estimate: z.number().int().nonnegative().optional(),
});

export const STREAM_STATUSES = ['STARTED', 'RUNNING', 'COMPLETE', 'INCOMPLETE'] as const;
export type StreamStatus = (typeof STREAM_STATUSES)[number];

const streamStatusTraceSchema = z.strictObject({
  stream_descriptor: streamDescriptorSchema,
  status: z.enum(STREAM_STATUSES),
  reasons: z
    .array(z.strictObject({ type: z.literal('RATE_LIMITED'), rate_limited: z.strictObject({ quota_reset: epochMs }) }))
    .optional(),
});
/** Payload of a stream's status. */
export type StreamStatusTrace = z.output<typeof streamStatusTraceSchema>;

const traceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ERROR'), emitted_at: epochMs, error: errorTraceSchema }),
  z.strictObject({ type: z.literal('ESTIMATE'), emitted_at: epochMs, estimate: estimateTraceSchema }),
  z.strictObject({ type: z.literal('STREAM_STATUS'), emitted_at: epochMs, stream_status: streamStatusTraceSchema }),
]);
/** Payload of a TRACE. */
export type Trace = z.output<typeof traceSchema>;

const controlSchema = z.strictObject({
  type: z.literal('CONNECTOR_CONFIG'),
  emitted_at: epochMs,
  connectorConfig: z.strictObject({ config: anyObject }),
});

const oauthObject = z.record(z.string(), z.unknown());
const advancedAuthSchema = z.strictObject({
  auth_flow_type: z.enum(['oauth2.0', 'oauth1.0']),
  predicate_key: z.array(z.string()).optional(),
  predicate_value: z.string().optional(),
  oauth_config_specification: z
    .strictObject({
      oauth_user_input_from_connector_config_specification: oauthObject.optional(),
      oauth_connector_input_specification: oauthObject.optional(),
      complete_oauth_output_specification: oauthObject.optional(),
      complete_oauth_server_input_specification: oauthObject.optional(),
      complete_oauth_server_output_specification: oauthObject.optional(),
    })
    .optional(),
});
/** How a platform signs users in, in a specification. */
export type AdvancedAuth = z.output<typeof advancedAuthSchema>;

export const connectorSpecificationSchema = z.strictObject({
  connectionSpecification: anyObject,
  documentationUrl: z.string().optional(),
  changelogUrl: z.string().optional(),
  supportsIncremental: z.boolean().optional(),
  supported_destination_sync_modes: z.array(z.string()).optional(),
  advanced_auth: advancedAuthSchema.optional(),
  protocol_version: z.string().optional(),
});
/** Answer of `spec`. */
export type ConnectorSpecification = z.output<typeof connectorSpecificationSchema>;

const connectionStatusSchema = z.strictObject({
  status: z.enum(['SUCCEEDED', 'FAILED']),
  message: z.string().optional(),
});

/** Any line that this package may write to standard output. */
export const airbyteMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('RECORD'), record: recordSchema }),
  z.strictObject({ type: z.literal('STATE'), state: stateSchema }),
  z.strictObject({ type: z.literal('LOG'), log: logSchema }),
  z.strictObject({ type: z.literal('SPEC'), spec: connectorSpecificationSchema }),
  z.strictObject({ type: z.literal('CONNECTION_STATUS'), connectionStatus: connectionStatusSchema }),
  z.strictObject({ type: z.literal('CATALOG'), catalog: airbyteCatalogSchema }),
  z.strictObject({ type: z.literal('TRACE'), trace: traceSchema }),
  z.strictObject({ type: z.literal('CONTROL'), control: controlSchema }),
]);
/** Any message that this package may write. */
export type AirbyteMessage = z.output<typeof airbyteMessageSchema>;
/** A message of one type. */
export type MessageOf<T extends AirbyteMessage['type']> = Extract<AirbyteMessage, { type: T }>;
