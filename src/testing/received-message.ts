import { isJsonObject, parseJson } from '../util/json.js';

/** Names a stream in a message that was received. */
export interface ReceivedDescriptor {
  readonly name: string;
  readonly namespace?: string | null;
}

/** Payload of a RECORD. */
export interface ReceivedRecord {
  readonly stream: string;
  readonly namespace?: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly emitted_at: number;
}

/** One stream's entry in a STATE. */
export interface ReceivedStreamState {
  readonly stream_descriptor: ReceivedDescriptor;
  readonly stream_state?: Readonly<Record<string, unknown>> | null;
}

/** Payload of a STATE, of any of the three kinds. */
export interface ReceivedState {
  readonly type?: string | null;
  readonly stream?: ReceivedStreamState | null;
  readonly global?: { readonly stream_states: readonly ReceivedStreamState[] } | null;
  readonly sourceStats?: { readonly recordCount?: number | null } | null;
}

/** Payload of a TRACE. */
export interface ReceivedTrace {
  readonly type: string;
  readonly emitted_at: number;
  readonly error?: {
    readonly message: string;
    readonly internal_message?: string;
    readonly stack_trace?: string;
    readonly failure_type?: string;
    readonly stream_descriptor?: ReceivedDescriptor;
  };
  readonly stream_status?: {
    readonly stream_descriptor: ReceivedDescriptor;
    readonly status: string;
    readonly reasons?: readonly { readonly type: string }[] | null;
  };
  readonly estimate?: Readonly<Record<string, unknown>>;
}

/** A stream of a CATALOG. */
export interface ReceivedStream {
  readonly name: string;
  readonly namespace?: string | null;
  readonly json_schema: Readonly<Record<string, unknown>>;
  readonly supported_sync_modes?: readonly string[] | null;
  readonly is_resumable?: boolean | null;
  readonly source_defined_cursor?: boolean | null;
  readonly default_cursor_field?: readonly string[] | null;
  readonly source_defined_primary_key?: readonly (readonly string[])[] | null;
}

/** A message of any source: what the protocol requires is there, what it allows may be. */
export interface ReceivedMessage {
  readonly type: string;
  readonly record?: ReceivedRecord;
  readonly state?: ReceivedState;
  readonly log?: { readonly level: string; readonly message: string };
  readonly trace?: ReceivedTrace;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly catalog?: { readonly streams: readonly ReceivedStream[] };
  readonly connectionStatus?: { readonly status: string; readonly message?: string };
  readonly control?: { readonly connectorConfig?: { readonly config: Readonly<Record<string, unknown>> } };
}

/**
 * Reads a line; integers beyond 2^53 come as `bigint`.
 *
 * @returns undefined for a line that is not a message, which a platform drops.
 */
export function parseMessage(line: string): ReceivedMessage | undefined {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!isJsonObject(value) || typeof value['type'] !== 'string') return undefined;
  return value as unknown as ReceivedMessage;
}

/** The messages among `lines`; other lines are skipped. */
export function parseMessages(lines: readonly string[]): ReceivedMessage[] {
  return lines.map(parseMessage).filter((message) => message !== undefined);
}
