import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAbort } from '../../errors.js';
import { abortable, throwIfAborted } from '../../http/abort.js';
import { forEachConcurrently } from '../../util/concurrency.js';
import { JobLostError } from '../errors/job-errors.js';
import { SPOOL_PARALLEL, SPOOL_RESERVE_BYTES } from '../limits.js';
import type { ObjectSource } from './object-source.js';
import type { SpooledObject } from './spooled-object.js';
import { StoredBytes } from './stored-bytes.js';

/** What a spool needs. */
export interface SpoolOptions {
  readonly source: ObjectSource;
  /** Where its folder is made. Default: the temporary folder of the system. */
  readonly parentFolder?: string | undefined;
  /** Ends copying and removes what is there, at once: a program that is stopped may not live to tidy up. */
  readonly signal?: AbortSignal | undefined;
  /** Free bytes of the disk that `folder` is on; for tests. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

const READ_BYTES = 128 * 1024;

/** The disk has no room for an object. */
class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/** Copies of objects whose job would expire before a slow reader gets to them. */
export class Spool {
  readonly #source: ObjectSource;
  readonly #parentFolder: string;
  readonly #freeBytes: (folder: string) => Promise<number>;
  readonly #copies = new Map<string, Promise<SpooledObject | undefined>>();
  readonly #signal: AbortSignal | undefined;
  readonly #closing = new AbortController();
  #isOver = false;
  #folder: string | undefined;
  #filling: Promise<void> | undefined;

  constructor(options: SpoolOptions) {
    this.#source = options.source;
    this.#parentFolder = options.parentFolder ?? tmpdir();
    this.#freeBytes = options.freeBytes ?? freeBytesOf;
    this.#signal = options.signal;
    this.#signal?.addEventListener('abort', this.#onAbort);
  }

  /** True once copies are being made. */
  get isFilling(): boolean {
    return this.#filling !== undefined;
  }

  /**
   * Begins to copy objects, in their order, a few at a time. Never fails: an object that cannot be copied is read from
   * the store.
   *
   * @param expectedBytes - what all of them will take, as far as is known.
   */
  fill(objectIds: readonly string[], expectedBytes: number | undefined): void {
    this.#filling ??= this.#fill(objectIds, expectedBytes).catch((error: unknown) => {
      if (!isAbort(error)) this.#tell(`the files cannot be stored here (${(error as Error).message})`);
    });
  }

  /**
   * The copy of an object; waits for one that is being made.
   *
   * @throws the abort error when the spool is closed meanwhile.
   */
  async find(objectId: string): Promise<SpooledObject | undefined> {
    const copy = this.#copies.get(objectId);
    return copy === undefined ? undefined : await abortable(copy, this.#closing.signal);
  }

  /** Frees the disk space of an object that was read; a copy that is being made ends. */
  async drop(objectId: string): Promise<void> {
    const path = this.#pathOf(objectId);
    if (this.#copies.delete(objectId) && path !== undefined) await rm(path, { force: true });
  }

  /** Stops copying and removes everything. */
  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#closing.abort();
    await this.#filling;
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  readonly #onAbort = (): void => {
    this.#closing.abort();
    if (this.#folder === undefined) return;
    try {
      rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      this.#tell(`the files stored here cannot be removed (${(error as Error).message})`);
    }
  };

  async #fill(objectIds: readonly string[], expectedBytes: number | undefined): Promise<void> {
    const free = await this.#freeBytes(this.#parentFolder);
    const { onEvent, subject } = this.#source;
    const isEnough = expectedBytes === undefined || expectedBytes + SPOOL_RESERVE_BYTES <= free;
    onEvent({ type: 'spool', ...subject, files: objectIds.length, expectedBytes, freeBytes: free, isEnough });
    throwIfAborted(this.#closing.signal);
    this.#folder = mkdtempSync(join(this.#parentFolder, 'dap-spool-'));
    const waiting = new Map<string, (copy: SpooledObject | undefined) => void>();
    for (const id of objectIds) this.#copies.set(id, new Promise((resolve) => waiting.set(id, resolve)));
    try {
      await forEachConcurrently(objectIds, SPOOL_PARALLEL, async (id) => {
        waiting.get(id)?.(await this.#copyOrTell(id));
      });
    } finally {
      for (const resolve of waiting.values()) resolve(undefined);
    }
  }

  async #copyOrTell(objectId: string): Promise<SpooledObject | undefined> {
    if (this.#isOver || !this.#isWanted(objectId)) return undefined;
    try {
      return await this.#copy(objectId);
    } catch (error) {
      if (!this.#isWanted(objectId)) return undefined;
      // What is in the way of this copy is in the way of all that follow: one line says so, and none is tried.
      this.#isOver ||= error instanceof NoRoom || error instanceof JobLostError;
      const which = this.#isOver ? `${objectId} and the files behind it are` : `${objectId} is`;
      this.#tell(`${which} not stored here (${(error as Error).message})`);
      return undefined;
    }
  }

  #isWanted(objectId: string): boolean {
    return this.#copies.has(objectId) && !this.#closing.signal.aborted;
  }

  async #copy(objectId: string): Promise<SpooledObject | undefined> {
    const path = this.#pathOf(objectId) as string;
    const stored = new StoredBytes(this.#source, objectId, { signal: this.#closing.signal });
    const file = await open(path, 'wx', 0o600);
    let isWhole = false;
    try {
      isWhole = await this.#write(file, stored, objectId);
    } finally {
      await file.close();
      if (!isWhole) await rm(path, { force: true });
    }
    const { bytes, etag } = stored.position;
    const read = (from: number) => createReadStream(path, { start: from, highWaterMark: READ_BYTES });
    return isWhole ? { bytes, etag, read, discard: async () => await this.drop(objectId) } : undefined;
  }

  /** True when the whole object was written, and is still wanted. */
  async #write(file: FileHandle, stored: StoredBytes, objectId: string): Promise<boolean> {
    let isChecked = false;
    for await (const chunk of stored.chunks()) {
      if (!this.#isWanted(objectId)) return false;
      if (!isChecked) await this.#checkRoom(stored.totalBytes ?? chunk.length);
      isChecked = true;
      await file.writeFile(chunk);
    }
    return this.#isWanted(objectId);
  }

  async #checkRoom(bytes: number): Promise<void> {
    const free = await this.#freeBytes(this.#parentFolder);
    if (free < bytes + SPOOL_RESERVE_BYTES) throw new NoRoom(`${bytes} bytes are needed, ${free} are free`);
  }

  #pathOf(objectId: string): string | undefined {
    if (this.#folder === undefined) return undefined;
    // The id comes from the service: nothing of it may become a path.
    return join(this.#folder, createHash('sha256').update(objectId).digest('hex'));
  }

  #tell(reason: string): void {
    this.#source.onEvent({ type: 'spool-failed', ...this.#source.subject, reason });
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
