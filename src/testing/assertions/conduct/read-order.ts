import { recordKey, streamStatesIn } from '../../messages-of-type.js';
import type { ReceivedMessage, ReceivedState, ReceivedTrace } from '../../received-message.js';
import { streamKey } from '../../stream-key.js';
import { ProblemList } from '../problem-list.js';

/** What was seen of one stream so far. */
interface Progress {
  readonly name: string;
  status: string | undefined;
  wasRunning: boolean;
}

const ENDS = new Set(['COMPLETE', 'INCOMPLETE']);

/**
 * Checks the order that a read promises, for each stream separately, since streams may interleave: STARTED first;
 * RUNNING before the first record, again only while a rate limit is waited for; COMPLETE or INCOMPLETE last; no record
 * of the stream after its end. For states after the end see {@link findLateStates}.
 *
 * @param mayBeCut - the program was killed or failed, so that streams may lack their end
 * @returns what is wrong, empty when nothing is.
 */
export function findOrderProblems(messages: Iterable<ReceivedMessage>, mayBeCut = false): string[] {
  const order = new ReadOrder();
  for (const { trace, record, state } of messages) {
    if (trace?.stream_status !== undefined) order.onStatus(trace.stream_status);
    if (record !== undefined) order.onRecord(recordKey(record));
    if (state !== undefined) order.onState(state);
  }
  return order.problems(mayBeCut);
}

/** STREAM states that come after the end of their stream; a destination may have closed it. */
export function findLateStates(messages: Iterable<ReceivedMessage>): string[] {
  const ended = new Map<string, string>();
  const problems = new ProblemList();
  for (const { trace, state } of messages) {
    const status = trace?.stream_status;
    if (ENDS.has(status?.status ?? ''))
      ended.set(streamKey(status?.stream_descriptor ?? { name: '' }), status?.status ?? '');
    if (state === undefined || state.type === 'GLOBAL') continue;
    for (const { stream_descriptor: descriptor } of streamStatesIn(state)) {
      const end = ended.get(streamKey(descriptor));
      if (end !== undefined) problems.add(`${streamKey(descriptor)}: a STATE comes after ${end}`);
    }
  }
  return problems.texts();
}

class ReadOrder {
  readonly #streams = new Map<string, Progress>();
  readonly #problems = new ProblemList();

  onStatus({ stream_descriptor: descriptor, status, reasons }: NonNullable<ReceivedTrace['stream_status']>): void {
    const stream = this.#stream(streamKey(descriptor));
    const isWaiting = (reasons ?? []).some((reason) => reason.type === 'RATE_LIMITED');
    this.#refuseAfterEnd(stream, `status ${status}`);
    if (status === 'STARTED' && stream.status !== undefined) this.#say(stream, 'STARTED is not the first status');
    if (status !== 'STARTED' && stream.status === undefined) this.#say(stream, `${status} comes before STARTED`);
    if (status === 'RUNNING' && !isWaiting) {
      if (stream.wasRunning) this.#say(stream, 'RUNNING comes twice');
      stream.wasRunning = true;
    }
    stream.status = status;
  }

  onRecord(name: string): void {
    const stream = this.#stream(name);
    this.#refuseAfterEnd(stream, 'a record');
    if (stream.status === 'STARTED') this.#say(stream, 'a record comes before RUNNING');
    if (stream.status === undefined) this.#say(stream, 'a record comes before STARTED');
  }

  onState(state: ReceivedState): void {
    if (state.type === 'GLOBAL') return;
    for (const entry of streamStatesIn(state)) {
      const stream = this.#stream(streamKey(entry.stream_descriptor));
      if (stream.status === undefined) this.#say(stream, 'a STATE comes before STARTED');
    }
  }

  problems(mayBeCut: boolean): string[] {
    for (const stream of mayBeCut ? [] : this.#streams.values()) {
      if (!ENDS.has(stream.status ?? '')) this.#say(stream, 'neither COMPLETE nor INCOMPLETE at the end');
    }
    return this.#problems.texts();
  }

  #stream(name: string): Progress {
    const stream = this.#streams.get(name) ?? { name, status: undefined, wasRunning: false };
    this.#streams.set(name, stream);
    return stream;
  }

  #refuseAfterEnd(stream: Progress, what: string): void {
    if (ENDS.has(stream.status ?? '')) this.#say(stream, `${what} comes after ${stream.status}`);
  }

  #say(stream: Progress, problem: string): void {
    this.#problems.add(`${stream.name}: ${problem}`);
  }
}
