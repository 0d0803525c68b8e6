import { isUtf8 } from 'node:buffer';
import { parseRows, type Row, RowFault } from '../row-parser.js';
import { LINE_FEED } from './ascii.js';
import { OutBuffer } from './out-buffer.js';
import type { RowVerifier } from './row-verifier.js';

/** Some consecutive lines of a chunk as records: objects, or JSON texts, one a line. */
export interface RowPiece {
  /** Lines that are records. */
  readonly count: number;
  /** Where the piece ends in the chunk. */
  readonly end: number;
  /** What the lines hold: rows, or bytes that are overwritten when the next piece is read. */
  readonly records: Row[] | Uint8Array;
}

/** Bytes that become one batch of rows: small enough that parsed rows die young in the engine's memory. */
const PARSED_BYTES = 64 * 1024;
/** Bytes that become one run of texts. */
const COPIED_BYTES = 128 * 1024;
/** Lines after which it shows whether verifying them is worth it. */
const TRIAL_LINES = 64;
/** Verifying costs a quarter of parsing: when more than a quarter of the lines is parsed as well, it gains little. */
const WORTHWHILE = 4;
const FIRST_PAUSE = 4;
const LONGEST_PAUSE = 256;

/** Makes records of chunks of whole lines: by copying bytes where a verifier allows it, by parsing elsewhere. */
export class RowReader {
  readonly #verifier: RowVerifier | undefined;
  readonly #out: OutBuffer;
  /** The line that the verifier refused last, so that it is not looked at twice. */
  #refused: { readonly bytes: Buffer; readonly at: number } | undefined;
  #lines = 0;
  #refusals = 0;
  /** Batches still to be parsed before the verifier is tried again. */
  #pause = 0;
  #nextPause = FIRST_PAUSE;

  /** @param verifier - undefined: every line is parsed. */
  constructor(verifier: RowVerifier | undefined) {
    this.#verifier = verifier;
    this.#out = new OutBuffer(verifier === undefined ? 0 : 2 * COPIED_BYTES);
  }

  /**
   * The next lines of `bytes` from `start` on, at least one.
   *
   * @throws RowFault when the line at `start` is no row, or, with lines that are parsed, one of those that follow.
   */
  read(bytes: Buffer, start: number): RowPiece {
    const verifier = this.#verifier;
    if (verifier === undefined) return parsePiece(bytes, start, PARSED_BYTES);
    // Bytes that are no text would pass for characters. The check costs next to nothing.
    if (start === 0 && !isUtf8(bytes)) throw new RowFault('the file is not UTF-8 text');
    if (bytes.at(-1) !== LINE_FEED) return parsePiece(bytes, start, PARSED_BYTES);
    if (this.#pause > 0) {
      this.#pause -= 1;
      return parsePiece(bytes, start, PARSED_BYTES);
    }
    return this.#copyPiece(verifier, bytes, start) ?? this.#parseLine(bytes, start);
  }

  /** The lines up to the first one that the verifier refuses; undefined when that is the one at `start`. */
  #copyPiece(verifier: RowVerifier, bytes: Buffer, start: number): RowPiece | undefined {
    const refused = this.#refused;
    this.#refused = undefined;
    if (refused?.bytes === bytes && refused.at === start) return undefined;
    const out = this.#out;
    out.clear();
    const stop = Math.min(bytes.length, start + COPIED_BYTES);
    let count = 0;
    let end = start;
    while (end < stop) {
      const next = verifier.encode(bytes, end, out);
      if (next < 0) break;
      end = next;
      count += 1;
    }
    if (count === 0) return undefined;
    if (end < stop) this.#refused = { bytes, at: end };
    this.#judge(count, 0);
    return { count, end, records: out.written };
  }

  #parseLine(bytes: Buffer, start: number): RowPiece {
    this.#judge(1, 1);
    return parsePiece(bytes, start, 1);
  }

  /** Leaves the verifier alone for a while when it refuses too much; longer each time in a row. */
  #judge(lines: number, refusals: number): void {
    this.#lines += lines;
    this.#refusals += refusals;
    if (this.#lines < TRIAL_LINES) return;
    const isWorthwhile = this.#refusals * WORTHWHILE <= this.#lines;
    this.#lines = 0;
    this.#refusals = 0;
    if (isWorthwhile) {
      this.#nextPause = FIRST_PAUSE;
      return;
    }
    this.#pause = this.#nextPause;
    this.#nextPause = Math.min(LONGEST_PAUSE, this.#nextPause * 2);
    this.#refused = undefined;
  }
}

function parsePiece(bytes: Buffer, start: number, maxBytes: number): RowPiece {
  const { rows, end } = parseRows(bytes, start, maxBytes);
  return { count: rows.length, end, records: rows };
}
