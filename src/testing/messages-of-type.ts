import type {
  ReceivedMessage,
  ReceivedRecord,
  ReceivedState,
  ReceivedStreamState,
  ReceivedTrace,
} from './received-message.js';
import { streamKey } from './stream-key.js';

/** Records of all streams, or of the one with this {@link streamKey}. */
export function recordsOf(messages: Iterable<ReceivedMessage>, stream?: string): ReceivedRecord[] {
  return payloads(messages, (message) => message.record).filter(
    (record) => stream === undefined || recordKey(record) === stream,
  );
}

/** The {@link streamKey} of a record. */
export function recordKey(record: ReceivedRecord): string {
  return streamKey({ name: record.stream, namespace: record.namespace ?? null });
}

/** STATEs of all streams, or those that concern the one with this {@link streamKey}. */
export function statesOf(messages: Iterable<ReceivedMessage>, stream?: string): ReceivedState[] {
  return payloads(messages, (message) => message.state).filter(
    (state) =>
      stream === undefined || streamStatesIn(state).some((entry) => streamKey(entry.stream_descriptor) === stream),
  );
}

/** The stream entries of a STATE: one of a STREAM state, all of a GLOBAL one. */
export function streamStatesIn(state: ReceivedState): readonly ReceivedStreamState[] {
  if (state.stream !== undefined && state.stream !== null) return [state.stream];
  return state.global?.stream_states ?? [];
}

/** Statuses of the stream with this {@link streamKey}, in order. */
export function statusesOf(messages: Iterable<ReceivedMessage>, stream: string): string[] {
  return tracesOf(messages, 'STREAM_STATUS')
    .map((trace) => trace.stream_status)
    .filter((status) => status !== undefined)
    .filter((status) => streamKey(status.stream_descriptor) === stream)
    .map((status) => status.status);
}

/** Texts of the LOG messages, of one level or of all. */
export function logsOf(messages: Iterable<ReceivedMessage>, level?: string): string[] {
  return payloads(messages, (message) => message.log)
    .filter((log) => level === undefined || log.level === level)
    .map((log) => log.message);
}

/** TRACEs, of one type or of all. */
export function tracesOf(messages: Iterable<ReceivedMessage>, type?: string): ReceivedTrace[] {
  return payloads(messages, (message) => message.trace).filter((trace) => type === undefined || trace.type === type);
}

/** Payloads of the TRACE ERRORs. */
export function errorsOf(messages: Iterable<ReceivedMessage>): NonNullable<ReceivedTrace['error']>[] {
  return tracesOf(messages, 'ERROR')
    .map((trace) => trace.error)
    .filter((error) => error !== undefined);
}

/** Goes through `messages` once, keeping nothing but what is asked for: they may be too many to be held. */
function payloads<T>(messages: Iterable<ReceivedMessage>, payloadOf: (message: ReceivedMessage) => T | undefined): T[] {
  const found: T[] = [];
  for (const message of messages) {
    const payload = payloadOf(message);
    if (payload !== undefined) found.push(payload);
  }
  return found;
}
