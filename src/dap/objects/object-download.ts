import { HttpFailure } from '../../http/http-failure.js';
import { toNetworkError } from '../errors/network-errors.js';
import type { ObjectSource } from './object-source.js';
import type { RangeRequest } from './open-object.js';
import { openObject } from './open-object.js';
import type { SpooledObject } from './spooled-object.js';
import { StallBudget } from './stall-budget.js';

/** The transfer cannot continue where it broke: the object must be read from its first byte again. */
export class DownloadRestart extends Error {
  override readonly name = 'DownloadRestart';
}

/** The beginning of a transfer: everything of it, or the rest of an earlier one. */
export interface DownloadStart {
  /** Stored bytes received before. */
  readonly fromByte: number;
  /** Strong entity tag that the store gave with them. */
  readonly etag: string | undefined;
}

/** The part of an answer that a transfer reads. */
interface Part {
  bytes(): AsyncIterable<Buffer>;
}

const FROM_THE_START: DownloadStart = { fromByte: 0, etag: undefined };

/**
 * One transfer of an object: its stored bytes, each exactly once. A broken, short or stalled transfer continues behind
 * the last byte received, provided the store supports ranges and the entity tag is still the same, or a copy of the
 * object lies on this machine.
 */
export class ObjectDownload {
  readonly #source: ObjectSource;
  readonly #objectId: string;
  readonly #signal: AbortSignal;
  readonly #stalls: StallBudget;
  readonly #start: DownloadStart;
  #received: number;
  #total: number | undefined;
  #etag: string | undefined;
  #copy: SpooledObject | undefined;

  constructor(source: ObjectSource, objectId: string, signal: AbortSignal, start: DownloadStart = FROM_THE_START) {
    this.#source = source;
    this.#objectId = objectId;
    this.#signal = signal;
    this.#stalls = new StallBudget(source);
    this.#start = start;
    this.#received = start.fromByte;
    this.#etag = start.etag;
  }

  /** Size of the stored object, once its transfer has begun and when the store tells it. */
  get totalBytes(): number | undefined {
    return this.#total;
  }

  /** Stored bytes received so far, those of an earlier transfer included. */
  get receivedBytes(): number {
    return this.#received;
  }

  /** Strong entity tag of the object, once its transfer has begun and when the store gives one. */
  get etag(): string | undefined {
    return this.#etag;
  }

  /** The bytes received are damaged: a copy on this machine that they came from is not used again. */
  async discardCopy(): Promise<void> {
    await this.#copy?.discard();
  }

  /** @throws DownloadRestart; JobLostError, ObjectForbiddenError, NetworkError as `openObject` does. */
  async *bytes(): AsyncGenerator<Buffer, void, void> {
    let part = this.#start.fromByte > 0 ? await this.#continue('a part was received before') : await this.#open();
    for (;;) {
      try {
        for await (const chunk of part.bytes()) {
          this.#received += chunk.length;
          yield chunk;
        }
        if (this.#total === undefined || this.#received >= this.#total) return;
        part = await this.#resume('the answer is shorter than announced');
      } catch (error) {
        if (!(error instanceof HttpFailure)) throw error;
        if (this.#received === this.#total) return;
        part = await this.#resume(error.message, error);
      }
    }
  }

  async #open(): Promise<Part> {
    const copy = await this.#source.spooled?.(this.#objectId);
    if (copy !== undefined) {
      this.#copy = copy;
      this.#total = copy.bytes;
      this.#etag = copy.etag;
      return { bytes: () => copy.read(0) };
    }
    const response = await openObject(this.#source, this.#objectId, undefined, this.#signal);
    this.#total = byteCount(response.header('content-length'));
    this.#etag = strongTag(response.header('etag'));
    return response;
  }

  async #resume(reason: string, failure?: HttpFailure): Promise<Part> {
    const canResume = this.#etag !== undefined && this.#received > 0;
    if (!canResume) throw new DownloadRestart(reason, { cause: failure });
    const isPatient = await this.#stalls.pause(this.#objectId, this.#received, this.#received, reason, this.#signal);
    if (!isPatient) {
      throw toNetworkError(failure ?? new DownloadRestart(reason), {
        ...this.#source.subject,
        objectId: this.#objectId,
      });
    }
    return await this.#continue(reason);
  }

  async #continue(reason: string): Promise<Part> {
    if (this.#etag === undefined) throw new DownloadRestart(reason);
    const copy = await this.#source.spooled?.(this.#objectId);
    if (copy !== undefined) {
      if (copy.etag !== this.#etag) throw new DownloadRestart(`${reason}; the copy is of another version`);
      this.#copy = copy;
      this.#total = copy.bytes;
      return { bytes: () => copy.read(this.#received) };
    }
    const range: RangeRequest = { fromByte: this.#received, etag: this.#etag };
    const response = await openObject(this.#source, this.#objectId, range, this.#signal);
    if (this.#isContinuation(response.status, (name) => response.header(name))) return response;
    await response.discard();
    throw new DownloadRestart(`${reason}; the store does not continue it (status ${response.status})`);
  }

  /** A part counts only when it begins at the very byte, of the same version of the file (RFC 9110, 15.3.7). */
  #isContinuation(status: number, header: (name: string) => string | undefined): boolean {
    if (status !== 206) return false;
    const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header('content-range')?.trim() ?? '');
    if (range === null || Number(range[1]) !== this.#received) return false;
    const total = byteCount(range[3]);
    if (total !== undefined && this.#total !== undefined && total !== this.#total) return false;
    this.#total ??= total;
    const tag = header('etag');
    return tag === undefined || tag === this.#etag;
  }
}

function byteCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function strongTag(text: string | undefined): string | undefined {
  return text?.startsWith('"') === true ? text : undefined;
}
