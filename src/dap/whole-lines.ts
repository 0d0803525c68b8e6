import { CodedError } from '../errors.js';

/** Bounds of {@link wholeLines}, in bytes. */
export interface LineLimits {
  /** A longer line is refused. Default 64 MiB. */
  readonly maxLineBytes?: number;
  /** Smaller pieces are gathered up to about this size. Default 256 KiB. */
  readonly minChunkBytes?: number;
}

const LINE_FEED = 10;
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const MIN_CHUNK_BYTES = 256 * 1024;
const NEW_LINE = Buffer.from('\n');

/**
 * Cuts bytes at line ends. Every buffer handed out ends with a line feed; only lines cut by a chunk's edge,
 * and pieces too small to travel alone, are copied. Nothing of a row is parsed.
 */
export class LineCutter {
  readonly #maxLineBytes: number;
  readonly #minChunkBytes: number;
  #cut: Buffer[] = [];
  #cutBytes = 0;
  #ready: Buffer[] = [];
  #readyBytes = 0;
  #handedOutBytes = 0;

  constructor(limits: LineLimits = {}) {
    this.#maxLineBytes = limits.maxLineBytes ?? MAX_LINE_BYTES;
    this.#minChunkBytes = limits.minChunkBytes ?? MIN_CHUNK_BYTES;
  }

  /** Input bytes handed out so far; a line feed that the last line lacked is not counted. */
  get handedOutBytes(): number {
    return this.#handedOutBytes;
  }

  /**
   * Takes a chunk; gives the lines that are ready.
   *
   * @throws CodedError DAP_ROW_INVALID when a line is too long.
   */
  *push(chunk: Buffer): Generator<Buffer, void, void> {
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last < 0) {
      this.#keep(chunk);
      return;
    }
    let start = 0;
    if (this.#cutBytes > 0) {
      start = chunk.indexOf(LINE_FEED) + 1;
      this.#keep(chunk.subarray(0, start));
      this.#gather(Buffer.concat(this.#cut, this.#cutBytes));
      this.#cut = [];
      this.#cutBytes = 0;
    }
    yield* this.#handOut(chunk.subarray(start, last + 1));
    this.#keep(chunk.subarray(last + 1));
  }

  /** Gives what is left; a last line without a line feed gets one. */
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

  *#handOut(lines: Buffer): Generator<Buffer, void, void> {
    // Large pieces travel as they are; a copy would cost more than one more step of the consumer.
    if (lines.length >= this.#minChunkBytes / 4) {
      yield* this.#release();
      this.#handedOutBytes += lines.length;
      yield lines;
      return;
    }
    if (lines.length > 0) this.#gather(lines);
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
    if (this.#cutBytes <= this.#maxLineBytes) return;
    const details = { lineBytes: this.#cutBytes, maxLineBytes: this.#maxLineBytes };
    throw new CodedError('DAP_ROW_INVALID', { message: `A line is longer than ${this.#maxLineBytes} bytes.`, details });
  }
}

/**
 * Turns any chunks into chunks of whole lines.
 *
 * @throws CodedError DAP_ROW_INVALID when a line is too long.
 * @example
 * for await (const lines of wholeLines(chunksOf('a\nb', '\nc'))) console.log(lines.toString()); // 'a\nb\nc\n'
 */
export async function* wholeLines(
  chunks: AsyncIterable<Buffer>,
  limits?: LineLimits,
): AsyncGenerator<Buffer, void, void> {
  const cutter = new LineCutter(limits);
  for await (const chunk of chunks) yield* cutter.push(chunk);
  yield* cutter.flush();
}
