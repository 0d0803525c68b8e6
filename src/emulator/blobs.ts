import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { hasCode } from '../util/has-code.js';

/** A finished file. */
export interface Blob {
  readonly path: string;
  readonly bytes: number;
  /** With its quotes, as in the header. */
  readonly etag: string;
}

/** Content of a file: texts, each of which becomes a gzip member, or bytes, which are not changed. */
export type BlobContent = { readonly members: readonly Iterable<string>[] } | { readonly pieces: Iterable<Uint8Array> };

/** At most this many files are written at a time. */
const WRITERS = 2;

/** Files by their content: a file that was written before, also by an earlier run, is served again. */
export class BlobStore {
  readonly #dir: string;
  readonly #passingDir: string;
  readonly #blobs = new Map<string, Promise<Blob>>();
  readonly #waiting: (() => void)[] = [];
  #writing = 0;
  #closed = false;

  constructor(dir: string) {
    this.#dir = dir;
    this.#passingDir = join(dir, `run-${randomUUID()}`);
  }

  /**
   * The file for `description`, written first if it does not exist.
   *
   * @param description everything that the content depends on.
   * @param lasting whether a later run can use the file again; others go when this run ends.
   */
  ensure(description: string, lasting: boolean, content: () => BlobContent): Promise<Blob> {
    const key = createHash('sha256').update(description).digest('hex').slice(0, 40);
    const known = this.#blobs.get(key);
    if (known !== undefined) return known;
    const blob = this.#make(join(lasting ? this.#dir : this.#passingDir, key.slice(0, 2), `${key}.blob`), key, content);
    this.#blobs.set(key, blob);
    blob.catch(() => this.#blobs.delete(key));
    return blob;
  }

  /** Aborts files that are being written, and removes those that no later run can use. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#blobs.values());
    await rm(this.#passingDir, { recursive: true, force: true });
  }

  async #make(path: string, key: string, content: () => BlobContent): Promise<Blob> {
    const existing = await sizeOf(path);
    if (existing === undefined) await this.#inTurn(() => this.#write(path, content()));
    return { path, bytes: existing ?? (await stat(path)).size, etag: `"${key.slice(0, 32)}"` };
  }

  async #write(path: string, content: BlobContent): Promise<void> {
    await mkdir(join(path, '..'), { recursive: true });
    const draft = `${path}.${randomUUID()}.draft`;
    try {
      if ('pieces' in content) {
        await pipeline(Readable.from(this.#untilClosed(content.pieces)), createWriteStream(draft));
      } else {
        await this.#writeMembers(draft, content.members);
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async #writeMembers(path: string, members: readonly Iterable<string>[]): Promise<void> {
    for (const [at, member] of members.entries()) {
      const target = createWriteStream(path, { flags: at === 0 ? 'w' : 'a' });
      await pipeline(Readable.from(this.#untilClosed(member)), createGzip({ level: 1 }), target);
    }
  }

  async *#untilClosed(chunks: Iterable<string | Uint8Array>): AsyncGenerator<Buffer> {
    for (const chunk of chunks) {
      if (this.#closed) throw new Error('The emulator was closed.');
      yield typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      // Requests are served between the portions of a long file.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    if (this.#writing >= WRITERS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#writing += 1;
    try {
      await work();
    } finally {
      this.#writing -= 1;
      this.#waiting.shift()?.();
    }
  }
}

/** A stream of a part of a file; `end` is inclusive. */
export function readBlob(blob: Blob, start: number, end: number): ReadStream {
  return createReadStream(blob.path, { start, end, highWaterMark: 256 * 1024 });
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
