import { crc32 } from 'node:zlib';
import { joinWith, throwIfAborted } from '../../http/abort.js';
import { ObjectChangedError } from '../errors/job-errors.js';
import { DownloadRestart, ObjectDownload } from './object-download.js';
import type { ObjectSource } from './object-source.js';
import { ObjectTries } from './object-tries.js';

/** How far an object was downloaded: enough to continue in another process. */
export interface StoredPosition {
  /** Stored bytes received. */
  readonly bytes: number;
  /** CRC-32 of these bytes. */
  readonly crc32: number;
  /** Strong entity tag of the object, where the store gives one. */
  readonly etag?: string | undefined;
}

/** Settings of a download. */
export interface StoredBytesOptions {
  /** Continues an earlier download. */
  readonly from?: StoredPosition | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The stored bytes of an object, whatever its format, each exactly once. A transfer that breaks off continues where it
 * broke; if the store cannot do that, the object is read from its start and compared with what was received before.
 */
export class StoredBytes {
  readonly #source: ObjectSource;
  readonly #objectId: string;
  readonly #signal: AbortSignal | undefined;
  #position: StoredPosition;
  #totalBytes: number | undefined;

  constructor(source: ObjectSource, objectId: string, options: StoredBytesOptions = {}) {
    this.#source = source;
    this.#objectId = objectId;
    this.#signal = options.signal;
    this.#position = options.from ?? { bytes: 0, crc32: 0 };
  }

  /** Everything handed out so far, and what `from` brought. */
  get position(): StoredPosition {
    return this.#position;
  }

  /** Size of the stored object, once its transfer has begun and when the store tells it. */
  get totalBytes(): number | undefined {
    return this.#totalBytes;
  }

  /**
   * @throws ObjectChangedError when the object is not the one that `from` belongs to; ObjectForbiddenError,
   * JobLostError, NetworkError.
   */
  async *chunks(): AsyncGenerator<Buffer, void, void> {
    const tries = new ObjectTries(this.#source, this.#objectId);
    let canContinue = this.#position.bytes > 0 && this.#position.etag !== undefined;
    for (;;) {
      const stop = new AbortController();
      const signal = joinWith(stop.signal)(this.#signal);
      const start = canContinue ? { fromByte: this.#position.bytes, etag: this.#position.etag } : undefined;
      try {
        yield* this.#once(new ObjectDownload(this.#source, this.#objectId, signal, start), start?.fromByte ?? 0);
        return;
      } catch (error) {
        throwIfAborted(this.#signal);
        if (!(error instanceof DownloadRestart && canContinue)) {
          await tries.next(error, this.#position.bytes, this.#signal ?? stop.signal);
        }
        canContinue = false;
      } finally {
        stop.abort();
      }
    }
  }

  /** One transfer that begins at `seen`; what was handed out before is compared and left out. */
  async *#once(download: ObjectDownload, seen: number): AsyncGenerator<Buffer, void, void> {
    const known = this.#position;
    let at = seen;
    let crc = seen === 0 ? 0 : known.crc32;
    for await (const chunk of download.bytes()) {
      this.#totalBytes = download.totalBytes;
      const skip = Math.min(chunk.length, Math.max(0, known.bytes - at));
      crc = crc32(chunk.subarray(0, skip), crc);
      at += skip;
      if (skip > 0 && at === known.bytes && crc !== known.crc32) throw this.#changed();
      if (skip === chunk.length) continue;
      const fresh = chunk.subarray(skip);
      crc = crc32(fresh, crc);
      at += fresh.length;
      this.#position = { bytes: at, crc32: crc, etag: download.etag };
      yield fresh;
    }
    if (at < known.bytes) throw this.#changed();
    this.#position = { ...this.#position, etag: download.etag ?? this.#position.etag };
  }

  #changed(): ObjectChangedError {
    return new ObjectChangedError({ ...this.#source.subject, objectId: this.#objectId });
  }
}
