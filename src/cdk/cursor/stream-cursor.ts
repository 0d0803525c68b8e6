import type { ReadContext } from '../read-context.js';

/**
 * Decides which slices of a stream are read, and which state they add up to. A stream has one in its property
 * `cursor`; {@link DatetimeCursor} is the usual one.
 *
 * The object holds settings only. What happens during a read belongs to the {@link CursorRun} that `start` gives, so
 * a stream can be read several times, also at the same time.
 */
export interface StreamCursor<
  Field extends string | readonly string[] = string | readonly string[],
  Slice extends object = object,
  State extends object = object,
> {
  /** The column that it follows. Becomes the `cursorField` of the stream, unless that is given. */
  readonly field: Field;
  /** Checks a state before anything is read; returns what is wrong with it, or undefined. */
  checkState?(state: object): string | undefined;
  /**
   * Begins a read.
   *
   * @param state - what an earlier read ended with; undefined at a first read and at a full refresh
   */
  start(context: ReadContext<object>, state: object | undefined): CursorRun<Slice, State>;
}

/** One read of a stream by a {@link StreamCursor}. */
export interface CursorRun<Slice extends object = object, State extends object = object> {
  /** The slices to read, in the order in which their states add up. */
  slices(): Iterable<Slice> | AsyncIterable<Slice>;
  /** Called before the first record of a slice leaves. Slices are opened and closed one after the other. */
  open(slice: Slice): SliceCursor<State>;
  /** Called once, when the read is over, whatever its outcome. */
  end?(): Promise<void>;
}

/** What a {@link CursorRun} knows of a slice under way. All of it is synchronous: a stop never falls in between. */
export interface SliceCursor<State extends object = object> {
  /** Looks at a record that is about to be written and already cast; false leaves it out. */
  observe(record: object): boolean;
  /** Records between two states inside the slice; undefined if only its end gives one. */
  readonly checkpointInterval?: number | undefined;
  /** The state that covers every record observed so far; undefined if there is none. */
  state(): State | undefined;
  /** The slice has left completely. Returns the state that covers it and all before; undefined if there is none. */
  close(): State | undefined;
}
