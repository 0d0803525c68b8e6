import type { RequestParams } from '../http/request-params.js';
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
  /** Query parameters that the requests of an `HttpStream` carry for a slice. */
  requestParams?(slice: Partial<Slice>): RequestParams;
  /**
   * Begins a read.
   *
   * @param state - what an earlier read ended with; undefined at a first read and at a full refresh
   */
  start(
    context: ReadContext<object>,
    state: object | undefined,
  ): CursorRun<Slice, State> | Promise<CursorRun<Slice, State>>;
}

/** One read of a stream by a {@link StreamCursor}. */
export interface CursorRun<Slice extends object = object, State extends object = object> {
  /** The slices to read, in the order in which their states add up. */
  slices(): Iterable<Slice> | AsyncIterable<Slice>;
  /** Called before the first record of a slice leaves. Slices are opened and closed one after the other. */
  open(slice: Slice): SliceCursor<State>;
  /** The same read for another partition, from the state of that one. Needed only beside `partitions`. */
  fork?(state: object | undefined): CursorRun<Slice, State>;
  /** The older of two states, for what partitions have in common. Needed only beside `partitions`. */
  older?(one: State, other: State): State;
  /** Whether the failure of a slice leaves the others alone. Called once for each; the slice then counts as not read. */
  isolates?(slice: Slice, error: unknown): boolean;
  /** Called after the records of a page; returns the state at which the read could continue, if there is one. */
  pageEnded?(slice: Slice, next: unknown): State | undefined;
  /** Where in a slice the read continues: a `next` of `pageEnded`. */
  resumePage?(slice: Slice): unknown;
  /** All slices have left. Returns the last state, if it is another than that of the last slice; may throw. */
  finish?(): State | undefined;
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
  /**
   * The slice has left completely. Returns the state that covers it and all before, undefined if there is none. Where
   * states are large, a function that makes it: it is called when a state is due, and never after the next `close`.
   */
  close(): State | (() => State) | undefined;
}
