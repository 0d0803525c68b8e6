import { isAbort } from '../../errors.js';
import { createDeferred, type Deferred } from '../../util/deferred.js';
import type { StreamItem } from '../stream-items.js';
import type { Breather } from './breather.js';
import { ItemSizes } from './item-sizes.js';

/** What one slice may hold in memory before it leaves: then it is paused. */
const MAX_RECORDS = 10_000;
const MAX_CHARS = 8 * 1024 * 1024;

/** A slice that is read before its turn, into a buffer of bounded size. */
export class SliceAhead<Slice> {
  readonly slice: Slice;
  readonly #stop = new AbortController();
  #items: StreamItem<object>[] = [];
  #sizes = new ItemSizes();
  #change: Deferred<void> = createDeferred();
  #room: Deferred<void> | undefined;
  #isDone = false;
  #failure: { readonly error: unknown } | undefined;
  /** Settles when the reading has ended, whatever its outcome. Never rejects. */
  readonly settled: Promise<void>;

  /**
   * @param read - begins the reading; the signal fires when it is to be given up
   * @param onFailure - called at once when the reading fails, long before it is this slice's turn
   */
  constructor(
    slice: Slice,
    read: (slice: Slice, signal: AbortSignal) => AsyncIterable<StreamItem<object>> | Iterable<StreamItem<object>>,
    breather: Breather,
    onFailure: (error: unknown) => void,
  ) {
    this.slice = slice;
    this.settled = this.#fill(read, breather, onFailure);
  }

  /** Gives the reading up. */
  abort(): void {
    this.#stop.abort();
    this.#room?.resolve();
  }

  /** What was read, as it comes. Throws what the reading threw, after the items before it. */
  async *items(): AsyncGenerator<StreamItem<object>> {
    for (;;) {
      const items = this.#items;
      this.#items = [];
      this.#sizes.clear();
      this.#room?.resolve();
      yield* items;
      if (this.#items.length > 0) continue;
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#isDone) return;
      this.#change = createDeferred();
      await this.#change.promise;
    }
  }

  async #fill(
    read: (slice: Slice, signal: AbortSignal) => AsyncIterable<StreamItem<object>> | Iterable<StreamItem<object>>,
    breather: Breather,
    onFailure: (error: unknown) => void,
  ): Promise<void> {
    const { signal } = this.#stop;
    try {
      for await (const item of read(this.slice, signal)) {
        if (signal.aborted) return;
        this.#items.push(item);
        this.#sizes.add(item);
        this.#change.resolve();
        if (breather.isDue) await breather.breathe();
        if (this.#sizes.records >= MAX_RECORDS || this.#sizes.chars >= MAX_CHARS) await this.#waitForRoom();
      }
    } catch (error) {
      this.#failure = { error };
      if (!(signal.aborted && isAbort(error))) onFailure(error);
    } finally {
      this.#isDone = true;
      this.#change.resolve();
    }
  }

  async #waitForRoom(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#room = createDeferred();
    await this.#room.promise;
    this.#room = undefined;
  }
}
