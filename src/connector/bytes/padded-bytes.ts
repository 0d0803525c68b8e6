/** Reads of whole words may go beyond the last byte by less than this. */
const PADDING = 64;

/** Memory beyond so many times its first size is given back: one huge row must not cost it for good. */
const MAX_GROWTH = 8;

/**
 * A copy of some bytes, with room behind them. The scanners read it by words of four bytes without asking where it ends,
 * and the engine always sees the same kind of memory. The copy costs next to nothing.
 */
export class PaddedBytes {
  readonly #capacity: number;
  bytes: Buffer;
  view: DataView;

  /** @param capacity - bytes for a start. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.bytes = Buffer.allocUnsafeSlow(capacity + PADDING);
    this.view = viewOf(this.bytes);
  }

  /** Takes over `source[start, end)`, which is then found at 0. What follows it is undefined. */
  load(source: Uint8Array, start: number, end: number): void {
    const size = end - start + PADDING;
    const isTooLarge = this.bytes.length > MAX_GROWTH * this.#capacity && size <= this.#capacity;
    if (size > this.bytes.length || isTooLarge) {
      this.bytes = Buffer.allocUnsafeSlow(Math.max(size, this.#capacity + PADDING));
      this.view = viewOf(this.bytes);
    }
    this.bytes.set(source.subarray(start, end));
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
