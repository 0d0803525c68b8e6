import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { WRITE_BYTES } from '../limits.js';
import { onFile } from './file-error.js';

const READ_BYTES = 256 * 1024;

/** A file under its temporary name. Writes are gathered; failures name the file. */
export class PartFile {
  readonly path: string;
  readonly #file: FileHandle;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #position: number;

  private constructor(path: string, file: FileHandle, position: number) {
    this.path = path;
    this.#file = file;
    this.#position = position;
  }

  /** Opens a file that is empty, or one whose first `keepBytes` are kept. */
  static async open(path: string, keepBytes = 0): Promise<PartFile> {
    return await onFile(path, async () => {
      const file = await open(path, keepBytes > 0 ? 'r+' : 'w');
      return new PartFile(path, file, keepBytes);
    });
  }

  /** The bytes of a file that an interrupted download left behind. */
  static async *read(path: string, bytes: number): AsyncGenerator<Buffer, void, void> {
    yield* createReadStream(path, { end: bytes - 1, highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>;
  }

  /** Takes bytes; resolves when there is room for more. */
  async write(bytes: Buffer): Promise<void> {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= WRITE_BYTES) await this.#flush();
  }

  /** Everything is on the disk, also after a loss of power. */
  async sync(): Promise<void> {
    await this.#flush();
    await onFile(this.path, async () => {
      // A file that is continued may have been longer.
      await this.#file.truncate(this.#position);
      await this.#file.sync();
    });
  }

  /** Writes what was taken, as far as that is possible, and closes the file. */
  async close(): Promise<void> {
    try {
      await this.#flush();
    } finally {
      await this.#file.close();
    }
  }

  async #flush(): Promise<void> {
    while (this.#pendingBytes > 0) {
      const pending = this.#pending;
      const { bytesWritten } = await onFile(this.path, async () => await this.#file.writev(pending, this.#position));
      this.#position += bytesWritten;
      this.#pendingBytes -= bytesWritten;
      this.#pending = without(pending, bytesWritten);
    }
    this.#pending = [];
  }
}

/** What is left of buffers whose first `bytes` were written. */
function without(buffers: readonly Buffer[], bytes: number): Buffer[] {
  let left = bytes;
  return buffers.flatMap((buffer) => {
    const cut = Math.min(left, buffer.length);
    left -= cut;
    return cut === buffer.length ? [] : [buffer.subarray(cut)];
  });
}
