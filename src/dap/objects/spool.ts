import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAbort } from '../../errors.js';
import { forEachConcurrently } from '../../util/concurrency.js';
import { SPOOL_PARALLEL, SPOOL_RESERVE_BYTES } from '../limits.js';
import type { ObjectSource } from './object-source.js';
import type { SpooledObject } from './spooled-object.js';
import { StoredBytes } from './stored-bytes.js';

/** What a spool needs. */
export interface SpoolOptions {
  readonly source: ObjectSource;
  /** Where its folder is made. Default: the temporary folder of the system. */
  readonly parentFolder?: string | undefined;
  /** Free bytes of the disk that `folder` is on; for tests. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

const READ_BYTES = 128 * 1024;

/** Copies of objects whose job would expire before a slow reader gets to them. */
export class Spool {
  readonly #source: ObjectSource;
  readonly #parentFolder: string;
  readonly #freeBytes: (folder: string) => Promise<number>;
  readonly #copies = new Map<string, Promise<SpooledObject | undefined>>();
  readonly #closing = new AbortController();
  #folder: string | undefined;
  #filling: Promise<void> | undefined;

  constructor(options: SpoolOptions) {
    this.#source = options.source;
    this.#parentFolder = options.parentFolder ?? tmpdir();
    this.#freeBytes = options.freeBytes ?? freeBytesOf;
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

  /** The copy of an object; waits for one that is being made. */
  async find(objectId: string): Promise<SpooledObject | undefined> {
    return await this.#copies.get(objectId);
  }

  /** Frees the disk space of an object that was read. */
  async drop(objectId: string): Promise<void> {
    const path = this.#pathOf(objectId);
    const copy = await this.#copies.get(objectId);
    this.#copies.delete(objectId);
    if (copy !== undefined && path !== undefined) await rm(path, { force: true });
  }

  /** Stops copying and removes everything. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#filling;
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #fill(objectIds: readonly string[], expectedBytes: number | undefined): Promise<void> {
    const free = await this.#freeBytes(this.#parentFolder);
    const { onEvent, subject } = this.#source;
    const isEnough = expectedBytes === undefined || expectedBytes + SPOOL_RESERVE_BYTES <= free;
    onEvent({ type: 'spool', ...subject, files: objectIds.length, expectedBytes, freeBytes: free, isEnough });
    this.#folder = await mkdtemp(join(this.#parentFolder, 'dap-spool-'));
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
    if (!this.#copies.has(objectId) || this.#closing.signal.aborted) return undefined;
    try {
      return await this.#copy(objectId);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#tell(`${objectId} is not stored here (${(error as Error).message})`);
      return undefined;
    }
  }

  async #copy(objectId: string): Promise<SpooledObject> {
    const path = this.#pathOf(objectId) as string;
    const stored = new StoredBytes(this.#source, objectId, { signal: this.#closing.signal });
    const file = await open(path, 'wx', 0o600);
    try {
      let isChecked = false;
      for await (const chunk of stored.chunks()) {
        if (!isChecked) await this.#checkRoom(stored.totalBytes ?? chunk.length);
        isChecked = true;
        await file.writeFile(chunk);
      }
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
    await file.close();
    const { bytes, etag } = stored.position;
    return { bytes, etag, read: (from) => createReadStream(path, { start: from, highWaterMark: READ_BYTES }) };
  }

  async #checkRoom(bytes: number): Promise<void> {
    const free = await this.#freeBytes(this.#parentFolder);
    if (free < bytes + SPOOL_RESERVE_BYTES) throw new Error(`${bytes} bytes are needed, ${free} are free`);
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
