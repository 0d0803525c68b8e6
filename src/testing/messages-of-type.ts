import type {
  ReceivedMessage,
  ReceivedRecord,
  ReceivedState,
  ReceivedStreamState,
  ReceivedTrace,
} from './received-message.js';
import { streamKey } from './stream-key.js';

/** Records of all streams, or of the one with this {@link streamKey}. */
export function recordsOf(messages: readonly ReceivedMessage[], stream?: string): ReceivedRecord[] {
  return messages
    .map((message) => message.record)
    .filter((record) => record !== undefined)
    .filter((record) => stream === undefined || recordKey(record) === stream);
}

/** The {@link streamKey} of a record. */
export function recordKey(record: ReceivedRecord): string {
  return streamKey({ name: record.stream, namespace: record.namespace ?? null });
}

/** STATEs of all streams, or those that concern the one with this {@link streamKey}. */
export function statesOf(messages: readonly ReceivedMessage[], stream?: string): ReceivedState[] {
  return messages
    .map((message) => message.state)
    .filter((state) => state !== undefined)
    .filter(
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
export function statusesOf(messages: readonly ReceivedMessage[], stream: string): string[] {
  return tracesOf(messages, 'STREAM_STATUS')
    .map((trace) => trace.stream_status)
    .filter((status) => status !== undefined)
    .filter((status) => streamKey(status.stream_descriptor) === stream)
    .map((status) => status.status);
}

/** Texts of the LOG messages, of one level or of all. */
export function logsOf(messages: readonly ReceivedMessage[], level?: string): string[] {
  return messages
    .map((message) => message.log)
    .filter((log) => log !== undefined)
    .filter((log) => level === undefined || log.level === level)
    .map((log) => log.message);
}

/** TRACEs, of one type or of all. */
export function tracesOf(messages: readonly ReceivedMessage[], type?: string): ReceivedTrace[] {
  return messages
    .map((message) => message.trace)
    .filter((trace) => trace !== undefined)
    .filter((trace) => type === undefined || trace.type === type);
}

/** Payloads of the TRACE ERRORs. */
export function errorsOf(messages: readonly ReceivedMessage[]): NonNullable<ReceivedTrace['error']>[] {
  return tracesOf(messages, 'ERROR')
    .map((trace) => trace.error)
    .filter((error) => error !== undefined);
}
