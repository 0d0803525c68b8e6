import { CodedError } from '../../errors.js';
import { createEndFinder, type FindEnds } from './boundaries.js';
import type { Framing } from './content-kind.js';

/** Bounds of a {@link RecordCutter}, in bytes. */
export interface CutterLimits {
  /** A longer record is refused. Default 64 MiB. */
  readonly maxRecordBytes?: number;
  /** Smaller pieces are gathered up to about this size. Default 256 KiB. */
  readonly minChunkBytes?: number;
}

const MAX_RECORD_BYTES = 64 * 1024 * 1024;
const MIN_CHUNK_BYTES = 256 * 1024;
const NEW_LINE = Buffer.from('\n');

/**
 * Cuts the bytes of a file at the ends of its records. Every buffer handed out ends with a line feed; only records cut
 * by a chunk's edge, and pieces too small to travel alone, are copied. Nothing of a record is parsed. Without framing,
 * bytes pass as they come.
 */
export class RecordCutter {
  readonly #maxRecordBytes: number;
  readonly #minChunkBytes: number;
  readonly #findEnds: FindEnds | undefined;
  #cut: Buffer[] = [];
  #cutBytes = 0;
  #ready: Buffer[] = [];
  #readyBytes = 0;
  #handedOutBytes = 0;

  constructor(framing: Framing, limits: CutterLimits = {}) {
    this.#findEnds = framing === 'none' ? undefined : createEndFinder(framing);
    this.#maxRecordBytes = limits.maxRecordBytes ?? MAX_RECORD_BYTES;
    this.#minChunkBytes = limits.minChunkBytes ?? MIN_CHUNK_BYTES;
  }

  /** Input bytes handed out so far; a line feed that the last record lacked is not counted. */
  get handedOutBytes(): number {
    return this.#handedOutBytes;
  }

  /**
   * Takes a chunk; gives the records that are ready.
   *
   * @throws CodedError DAP_ROW_INVALID when a record is too long.
   */
  *push(chunk: Buffer): Generator<Buffer, void, void> {
    if (this.#findEnds === undefined) {
      this.#handedOutBytes += chunk.length;
      yield chunk;
      return;
    }
    const { first, last } = this.#findEnds(chunk);
    if (last === 0) {
      this.#keep(chunk);
      return;
    }
    let start = 0;
    if (this.#cutBytes > 0) {
      start = first;
      this.#keep(chunk.subarray(0, start));
      this.#gather(Buffer.concat(this.#cut, this.#cutBytes));
      this.#cut = [];
      this.#cutBytes = 0;
    }
    yield* this.#handOut(chunk.subarray(start, last));
    this.#keep(chunk.subarray(last));
  }

  /** Gives what is left; a last record without a line feed gets one. */
  *flush(): Generator<Buffer, void, void> {
    const isOpen = this.#cutBytes > 0;
    if (isOpen) {
      this.#gather(Buffer.concat([...this.#cut, NEW_LINE]));
      this.#readyBytes -= 1;
    }
    this.#cut = [];
    this.#cutBytes = 0;
    yield* this.#release();
  }

  *#handOut(records: Buffer): Generator<Buffer, void, void> {
    // Large pieces travel as they are; a copy would cost more than one more step of the consumer.
    if (records.length >= this.#minChunkBytes / 4) {
      yield* this.#release();
      this.#handedOutBytes += records.length;
      yield records;
      return;
    }
    if (records.length > 0) this.#gather(records);
    if (this.#readyBytes >= this.#minChunkBytes) yield* this.#release();
  }

  *#release(): Generator<Buffer, void, void> {
    const [first] = this.#ready;
    if (first === undefined) return;
    const bytes = this.#ready.length === 1 ? first : Buffer.concat(this.#ready);
    this.#handedOutBytes += this.#readyBytes;
    this.#ready = [];
    this.#readyBytes = 0;
    yield bytes;
  }

  #gather(bytes: Buffer): void {
    this.#ready.push(bytes);
    this.#readyBytes += bytes.length;
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#cut.push(bytes);
    this.#cutBytes += bytes.length;
    if (this.#cutBytes <= this.#maxRecordBytes) return;
    const details = { recordBytes: this.#cutBytes, maxRecordBytes: this.#maxRecordBytes };
    throw new CodedError('DAP_ROW_INVALID', {
      message: `A record is longer than ${this.#maxRecordBytes} bytes.`,
      details,
    });
  }
}
