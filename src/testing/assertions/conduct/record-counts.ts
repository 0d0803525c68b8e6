import { recordKey, streamStatesIn } from '../../messages-of-type.js';
import type { ReceivedMessage, ReceivedState } from '../../received-message.js';
import { streamKey } from '../../stream-key.js';
import { ProblemList } from '../problem-list.js';

/**
 * Checks that the counts in `sourceStats` add up: each STREAM state counts the records of its stream since that
 * stream's previous state, each GLOBAL one those of all streams since the previous GLOBAL; and no record of a stream
 * that is COMPLETE comes after its last state, because no state would cover it. States without a count and
 * streams without any state are skipped.
 *
 * @returns what is wrong, empty when nothing is.
 */
export function findCountProblems(messages: Iterable<ReceivedMessage>): string[] {
  const counts = new RecordCounts();
  for (const { record, state, trace } of messages) {
    if (record !== undefined) counts.onRecord(recordKey(record));
    if (state !== undefined) counts.onState(state);
    const status = trace?.stream_status;
    if (status?.status === 'COMPLETE') counts.onComplete(streamKey(status.stream_descriptor));
  }
  return counts.problems();
}

interface Counted {
  sinceState: number;
  hasState: boolean;
  isComplete: boolean;
}

class RecordCounts {
  readonly #streams = new Map<string, Counted>();
  readonly #problems = new ProblemList();
  #sinceGlobal = 0;

  onRecord(name: string): void {
    this.#stream(name).sinceState += 1;
    this.#sinceGlobal += 1;
  }

  onState(state: ReceivedState): void {
    const count = state.sourceStats?.recordCount ?? undefined;
    const isGlobal = state.type === 'GLOBAL';
    const streams = streamStatesIn(state).map((part) => streamKey(part.stream_descriptor));
    const named = streams.reduce((sum, name) => sum + this.#stream(name).sinceState, 0);
    const expected = isGlobal ? this.#sinceGlobal : named;
    // A GLOBAL state may leave streams to states of their own.
    if (count !== undefined && streams.length > 0 && ![expected, named].includes(Number(count))) {
      const name = isGlobal ? 'all streams' : streams[0];
      this.#problems.add(`${name}: a STATE counts ${count} records where ${expected} were written`);
    }
    for (const name of streams) Object.assign(this.#stream(name), { sinceState: 0, hasState: true });
    if (isGlobal) this.#sinceGlobal = 0;
  }

  onComplete(name: string): void {
    this.#stream(name).isComplete = true;
  }

  problems(): string[] {
    for (const [name, { sinceState, hasState, isComplete }] of this.#streams) {
      if (isComplete && hasState && sinceState > 0) {
        this.#problems.add(`${name}: ${sinceState} records come after the last STATE, which nothing counts`);
      }
    }
    return this.#problems.texts();
  }

  #stream(name: string): Counted {
    const stream = this.#streams.get(name) ?? { sinceState: 0, hasState: false, isComplete: false };
    this.#streams.set(name, stream);
    return stream;
  }
}
