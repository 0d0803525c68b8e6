import { HttpFailure } from '../../http/http-failure.js';
import type { HttpResponse } from '../../http/transport.js';
import { toNetworkError } from '../errors/network-errors.js';
import type { ObjectSource } from './object-source.js';
import type { RangeRequest } from './open-object.js';
import { openObject } from './open-object.js';
import { StallBudget } from './stall-budget.js';

/** The transfer cannot go on where it broke: the object must be read from its first byte again. */
export class DownloadRestart extends Error {
  override readonly name = 'DownloadRestart';
}

/**
 * One transfer of an object: its stored bytes, each exactly once. A broken, short or stalled transfer goes on
 * behind the last byte received, provided the store supports ranges and the entity tag is still the same.
 */
export class ObjectDownload {
  readonly #source: ObjectSource;
  readonly #objectId: string;
  readonly #signal: AbortSignal;
  readonly #stalls: StallBudget;
  #received = 0;
  #total: number | undefined;
  #etag: string | undefined;

  constructor(source: ObjectSource, objectId: string, signal: AbortSignal) {
    this.#source = source;
    this.#objectId = objectId;
    this.#signal = signal;
    this.#stalls = new StallBudget(source);
  }

  /** Size of the stored object, once its transfer has begun and when the store tells it. */
  get totalBytes(): number | undefined {
    return this.#total;
  }

  /** @throws DownloadRestart; JobLostError, ObjectForbiddenError, NetworkError as `openObject` does. */
  async *bytes(): AsyncGenerator<Buffer, void, void> {
    let response = await this.#open();
    for (;;) {
      try {
        for await (const chunk of response.bytes()) {
          this.#received += chunk.length;
          yield chunk;
        }
        if (this.#total === undefined || this.#received >= this.#total) return;
        response = await this.#resume('the answer is shorter than announced');
      } catch (error) {
        if (!(error instanceof HttpFailure)) throw error;
        if (this.#received === this.#total) return;
        response = await this.#resume(error.message, error);
      }
    }
  }

  async #open(): Promise<HttpResponse> {
    const response = await openObject(this.#source, this.#objectId, undefined, this.#signal);
    this.#total = byteCount(response.header('content-length'));
    this.#etag = strongTag(response.header('etag'));
    return response;
  }

  async #resume(reason: string, failure?: HttpFailure): Promise<HttpResponse> {
    const canResume = this.#etag !== undefined && this.#received > 0;
    if (!canResume) throw new DownloadRestart(reason, { cause: failure });
    const isPatient = await this.#stalls.pause(this.#objectId, this.#received, this.#received, reason, this.#signal);
    if (!isPatient) {
      throw toNetworkError(failure ?? new DownloadRestart(reason), {
        ...this.#source.subject,
        objectId: this.#objectId,
      });
    }
    const range: RangeRequest = { fromByte: this.#received, etag: this.#etag ?? '' };
    const response = await openObject(this.#source, this.#objectId, range, this.#signal);
    if (this.#isContinuation(response)) return response;
    await response.discard();
    throw new DownloadRestart(`${reason}; the store does not continue it (status ${response.status})`);
  }

  /** A part counts only when it begins at the very byte, of the same version of the file (RFC 9110, 15.3.7). */
  #isContinuation(response: HttpResponse): boolean {
    if (response.status !== 206) return false;
    const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.header('content-range')?.trim() ?? '');
    if (range === null || Number(range[1]) !== this.#received) return false;
    const total = byteCount(range[3]);
    if (total !== undefined && this.#total !== undefined && total !== this.#total) return false;
    this.#total ??= total;
    const tag = response.header('etag');
    return tag === undefined || tag === this.#etag;
  }
}

function byteCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function strongTag(text: string | undefined): string | undefined {
  return text?.startsWith('"') === true ? text : undefined;
}
