import { isUtf8 } from 'node:buffer';
import { type ColumnCounts, RowFault, type RowKind, skipLine } from '../../dap/index.js';
import { OutBuffer } from '../../util/out-buffer.js';
import { DELETED_AT } from '../cdc-columns.js';
import { CARRIAGE_RETURN, LINE_FEED } from './ascii.js';
import { compileRowVerifier } from './compile-row-verifier.js';
import { LineNotes } from './line-notes.js';
import { PaddedBytes } from './padded-bytes.js';
import { RecordEncoder } from './parsed-records.js';
import type { RecordPlan } from './record-plan.js';
import type { RowPiece } from './row-piece.js';
import type { RowVerifier } from './row-verifier.js';

/** Bytes that become one piece. */
const PIECE_BYTES = 128 * 1024;

/** The text of the piece being read: one memory for all tables, because a piece is read at once. */
const TEXT = new PaddedBytes(2 * PIECE_BYTES);

/** Records are held until they are written. Memory that no table uses waits here for the next. */
const IDLE: OutBuffer[] = [];
const MAX_IDLE = 4;

/** Makes records as JSON text: copies the lines that a verifier accepts, parses, casts and writes the others. */
export class EncodedReader {
  readonly #kind: RowKind;
  readonly #plan: RecordPlan;
  readonly #counts: ColumnCounts;
  readonly #leavesDeletesOut: boolean;
  readonly #notes = new LineNotes();
  readonly #verifier: RowVerifier;
  readonly #parser: RecordEncoder;
  #out: OutBuffer | undefined;
  /** The chunk of which is known whether all of it is text. */
  #chunk: Buffer | undefined;
  #isText = false;
  #count = 0;
  #deletesLeftOut = 0;

  constructor(plan: RecordPlan, kind: RowKind, counts: ColumnCounts) {
    this.#plan = plan;
    this.#kind = kind;
    this.#counts = counts;
    this.#leavesDeletesOut = plan.columns?.has(DELETED_AT) === false;
    this.#verifier = compileRowVerifier(plan, this.#notes);
    this.#parser = new RecordEncoder(plan, kind, counts);
  }

  /** The records of the next lines; their bytes hold until the next call, or until `release`. */
  read(chunk: Buffer, start: number): RowPiece {
    this.#checkText(chunk, start);
    const size = this.#load(chunk, start);
    this.#out ??= IDLE.pop() ?? new OutBuffer(2 * PIECE_BYTES);
    const out = this.#out;
    out.clear();
    this.#count = 0;
    this.#deletesLeftOut = 0;
    let at = 0;
    while (at < size) {
      const next = this.#readLine(chunk, start, at, out);
      if (next < 0) break;
      at = next;
    }
    const end = Math.min(start + at, chunk.length);
    return { count: this.#count, end, records: out.written, deletesLeftOut: this.#deletesLeftOut };
  }

  /** Gives the memory of the records to other tables until the next call of `read`. */
  release(): void {
    // What one huge row took is not kept.
    this.#out?.clear();
    if (this.#out !== undefined && IDLE.length < MAX_IDLE) IDLE.push(this.#out);
    this.#out = undefined;
    this.#chunk = undefined;
  }

  #checkText(chunk: Buffer, start: number): void {
    if (this.#chunk === chunk && start > 0) return;
    this.#chunk = chunk;
    // Bytes that are not text would pass for characters. The check costs next to nothing.
    this.#isText = isUtf8(chunk);
  }

  /** Takes over whole lines, the last one with a line feed in any case, and tells how many bytes they have. */
  #load(chunk: Buffer, start: number): number {
    const end = skipLine(chunk, Math.min(start + PIECE_BYTES, chunk.length) - 1);
    TEXT.load(chunk, start, end);
    const size = end - start;
    if (TEXT.bytes[size - 1] === LINE_FEED) return size;
    TEXT.bytes[size] = LINE_FEED;
    return size + 1;
  }

  /** The position behind the line at `at`; -1 when it cannot be handled and others precede it. */
  #readLine(chunk: Buffer, start: number, at: number, out: OutBuffer): number {
    const next = this.#isText ? this.#verifier.encode(TEXT, at, out, this.#kind) : -1;
    if (next < 0) {
      this.#notes.clear();
      return this.#parseLine(chunk, start, at, out);
    }
    this.#notes.commit(this.#counts, this.#plan.onWarning, this.#plan.onUndeclared);
    if (this.#leavesDeletesOut && this.#verifier.isDelete) this.#deletesLeftOut += 1;
    else this.#count += 1;
    return next;
  }

  #parseLine(chunk: Buffer, start: number, at: number, out: OutBuffer): number {
    const { bytes } = TEXT;
    const end = bytes.indexOf(LINE_FEED, at);
    if (end === at || (end === at + 1 && bytes[at] === CARRIAGE_RETURN)) return end + 1;
    try {
      if (!this.#isText && !isUtf8(bytes.subarray(at, end))) {
        throw new RowFault('the line is not UTF-8 text', chunk, start + at);
      }
      const line = bytes.toString('utf8', at, end);
      const isRecord = this.#parser.encode(line, out, { bytes: chunk, offset: start + at });
      if (isRecord) this.#count += 1;
      else this.#deletesLeftOut += 1;
    } catch (error) {
      // The rows before it are handed out first; the next call says what is wrong.
      if (error instanceof RowFault && at > 0) return -1;
      throw error;
    }
    return end + 1;
  }
}
