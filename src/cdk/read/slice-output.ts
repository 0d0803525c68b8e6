import type { CursorRun, SliceCursor } from '../cursor/stream-cursor.js';
import { type AnyStream, derivesState, Stream } from '../stream.js';
import {
  Checkpoint,
  EncodedRecords,
  PageEnd,
  RecordBatch,
  type StreamItem,
  type StreamState,
} from '../stream-items.js';
import type { Checkpointer } from './checkpointer.js';
import type { RecordPipeline } from './record-pipeline.js';

/** So many records of a batch are written at a time: then signals have their turn. */
const PIECE = 1000;

/** What a {@link SliceOutput} needs of its stream. */
export interface SliceOutputParts {
  readonly stream: AnyStream;
  readonly pipeline: RecordPipeline;
  readonly checkpoints: Checkpointer;
}

/** Writes what the slices of a stream yield, and their states. All of it is synchronous from a record to its state. */
export class SliceOutput {
  readonly #stream: AnyStream;
  readonly #pipeline: RecordPipeline;
  readonly #checkpoints: Checkpointer;
  readonly #filters: boolean;
  /** Whether states are those of the cursor alone. */
  readonly #hasCursor: boolean;

  constructor({ stream, pipeline, checkpoints }: SliceOutputParts) {
    this.#stream = stream;
    this.#pipeline = pipeline;
    this.#checkpoints = checkpoints;
    this.#filters = stream.recordFilter !== Stream.prototype.recordFilter;
    this.#hasCursor = stream.cursor !== undefined || stream.partitions !== undefined;
    if (this.#hasCursor) pipeline.refuse('position', 'it has a cursor or partitions');
    if (stream.cursor !== undefined) pipeline.refuse('encoded', 'it has a cursor');
    if (this.#filters) pipeline.refuse('encoded', 'it overrides recordFilter');
  }

  /** Large batches come in pieces, the position with the last one. */
  *pieces(item: StreamItem<object>): Iterable<StreamItem<object>> {
    if (!(item instanceof RecordBatch) || item.records.length <= PIECE) {
      yield item;
      return;
    }
    for (let at = 0; at < item.records.length; at += PIECE) {
      const isLast = at + PIECE >= item.records.length;
      yield new RecordBatch(item.records.slice(at, at + PIECE), isLast ? item.position : undefined);
    }
  }

  accept(run: CursorRun, slice: object, cursor: SliceCursor, item: StreamItem<object>): void {
    if (item instanceof PageEnd) {
      const state = run.pageEnded?.(slice, item.next);
      if (state === undefined) return;
      if (item.atOnce) this.#checkpoints.write(state as StreamState);
      else this.#checkpoints.reached(() => state as StreamState);
    } else if (item instanceof Checkpoint) {
      if (this.#hasCursor) this.#pipeline.refusePosition();
      this.#checkpoints.write(item.state);
    } else {
      this.#acceptRecords(slice, cursor, item);
    }
  }

  /** The slice has left. */
  closed(cursor: SliceCursor): void {
    const state = cursor.close() ?? this.#pipeline.derivedState;
    if (typeof state === 'function') this.#checkpoints.reached(state as () => StreamState);
    else if (state !== undefined) this.#checkpoints.write(state as StreamState);
  }

  /** All slices have left. */
  finished(run: CursorRun): void {
    const state = run.finish?.();
    if (state !== undefined) this.#checkpoints.write(state as StreamState);
  }

  #acceptRecords(slice: object, cursor: SliceCursor, item: object): void {
    const observer = this.#stream.cursor === undefined ? undefined : cursor;
    if (item instanceof RecordBatch) {
      if (item.position !== undefined) this.#pipeline.refusePosition();
      this.#pipeline.accept(this.#filtered(item.records, slice), observer);
      if (item.position !== undefined) this.#checkpoints.reached(item.position);
    } else if (item instanceof EncodedRecords) {
      this.#pipeline.acceptEncoded(item);
      if (item.position !== undefined) {
        if (this.#hasCursor) this.#pipeline.refusePosition();
        this.#checkpoints.reached(item.position);
      }
    } else {
      this.#pipeline.accept(this.#filtered([item], slice), observer);
    }
    this.#writeStateWithin(cursor);
  }

  #filtered(records: readonly object[], slice: object): readonly object[] {
    return this.#filters ? records.filter((record) => this.#stream.recordFilter(record, slice)) : records;
  }

  #writeStateWithin(cursor: SliceCursor): void {
    const derives = derivesState(this.#stream) ? this.#stream.stateCheckpointInterval : undefined;
    const interval = cursor.checkpointInterval ?? derives;
    if (interval === undefined || this.#checkpoints.recordsSinceCheckpoint < interval) return;
    const state = cursor.state() ?? this.#pipeline.derivedState;
    if (state !== undefined) this.#checkpoints.write(state as StreamState);
  }
}
