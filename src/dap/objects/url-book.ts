import { abortable } from '../../http/abort.js';
import { backoffMs, type RetryPolicy } from '../../http/retry-policy.js';
import type { Clock } from '../../util/clock.js';
import { JobLostError } from '../errors/job-errors.js';
import { IncompleteAnswerError, NotFoundError, ValidationError } from '../errors/request-errors.js';
import { FIRST_URL_BATCH, MAX_URL_AGE_MS, MAX_URL_BATCH, MAX_URL_TRIES } from '../limits.js';
import type { CallSubject } from '../table-ref.js';

/** Asks for the pre-signed URLs of some objects. */
export type FetchUrls = (objectIds: readonly string[]) => Promise<ReadonlyMap<string, { readonly url: string }>>;

/** What a book of URLs needs. */
export interface UrlBookOptions {
  /** In the order in which they will be read. */
  readonly objectIds: readonly string[];
  readonly fetch: FetchUrls;
  readonly clock: Clock;
  readonly policy: Pick<RetryPolicy, 'baseDelayMs' | 'maxDelayMs'>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly subject: CallSubject;
}

interface Entry {
  readonly url: string;
  readonly askedAtMs: number;
}

/**
 * Pre-signed URLs of the objects of one job, asked for when the first of them is needed, and again when they are old
 * or were refused. The calls are counted by the service, so the number of URLs in a call doubles as long as they are
 * used before they are old: a job of thousands of small files needs few calls, one of large files wastes none.
 */
export class UrlBook {
  readonly #options: UrlBookOptions;
  readonly #places: ReadonlyMap<string, number>;
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<unknown>>();
  #batchSize = FIRST_URL_BATCH;
  #largestBatch = MAX_URL_BATCH;

  constructor(options: UrlBookOptions) {
    this.#options = options;
    this.#places = new Map(options.objectIds.map((id, index) => [id, index]));
  }

  /**
   * A URL that is fresh enough to begin with.
   *
   * @throws JobLostError when the object does not exist any more; IncompleteAnswerError when the service keeps leaving
   * out its URL.
   */
  async url(objectId: string, signal?: AbortSignal): Promise<string> {
    const { clock, policy, random, subject } = this.#options;
    for (let tried = 1; ; tried += 1) {
      const known = this.#fresh(objectId);
      if (known !== undefined) return known;
      const pending = this.#pending.get(objectId) ?? this.#fetch(this.#batchFrom(objectId), objectId);
      await abortable(pending, signal);
      const url = this.#fresh(objectId);
      if (url !== undefined) return url;
      if (tried >= MAX_URL_TRIES)
        throw new IncompleteAnswerError('the URL of the object is missing', { ...subject, objectId });
      await clock.sleep(backoffMs(policy, tried, random), signal);
    }
  }

  /** The store refused `url`: it is not handed out again. */
  refused(objectId: string, url: string): void {
    if (this.#entries.get(objectId)?.url === url) this.#entries.delete(objectId);
  }

  /** Whatever URL the object has, the next read asks for another. */
  forget(objectId: string): void {
    this.#entries.delete(objectId);
  }

  #fresh(objectId: string): string | undefined {
    const entry = this.#entries.get(objectId);
    if (entry === undefined) return undefined;
    return this.#options.clock.monotonic() - entry.askedAtMs < MAX_URL_AGE_MS ? entry.url : undefined;
  }

  /** The object and those that follow it, as far as their URLs are missing. */
  #batchFrom(objectId: string): readonly string[] {
    const { objectIds } = this.#options;
    if (this.#entries.has(objectId)) this.#batchSize = FIRST_URL_BATCH;
    const batch = [objectId];
    for (let at = (this.#places.get(objectId) ?? objectIds.length) + 1; at < objectIds.length; at += 1) {
      if (batch.length >= this.#batchSize) break;
      const id = objectIds[at] as string;
      if (this.#fresh(id) === undefined && !this.#pending.has(id)) batch.push(id);
    }
    this.#batchSize = Math.min(this.#largestBatch, this.#batchSize * 2);
    return batch;
  }

  #fetch(batch: readonly string[], wanted: string): Promise<unknown> {
    const work = this.#ask(batch, wanted).finally(() => {
      for (const id of batch) this.#pending.delete(id);
    });
    for (const id of batch) this.#pending.set(id, work);
    return work;
  }

  async #ask(batch: readonly string[], wanted: string): Promise<void> {
    const askedAtMs = this.#options.clock.monotonic();
    const urls = await this.#fetchOrAlone(batch, wanted);
    for (const [id, { url }] of urls) this.#entries.set(id, { url, askedAtMs });
    this.#forgetBehind(wanted);
  }

  /** Objects are read in their order: URLs far behind are not needed again, and a job may have many thousands. */
  #forgetBehind(wanted: string): void {
    const place = this.#places.get(wanted) ?? 0;
    for (const id of this.#entries.keys()) {
      if ((this.#places.get(id) ?? place) < place - MAX_URL_BATCH) this.#entries.delete(id);
    }
  }

  /** A later object that is gone, or a batch that is too large, must not hide the one that is wanted. */
  async #fetchOrAlone(batch: readonly string[], wanted: string): ReturnType<FetchUrls> {
    try {
      return await this.#options.fetch(batch);
    } catch (error) {
      const isAboutBatch = error instanceof NotFoundError || error instanceof ValidationError;
      if (!isAboutBatch || batch.length === 1) throw this.#lost(error, wanted);
      this.#largestBatch = Math.min(this.#largestBatch, Math.max(FIRST_URL_BATCH, batch.length >> 1));
      this.#batchSize = Math.min(this.#batchSize, this.#largestBatch);
    }
    try {
      return await this.#options.fetch([wanted]);
    } catch (error) {
      throw this.#lost(error, wanted);
    }
  }

  #lost(error: unknown, objectId: string): unknown {
    if (!(error instanceof NotFoundError)) return error;
    const { type, uuid, kind, id, status } = error;
    const facts = { ...this.#options.subject, objectId, type, uuid, kind, id, status, cause: error };
    return new JobLostError('the object is gone', facts);
  }
}
