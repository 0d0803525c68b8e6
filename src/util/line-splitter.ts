const LINE_FEED = 10;

/** Takes what {@link LineSplitter} finds. */
export interface LineHandler {
  /** A line without its line feed; the bytes are valid only during the call. */
  line(bytes: Buffer): void;
  /** A line longer than the limit has ended. */
  tooLong?(): void;
}

/** Cuts a byte stream into lines, of which it never keeps more than one. */
export class LineSplitter {
  readonly #handler: LineHandler;
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #size = 0;

  /** @param maxBytes - longer lines are only reported, not kept; without it every line is kept. */
  constructor(handler: LineHandler, maxBytes = Number.POSITIVE_INFINITY) {
    this.#handler = handler;
    this.#maxBytes = maxBytes;
  }

  add(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#finish();
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** What follows the last line feed is a line as well. */
  end(): void {
    if (this.#size > 0) this.#finish();
  }

  #keep(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.#maxBytes) this.#parts = [];
    else this.#parts.push(part);
  }

  #finish(): void {
    const [first, ...others] = this.#parts;
    if (this.#size > this.#maxBytes) this.#handler.tooLong?.();
    else if (first !== undefined) this.#handler.line(others.length === 0 ? first : Buffer.concat(this.#parts));
    this.#parts = [];
    this.#size = 0;
  }
}
