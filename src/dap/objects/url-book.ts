import { abortable } from '../../http/abort.js';
import type { Clock } from '../../util/clock.js';
import { JobLostError } from '../errors/job-errors.js';
import { NotFoundError, ResponseInvalidError, ValidationError } from '../errors/request-errors.js';
import type { CallSubject } from '../table-ref.js';

/** Asks for the pre-signed URLs of some objects. */
export type FetchUrls = (objectIds: readonly string[]) => Promise<ReadonlyMap<string, { readonly url: string }>>;

/** What a book of URLs is made of. */
export interface UrlBookOptions {
  /** In the order in which they will be read. */
  readonly objectIds: readonly string[];
  readonly fetch: FetchUrls;
  readonly clock: Clock;
  readonly subject: CallSubject;
}

interface Entry {
  readonly url: string;
  readonly askedAtMs: number;
}

/** Objects per call: the service documents no bound; one bad id must not cost many. */
const BATCH_SIZE = 10;
/** URLs live for about 15 minutes; older ones than this are not begun with. */
const MAX_AGE_MS = 600_000;

/**
 * Pre-signed URLs of the objects of one job, asked for when the first of them is needed, a few at a time,
 * and again when they are old or were refused.
 */
export class UrlBook {
  readonly #options: UrlBookOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<unknown>>();

  constructor(options: UrlBookOptions) {
    this.#options = options;
  }

  /**
   * A URL that is fresh enough to begin with.
   *
   * @throws JobLostError when the object does not exist any more.
   */
  async url(objectId: string, signal?: AbortSignal): Promise<string> {
    const known = this.#fresh(objectId);
    if (known !== undefined) return known;
    const pending = this.#pending.get(objectId) ?? this.#fetch(this.#batchFrom(objectId), objectId);
    await abortable(pending, signal);
    const url = this.#fresh(objectId);
    if (url !== undefined) return url;
    throw new ResponseInvalidError('the URL of the object is missing', { ...this.#options.subject, objectId });
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
    return entry !== undefined && this.#options.clock.now() - entry.askedAtMs < MAX_AGE_MS ? entry.url : undefined;
  }

  /** The object and those that follow it, as far as their URLs are missing. */
  #batchFrom(objectId: string): readonly string[] {
    const { objectIds } = this.#options;
    const following = objectIds.slice(objectIds.indexOf(objectId) + 1);
    const missing = following.filter((id) => this.#fresh(id) === undefined && !this.#pending.has(id));
    return [objectId, ...missing.slice(0, BATCH_SIZE - 1)];
  }

  #fetch(batch: readonly string[], wanted: string): Promise<unknown> {
    const work = this.#ask(batch, wanted).finally(() => {
      for (const id of batch) this.#pending.delete(id);
    });
    for (const id of batch) this.#pending.set(id, work);
    return work;
  }

  async #ask(batch: readonly string[], wanted: string): Promise<void> {
    const askedAtMs = this.#options.clock.now();
    const urls = await this.#fetchOrAlone(batch, wanted);
    for (const [id, { url }] of urls) this.#entries.set(id, { url, askedAtMs });
  }

  /** A later object that is gone, or a batch that is too large, must not hide the one that is wanted. */
  async #fetchOrAlone(batch: readonly string[], wanted: string): ReturnType<FetchUrls> {
    try {
      return await this.#options.fetch(batch);
    } catch (error) {
      const isAboutBatch = error instanceof NotFoundError || error instanceof ValidationError;
      if (!isAboutBatch || batch.length === 1) throw this.#lost(error, wanted);
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
