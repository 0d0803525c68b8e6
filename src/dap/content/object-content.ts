import { crc32 } from 'node:zlib';
import { CodedError, isCodedError } from '../../errors.js';
import { joinWith, throwIfAborted } from '../../http/abort.js';
import { createDeferred } from '../../util/deferred.js';
import { ObjectChangedError, ObjectCorruptError } from '../errors/job-errors.js';
import { MAX_DISTRUST } from '../limits.js';
import { CorruptData } from '../objects/inflate-gzip.js';
import { ObjectDownload } from '../objects/object-download.js';
import type { ObjectSource } from '../objects/object-source.js';
import { ObjectTries } from '../objects/object-tries.js';
import { describeSubject } from '../table-ref.js';
import type { ContentKind } from './content-kind.js';
import { type DecodedPart, decodeContent } from './decode-content.js';
import { NO_PREFIX, type Prefix, PrefixGuard, PrefixMismatch } from './prefix-guard.js';
import { ReadAhead, type ReadAheadSlots } from './read-ahead.js';

/** Whole records of an object. */
export interface ContentChunk {
  /** Ends behind a record; without framing, anywhere. */
  readonly bytes: Buffer;
  /** Decompressed bytes of the object before `bytes`. */
  readonly startOffset: number;
  /** Decompressed bytes up to the end of `bytes`. A last record may have got a line feed that the file lacks. */
  readonly endOffset: number;
  /** Everything of the object up to an offset within this chunk: where another read can continue. */
  readonly prefixAt: (offset: number) => Prefix;
  /**
   * Says that the record at `offset` makes no sense. The file is fetched again, and the next chunk begins there.
   * `reason` never quotes the record.
   */
  readonly distrust: (offset: number, reason: string) => void;
}

/** How to read an object's content. */
export interface ObjectContentOptions {
  readonly kind: ContentKind;
  /** What was delivered before, up to the end of a record. Default: nothing. */
  readonly from?: Prefix | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Stored bytes on their way. */
interface Transfer {
  readonly bytes: AsyncGenerator<Buffer, void, void>;
  /** Ends it, also while it waits for bytes that nobody will take any more. */
  readonly stop: () => void;
}

interface Distrust {
  readonly offset: number;
  readonly reason: string;
  readonly prefix: Prefix;
}

/**
 * The content of one object as chunks of whole records, each exactly once however often the transfer breaks off or the
 * file proves to be damaged. Each object has its own back-pressure; an object may be started ahead of its turn.
 */
export class ObjectContent {
  readonly objectId: string;
  readonly #source: ObjectSource;
  readonly #options: ObjectContentOptions;
  readonly #tries: ObjectTries;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #verified = createDeferred<void>();
  #delivered: Prefix;
  #header: Buffer | undefined;
  #download: ObjectDownload | undefined;
  #ahead: { readonly ahead: ReadAhead; readonly stop: () => void } | undefined;
  #giveBackSlot: (() => void) | undefined;
  #distrust: Distrust | undefined;
  #distrusted = { offset: -1, times: 0 };

  constructor(source: ObjectSource, objectId: string, options: ObjectContentOptions) {
    this.objectId = objectId;
    this.#source = source;
    this.#options = options;
    this.#tries = new ObjectTries(source, objectId);
    this.#delivered = options.from ?? NO_PREFIX;
    this.#signal = joinWith(this.#stop.signal)(options.signal);
    this.#verified.promise.catch(() => undefined);
  }

  /**
   * Settles when the object was read: fulfilled once every byte arrived and its checksum holds, rejected otherwise, also
   * when the reader stops early. Await it before you commit what the chunks held.
   */
  get verified(): Promise<void> {
    return this.#verified.promise;
  }

  /** The record that names the columns, with its line feed; known with the first chunk. */
  get header(): Buffer | undefined {
    return this.#header;
  }

  /** Size of the stored object, once its transfer has begun and when the store tells it. */
  get storedBytes(): number | undefined {
    return this.#download?.totalBytes;
  }

  /** Stored bytes received by the present transfer. */
  get receivedBytes(): number {
    return this.#download?.receivedBytes ?? 0;
  }

  /** Entity tag of the stored object, once its transfer has begun and when the store gives one. */
  get etag(): string | undefined {
    return this.#download?.etag;
  }

  /** Starts the transfer before its turn. False when no slot is free. */
  startAhead(slots: ReadAheadSlots): boolean {
    this.#giveBackSlot = slots.take();
    if (this.#giveBackSlot === undefined) return false;
    const { bytes, stop } = this.#startTransfer();
    const ahead = new ReadAhead(bytes);
    ahead.start();
    this.#ahead = { ahead, stop };
    return true;
  }

  /** Ends the transfer and frees its connection, also if nothing was read. */
  stop(): void {
    this.#giveBackSlot?.();
    this.#stop.abort();
    this.#ahead?.ahead.stop();
    this.#verified.reject(new Error('The object was not read to its end.'));
  }

  /**
   * @throws ObjectChangedError when the delivered part is not a part of the file; ObjectCorruptError,
   * ObjectForbiddenError, JobLostError, NetworkError; CodedError DAP_ROW_INVALID for a record beyond 64 MiB.
   */
  async *chunks(): AsyncGenerator<ContentChunk, void, void> {
    try {
      for (;;) {
        const guard = new PrefixGuard(this.#delivered);
        try {
          yield* this.#readOnce(guard);
          break;
        } catch (error) {
          throwIfAborted(this.#options.signal);
          await this.#prepareNextTry(error, guard);
        }
      }
      this.#verified.resolve(undefined);
    } catch (error) {
      this.#verified.reject(error);
      throw error;
    } finally {
      this.stop();
    }
  }

  async *#readOnce(guard: PrefixGuard): AsyncGenerator<ContentChunk, void, void> {
    const { bytes, stop } = this.#takeTransfer();
    try {
      for await (const part of decodeContent(bytes, this.#options.kind)) {
        this.#giveBackSlot?.();
        yield* this.#fresh(part, guard);
        if (this.#distrust !== undefined) throw new CorruptData(this.#distrust.reason);
      }
      guard.end();
    } finally {
      stop();
    }
  }

  /** The transfer that was started ahead. If it failed, another one: what was in its way may be over by now. */
  #takeTransfer(): Transfer {
    const early = this.#ahead;
    this.#ahead = undefined;
    if (early === undefined || early.ahead.hasFailed) return this.#startTransfer();
    const stop = () => {
      early.stop();
      early.ahead.stop();
    };
    return { bytes: early.ahead.bytes(), stop };
  }

  #startTransfer(): Transfer {
    const stop = new AbortController();
    this.#download = new ObjectDownload(this.#source, this.objectId, joinWith(stop.signal)(this.#signal));
    return { bytes: this.#download.bytes(), stop: () => stop.abort() };
  }

  *#fresh({ bytes, length, headerBytes }: DecodedPart, guard: PrefixGuard): Generator<ContentChunk, void, void> {
    if (headerBytes > 0) {
      const header = bytes.subarray(0, headerBytes);
      this.#header = header;
      guard.accept(header, Math.min(headerBytes, length));
    }
    const rest = bytes.subarray(headerBytes);
    const restLength = Math.max(0, length - headerBytes);
    if (restLength === 0) return;
    const part = guard.accept(rest, restLength);
    if (part === undefined) return;
    yield this.#chunk(part.bytes, part.before, guard.passed.bytes);
  }

  #chunk(bytes: Buffer, before: { bytes: number; crc32: number }, endOffset: number): ContentChunk {
    const startOffset = before.bytes;
    const prefixAt = (offset: number): Prefix => ({
      bytes: offset,
      crc32: crc32(bytes.subarray(0, offset - startOffset), before.crc32),
    });
    const distrust = (offset: number, reason: string) => {
      this.#distrust = { offset, reason, prefix: prefixAt(offset) };
    };
    return { bytes, startOffset, endOffset, prefixAt, distrust };
  }

  /** @throws what ends the object. */
  async #prepareNextTry(error: unknown, guard: PrefixGuard): Promise<void> {
    const facts = { ...this.#source.subject, objectId: this.objectId };
    if (error instanceof PrefixMismatch) throw new ObjectChangedError(facts);
    if (isCodedError(error, 'DAP_ROW_INVALID')) throw withPlace(error, facts);
    const distrust = this.#distrust;
    this.#distrust = undefined;
    if (distrust !== undefined) this.#countDistrust(distrust, facts);
    if (guard.isPast) this.#delivered = distrust?.prefix ?? guard.passed;
    if (error instanceof CorruptData) await this.#download?.discardCopy();
    await this.#tries.next(error, this.#delivered.bytes, this.#signal);
  }

  #countDistrust({ offset, reason }: Distrust, facts: ObjectFacts): void {
    const times = offset === this.#distrusted.offset ? this.#distrusted.times + 1 : 1;
    this.#distrusted = { offset, times };
    if (times >= MAX_DISTRUST) throw new ObjectCorruptError(reason, facts);
  }
}

type ObjectFacts = ObjectSource['subject'] & { readonly objectId: string };

/** The record cutter knows neither table nor object. */
function withPlace(error: CodedError, facts: ObjectFacts): CodedError {
  const message = `${describeSubject(facts)}: ${error.message}`;
  return new CodedError('DAP_ROW_INVALID', { message, details: { ...error.details, ...facts }, cause: error });
}
