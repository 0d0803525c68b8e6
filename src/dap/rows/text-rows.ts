import { CodedError } from '../../errors.js';
import type { TableEvent } from '../reading/table-event.js';
import { describeSubject, type TableRef } from '../table-ref.js';
import type { DapRow } from './row.js';
import type { RowDecoder } from './row-decoder.js';
import { RowFault } from './row-fault.js';

type ChunkEvent = Extract<TableEvent, { type: 'chunk' }>;

/** Rows parsed at a time. */
const BATCH_BYTES = 64 * 1024;

/** Turns the chunks of a table into rows, each once, also where an object comes again from its start. */
export class TextRows {
  readonly #ref: TableRef;
  #objectId = '';
  #decoder: RowDecoder | undefined;
  /** Bytes of the object whose rows were handed out. */
  #offset = 0;
  #distrusted: number | undefined;
  #hasDelivered = false;

  constructor(ref: TableRef) {
    this.#ref = ref;
  }

  /** Whether any row was handed out. */
  get hasDelivered(): boolean {
    return this.#hasDelivered;
  }

  /** An object begins, or begins again. */
  begin(objectId: string, decoder: RowDecoder | undefined): void {
    if (objectId !== this.#objectId) {
      this.#offset = 0;
      this.#distrusted = undefined;
    }
    this.#objectId = objectId;
    this.#decoder = decoder;
  }

  /** Whether rows of the object under way were handed out. */
  hasDeliveredOf(objectId: string): boolean {
    return objectId === this.#objectId && this.#offset > 0;
  }

  /**
   * The rows of a chunk. A row that makes no sense is fetched once more before it is an error.
   *
   * @throws CodedError `DAP_ROW_INVALID`.
   */
  *rowsOf(event: ChunkEvent): Generator<DapRow, void, void> {
    const { bytes, startOffset, endOffset } = event;
    for (let from = Math.max(0, this.#offset - startOffset); from < bytes.length && startOffset + from < endOffset; ) {
      const batch = this.#read(event, from);
      if (batch === undefined) return;
      this.#hasDelivered ||= batch.rows.length > 0;
      from = batch.end;
      this.#offset = Math.min(startOffset + from, endOffset);
      yield* batch.rows;
    }
  }

  #read(event: ChunkEvent, from: number) {
    try {
      return this.#decoder?.read(event.bytes, from, BATCH_BYTES);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      const offset = event.startOffset + from;
      if (this.#distrusted === offset) throw this.#invalid(error, offset);
      this.#distrusted = offset;
      event.distrust(offset, error.reason);
      return undefined;
    }
  }

  #invalid(fault: RowFault, offset: number): CodedError {
    const subject = { namespace: this.#ref.namespace, table: this.#ref.table, objectId: this.#objectId };
    return new CodedError('DAP_ROW_INVALID', {
      message: `${describeSubject(subject)}: ${fault.reason} (at byte ${offset} of its content).`,
      details: { ...subject, offset, reason: fault.reason },
      cause: fault,
    });
  }
}
