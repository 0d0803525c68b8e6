import { joinWith, throwIfAborted } from '../../http/abort.js';
import { HttpFailure } from '../../http/http-failure.js';
import { ObjectChangedError, ObjectCorruptError } from '../errors/job-errors.js';
import { NetworkError } from '../errors/network-errors.js';
import { CorruptData, inflateGzip } from './inflate-gzip.js';
import { DownloadRestart, ObjectDownload } from './object-download.js';
import type { ObjectSource } from './object-source.js';
import type { Prefix } from './prefix-guard.js';
import { PrefixGuard, PrefixMismatch } from './prefix-guard.js';
import { StallBudget } from './stall-budget.js';

/** How to read an object. */
export interface ReadObjectOptions {
  /** True (default) for the file's content, false for the bytes as stored. */
  readonly inflate?: boolean;
  /** Bytes of the content that an earlier run delivered, up to the end of a line. Default 0. */
  readonly offset?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told once, before the first bytes, the stored size where the store tells it. */
  readonly onSize?: (storedBytes: number) => void;
}

/** Times that a damaged file is fetched in all. */
const MAX_CORRUPT = 4;

/**
 * The bytes of an object, each exactly once, however often its transfer breaks off. Where the store cannot go
 * on in the middle, the object is read from its start and compared with what was delivered already.
 *
 * @throws ObjectCorruptError, ObjectChangedError, ObjectForbiddenError, JobLostError, NetworkError.
 */
export async function* readObject(
  source: ObjectSource,
  objectId: string,
  options: ReadObjectOptions = {},
): AsyncGenerator<Buffer, void, void> {
  const tries = new ObjectTries(source, objectId, options.offset ?? 0);
  for (;;) {
    // Ends the transfer of this try, also while it waits for bytes that nobody will take any more.
    const stop = new AbortController();
    const signal = joinWith(stop.signal)(options.signal);
    const guard = new PrefixGuard(tries.delivered);
    try {
      yield* readOnce(new ObjectDownload(source, objectId, signal), guard, options);
      return;
    } catch (error) {
      throwIfAborted(options.signal);
      await tries.next(error, guard, options.signal ?? new AbortController().signal);
    } finally {
      stop.abort();
    }
  }
}

async function* readOnce(
  download: ObjectDownload,
  guard: PrefixGuard,
  options: ReadObjectOptions,
): AsyncGenerator<Buffer, void, void> {
  const stored = download.bytes();
  const content = options.inflate === false ? stored : inflateGzip(stored);
  let hasTold = false;
  for await (const chunk of content) {
    if (!hasTold && download.totalBytes !== undefined) options.onSize?.(download.totalBytes);
    hasTold = true;
    const fresh = guard.accept(chunk);
    if (fresh.length > 0) yield fresh;
  }
  guard.end();
}

/** What is remembered between the tries of one object. */
class ObjectTries {
  readonly #source: ObjectSource;
  readonly #objectId: string;
  readonly #stalls: StallBudget;
  #delivered: Prefix;
  #corrupt = 0;

  constructor(source: ObjectSource, objectId: string, offset: number) {
    this.#source = source;
    this.#objectId = objectId;
    this.#stalls = new StallBudget(source);
    this.#delivered = offset === 0 ? { bytes: 0, crc: 0 } : { bytes: offset };
  }

  get delivered(): Prefix {
    return this.#delivered;
  }

  /** Waits before another try, or throws what ends the object. */
  async next(error: unknown, guard: PrefixGuard, signal: AbortSignal): Promise<void> {
    if (guard.isPast) this.#delivered = guard.passed;
    const facts = { ...this.#source.subject, objectId: this.#objectId };
    if (error instanceof PrefixMismatch) throw new ObjectChangedError(facts);
    if (error instanceof CorruptData) {
      this.#corrupt += 1;
      if (this.#corrupt >= MAX_CORRUPT) throw new ObjectCorruptError(error.message, { ...facts, cause: error });
      this.#source.urls.forget(this.#objectId);
    } else if (!(error instanceof DownloadRestart)) {
      throw error;
    }
    const progress = this.#delivered.bytes + this.#corrupt;
    if (await this.#stalls.pause(this.#objectId, progress, 0, error.message, signal)) return;
    throw error.cause instanceof HttpFailure
      ? new NetworkError(error.cause, facts)
      : new ObjectCorruptError(error.message, facts);
  }
}
