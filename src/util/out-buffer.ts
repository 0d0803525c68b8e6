/** Up to so many bytes, a loop is faster than a call of the engine's own copy. */
const SHORT = 48;

/** Memory beyond so many times its first size is given back: one huge row must not cost it for good. */
const MAX_GROWTH = 8;

/** Bytes being put together. The memory grows as needed and is used again after {@link OutBuffer.clear}. */
export class OutBuffer {
  readonly #capacity: number;
  #bytes: Buffer;
  #used = 0;

  /** @param capacity - bytes for a start. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** What was appended since the last `clear`; valid until the next. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
    if (this.#bytes.length > MAX_GROWTH * this.#capacity) this.#bytes = Buffer.allocUnsafeSlow(this.#capacity);
  }

  /** Makes room for `bytes` more. Call it before anything is appended. */
  reserve(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.written);
    this.#bytes = larger;
  }

  /** Appends one byte. */
  push(byte: number): void {
    this.#bytes[this.#used] = byte;
    this.#used += 1;
  }

  /** Appends `text` as UTF-8. */
  appendText(text: string): void {
    this.#used += this.#bytes.write(text, this.#used, 'utf8');
  }

  /** Appends `source[start, end)`. */
  append(source: Uint8Array, start: number, end: number): void {
    const target = this.#bytes;
    if (end - start > SHORT) {
      target.set(source.subarray(start, end), this.#used);
    } else {
      const shift = this.#used - start;
      for (let at = start; at < end; at += 1) target[at + shift] = source[at] as number;
    }
    this.#used += end - start;
  }
}
