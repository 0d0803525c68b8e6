import { recordKey, streamStatesIn } from './messages-of-type.js';
import type { ReceivedMessage, ReceivedState } from './received-message.js';
import { streamKey } from './stream-key.js';

const ENDS = new Set(['COMPLETE', 'INCOMPLETE']);

/** What was seen of one stream so far. */
interface Progress {
  readonly name: string;
  status: string | undefined;
  wasRunning: boolean;
  sinceState: number;
  readonly problems: string[];
}

/**
 * Checks the order that a read promises, for each stream: STARTED first; RUNNING once, before the first
 * record; COMPLETE or INCOMPLETE last; a STATE's `recordCount` equals the records since the stream's previous
 * STATE; nothing of the stream after its end.
 *
 * @param mayBeCut - the program was killed, so that streams may lack their end
 * @returns what is wrong, empty when nothing is.
 */
export function checkReadOrder(messages: readonly ReceivedMessage[], mayBeCut = false): string[] {
  const streams = new Map<string, Progress>();
  const of = (name: string): Progress => {
    const known = streams.get(name);
    if (known !== undefined) return known;
    const fresh = { name, status: undefined, wasRunning: false, sinceState: 0, problems: [] };
    streams.set(name, fresh);
    return fresh;
  };
  for (const message of messages) {
    const status = message.trace?.stream_status;
    if (status !== undefined) onStatus(of(streamKey(status.stream_descriptor)), status.status);
    else if (message.record !== undefined) onRecord(of(recordKey(message.record)));
    else if (message.state !== undefined) onState(message.state, of);
  }
  return [...streams.values()].flatMap((stream) => [...stream.problems, ...(mayBeCut ? [] : missingEnd(stream))]);
}

function onStatus(stream: Progress, status: string): void {
  refuseAfterEnd(stream, `status ${status}`);
  if (status === 'STARTED' && stream.status !== undefined) say(stream, 'STARTED is not the first status');
  if (status !== 'STARTED' && stream.status === undefined) say(stream, `${status} comes before STARTED`);
  if (status === 'RUNNING' && stream.wasRunning) say(stream, 'RUNNING comes twice');
  if (status === 'RUNNING') stream.wasRunning = true;
  stream.status = status;
}

function onRecord(stream: Progress): void {
  refuseAfterEnd(stream, 'a record');
  if (stream.status !== 'RUNNING') say(stream, `a record comes while the status is ${stream.status ?? 'unset'}`);
  stream.sinceState += 1;
}

function onState(state: ReceivedState, of: (name: string) => Progress): void {
  for (const entry of streamStatesIn(state)) {
    const stream = of(streamKey(entry.stream_descriptor));
    refuseAfterEnd(stream, 'a STATE');
    if (stream.status === undefined) say(stream, 'a STATE comes before STARTED');
    const counted = state.sourceStats?.recordCount;
    if (state.type !== 'GLOBAL' && counted !== stream.sinceState) {
      say(stream, `a STATE counts ${String(counted)} records where ${stream.sinceState} were written`);
    }
    stream.sinceState = 0;
  }
}

function refuseAfterEnd(stream: Progress, what: string): void {
  if (stream.status !== undefined && ENDS.has(stream.status)) say(stream, `${what} comes after ${stream.status}`);
}

function missingEnd(stream: Progress): string[] {
  if (stream.status !== undefined && ENDS.has(stream.status)) return [];
  return [`${stream.name}: neither COMPLETE nor INCOMPLETE at the end`];
}

function say(stream: Progress, problem: string): void {
  stream.problems.push(`${stream.name}: ${problem}`);
}
