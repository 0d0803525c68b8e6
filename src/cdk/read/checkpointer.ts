import { CodedError } from '../../errors.js';
import { descriptorText } from '../../protocol/descriptor.js';
import { stringifyJson } from '../../util/json.js';
import type { StreamWriter } from '../output/stream-writer.js';
import type { Position, StreamState } from '../stream-items.js';
import { findUnplain } from './plain-state.js';

/** Records after which a state is written even if it is large, or a position inside a long file. */
const RECORDS_BETWEEN_STATES = 250_000;
/** The same as a time limit: a killed read of a slow stream also repeats little. */
const MS_BETWEEN_STATES = 30_000;
/** The states of a stream may take this much output, however small its records are … */
const FREE_STATE_CHARS = 1024 * 1024;
/** … plus this share of its records' output. */
const STATE_SHARE = 0.1;

/**
 * Decides which states of a stream are written, and keeps the last valid one.
 *
 * A state that the stream asks for is written at once while all its states are small beside its records. Those of a
 * stream with many large states are thinned: one is written when their share is small enough again, after 30 seconds,
 * or after 250,000 records. The last valid one is never lost: {@link writeLast} writes it at the end, after a
 * failure and at a stop signal.
 */
export class Checkpointer {
  readonly #writer: StreamWriter;
  readonly #elapsedMs: () => number;
  /** The last valid state, as text; a position is computed only when it is needed. */
  #last: (() => string) | undefined;
  #lastWriteMs: number;
  #recordsAtCheckpoint = 0;
  #written = false;

  /** @param elapsedMs - a monotonic clock: the time of day may be set back. */
  constructor(writer: StreamWriter, elapsedMs: () => number, initial: StreamState | undefined) {
    this.#writer = writer;
    this.#elapsedMs = elapsedMs;
    this.#lastWriteMs = elapsedMs();
    if (initial !== undefined) this.#keep(initial);
  }

  /** True once a STATE was written. */
  get hasWritten(): boolean {
    return this.#written;
  }

  /** Records since the last state, written or not. */
  get recordsSinceCheckpoint(): number {
    return this.#writer.recordCount - this.#recordsAtCheckpoint;
  }

  /** `position` covers everything written so far; it becomes a STATE when one is due. */
  reached(position: Position): void {
    this.#last = () => this.#toText(position());
    if (this.#isDue()) this.writeLast();
  }

  /** `state` covers everything written so far; it becomes a STATE now, unless there are too many large ones. */
  write(state: StreamState): void {
    const text = this.#keep(state);
    if (this.#isDue() || this.#fits(text)) this.#emit(text);
  }

  /** Writes the last valid state, if there is one: at the end, after a failure, at a stop signal. */
  writeLast(): void {
    if (this.#last !== undefined) this.#emit(this.#last());
  }

  #isDue(): boolean {
    if (this.#writer.recordsSinceState >= RECORDS_BETWEEN_STATES) return true;
    return this.#elapsedMs() - this.#lastWriteMs >= MS_BETWEEN_STATES;
  }

  #fits(text: string): boolean {
    const { stateChars, recordChars } = this.#writer;
    return stateChars + text.length <= FREE_STATE_CHARS + recordChars * STATE_SHARE;
  }

  /** As text: a stream that changes its state in place later must not change this one. */
  #keep(state: StreamState): string {
    const text = this.#toText(state);
    this.#last = () => text;
    this.#recordsAtCheckpoint = this.#writer.recordCount;
    return text;
  }

  /** @throws CodedError `CDK_STREAM_DEFINITION` for a state that JSON would change, such as one with a `Map`. */
  #toText(state: unknown): string {
    const place = findUnplain(state);
    if (place === undefined) return stringifyJson(state);
    const stream = descriptorText(this.#writer.descriptor);
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `Stream ${stream} gives a state that is not a plain JSON object${place === '' ? '' : `: ${place} would be lost or changed`}.`,
      details: { stream },
    });
  }

  #emit(text: string): void {
    this.#writer.stateText(text);
    this.#written = true;
    this.#lastWriteMs = this.#elapsedMs();
  }
}
