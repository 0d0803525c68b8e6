import type { StreamWriter } from '../output/stream-writer.js';
import type { Position, StreamState } from '../stream-items.js';

/** Records after which a known position is written as STATE even inside a long file. */
const RECORDS_BETWEEN_STATES = 250_000;
/** The same in time: what a killed read has to do again stays small for slow streams too. */
const MS_BETWEEN_STATES = 30_000;

/** Decides when a known position becomes a STATE, and remembers the last consistent one. */
export class Checkpointer {
  readonly #writer: StreamWriter;
  readonly #now: () => number;
  #position: Position | undefined;
  #lastWriteMs: number;
  #written = false;

  constructor(writer: StreamWriter, now: () => number, initial: StreamState | undefined) {
    this.#writer = writer;
    this.#now = now;
    this.#lastWriteMs = now();
    if (initial !== undefined) this.#keep(initial);
  }

  /** True once a STATE was written. */
  get hasWritten(): boolean {
    return this.#written;
  }

  /** Everything written so far is vouched for by `position`; becomes a STATE when one is due. */
  reached(position: Position): void {
    this.#position = position;
    const due = this.#now() - this.#lastWriteMs >= MS_BETWEEN_STATES;
    if (due || this.#writer.recordsSinceState >= RECORDS_BETWEEN_STATES) this.writeLast();
  }

  /** Writes `state` now. */
  write(state: StreamState): void {
    this.#keep(state);
    this.#emit(state);
  }

  /** Writes the last consistent state, if there is one: at the end, after a failure, at a stop signal. */
  writeLast(): void {
    if (this.#position !== undefined) this.#emit(this.#position());
  }

  /** As a copy: a stream that goes on to change its state in place must not change what was vouched for. */
  #keep(state: StreamState): void {
    const kept = structuredClone(state);
    this.#position = () => kept;
  }

  #emit(state: StreamState): void {
    this.#writer.state(state);
    this.#written = true;
    this.#lastWriteMs = this.#now();
  }
}
