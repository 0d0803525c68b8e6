import { HttpFailure } from '../../http/http-failure.js';
import { ObjectCorruptError } from '../errors/job-errors.js';
import { NetworkError } from '../errors/network-errors.js';
import { MAX_CORRUPT } from '../limits.js';
import { CorruptData } from './inflate-gzip.js';
import { DownloadRestart } from './object-download.js';
import type { ObjectSource } from './object-source.js';
import { StallBudget } from './stall-budget.js';

/** Patience with one object: how often it is fetched again from its start. */
export class ObjectTries {
  readonly #source: ObjectSource;
  readonly #objectId: string;
  readonly #stalls: StallBudget;
  #corrupt = 0;

  constructor(source: ObjectSource, objectId: string) {
    this.#source = source;
    this.#objectId = objectId;
    this.#stalls = new StallBudget(source);
  }

  /**
   * Waits before another try.
   *
   * @param progress - bytes gained so far, in whatever unit, always the same
   * @throws what ends the object: `error` itself if another try cannot help, ObjectCorruptError or NetworkError when
   * patience is over.
   */
  async next(error: unknown, progress: number, signal: AbortSignal): Promise<void> {
    const facts = { ...this.#source.subject, objectId: this.#objectId };
    if (error instanceof CorruptData) {
      this.#corrupt += 1;
      if (this.#corrupt >= MAX_CORRUPT) throw new ObjectCorruptError(error.message, { ...facts, cause: error });
      this.#source.urls.forget(this.#objectId);
    } else if (!(error instanceof DownloadRestart)) {
      throw error;
    }
    if (await this.#stalls.pause(this.#objectId, progress + this.#corrupt, 0, error.message, signal)) return;
    throw error.cause instanceof HttpFailure
      ? new NetworkError(error.cause, facts)
      : new ObjectCorruptError(error.message, facts);
  }
}
