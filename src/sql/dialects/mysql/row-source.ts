import { Readable } from 'node:stream';

/**
 * The stream that the driver sends to the server: bytes are collected to chunks of one size, and `push` waits until the
 * driver has taken them.
 */
export class RowSource extends Readable {
  readonly #chunkBytes: number;
  #chunk: Buffer;
  #filled = 0;
  #taken: (() => void) | undefined;
  #failure: Error | undefined;

  constructor(chunkBytes: number) {
    super({ highWaterMark: 1 });
    this.#chunkBytes = chunkBytes;
    this.#chunk = Buffer.allocUnsafe(chunkBytes);
  }

  /** Takes bytes; they may be changed when the promise has settled. */
  async add(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    let offset = 0;
    while (offset < bytes.length) {
      const part = bytes.subarray(offset, offset + this.#chunkBytes - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.length;
      offset += part.length;
      if (this.#filled === this.#chunkBytes) await this.#flush();
    }
  }

  /** Sends the rest and ends the file. */
  async finish(): Promise<void> {
    if (this.#filled > 0) await this.#flush();
    this.push(null);
  }

  /** The statement that reads the rows has ended: the writer that waits for it gets the error. */
  stop(failure: Error): void {
    this.#failure = failure;
    this._read();
  }

  override _read(): void {
    this.#taken?.();
    this.#taken = undefined;
  }

  /** The driver copies a chunk when it takes it, and asks for the next one only when the socket has room. */
  async #flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const chunk = this.#chunk.subarray(0, this.#filled);
    this.#chunk = Buffer.allocUnsafe(this.#chunkBytes);
    this.#filled = 0;
    await new Promise<void>((resolve) => {
      this.#taken = resolve;
      this.push(chunk);
    });
    if (this.#failure !== undefined) throw this.#failure;
  }
}
