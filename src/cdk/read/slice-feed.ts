import { createDeferred, type Deferred } from '../../util/deferred.js';
import type { StreamItem } from '../stream-items.js';
import type { Breather } from './breather.js';
import { SliceAhead } from './slice-ahead.js';

type Items = AsyncIterable<StreamItem<object>> | Iterable<StreamItem<object>>;

/** A slice whose turn it is, with what it holds. */
interface SliceTurn<Slice> {
  readonly slice: Slice;
  readonly items: Items;
}

/** What a feed reads from. */
export interface FeedParts<Slice> {
  readonly slices: Iterable<Slice> | AsyncIterable<Slice>;
  /** Begins to read a slice. Without a signal it is the slice whose turn it is. */
  readonly read: (slice: Slice, signal?: AbortSignal) => Items;
  /** Slices at a time. */
  readonly concurrency: number;
  readonly breather: Breather;
  /** Whether other slices are still to be read after this failure. */
  readonly isIsolated: (slice: Slice, error: unknown) => boolean;
  /** Called when no further slice is wanted: whatever `slices` waits for is to end. */
  readonly giveUp: () => void;
}

/** Slices in their order. With a concurrency above 1 the next ones are read meanwhile. */
export function feedSlices<Slice>(parts: FeedParts<Slice>): AsyncGenerator<SliceTurn<Slice>> {
  return parts.concurrency > 1 ? new ConcurrentFeed(parts).turns() : oneByOne(parts);
}

async function* oneByOne<Slice>({ slices, read }: FeedParts<Slice>): AsyncGenerator<SliceTurn<Slice>> {
  for await (const slice of slices) yield { slice, items: read(slice) };
}

/**
 * Reads up to `concurrency` slices at a time. Twice as many may be open: those that are done wait for their turn, each
 * in a buffer of bounded size. After a failure no slice begins and the later ones are given up; the earlier ones are
 * read to their end, because their state counts.
 */
class ConcurrentFeed<Slice> {
  readonly #parts: FeedParts<Slice>;
  readonly #waiting: SliceAhead<Slice>[] = [];
  /** Slices that began and have not left. */
  readonly #open = new Set<SliceAhead<Slice>>();
  #reading = 0;
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;
  #change: Deferred<void> = createDeferred();

  constructor(parts: FeedParts<Slice>) {
    this.#parts = parts;
  }

  async *turns(): AsyncGenerator<SliceTurn<Slice>> {
    const beginning = this.#beginSlices();
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next !== undefined) {
          yield { slice: next.slice, items: next.items() };
          this.#open.delete(next);
          this.#changed();
        } else if (this.#isOver) {
          if (this.#failure !== undefined) throw this.#failure.error;
          return;
        } else {
          await this.#nextChange();
        }
      }
    } finally {
      this.#isOver = true;
      this.#changed();
      this.#parts.giveUp();
      const open = [...this.#open];
      for (const slice of open) slice.abort();
      await Promise.all([beginning, ...open.map(({ settled }) => settled)]);
    }
  }

  /** Begins slices whenever there is room. Never rejects: a failure is thrown when the slices before it have left. */
  async #beginSlices(): Promise<void> {
    const { concurrency } = this.#parts;
    try {
      for await (const slice of this.#parts.slices) {
        if (this.#isOver) return;
        this.#begin(slice);
        while (!this.#isOver && (this.#reading >= concurrency || this.#open.size >= 2 * concurrency)) {
          await this.#nextChange();
        }
        // Otherwise one more slice would begin after a failure.
        if (this.#isOver) return;
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#isOver = true;
      this.#changed();
    }
  }

  #begin(slice: Slice): void {
    const { read, breather } = this.#parts;
    this.#reading += 1;
    const ahead = new SliceAhead(slice, read, breather, (error) => this.#failed(ahead, error));
    this.#open.add(ahead);
    this.#waiting.push(ahead);
    void ahead.settled.then(() => {
      this.#reading -= 1;
      this.#changed();
    });
    this.#changed();
  }

  #failed(ahead: SliceAhead<Slice>, error: unknown): void {
    if (this.#parts.isIsolated(ahead.slice, error)) return;
    this.#isOver = true;
    const at = this.#waiting.indexOf(ahead);
    for (const later of this.#waiting.splice(at + 1)) later.abort();
    this.#changed();
  }

  #changed(): void {
    const change = this.#change;
    this.#change = createDeferred();
    change.resolve();
  }

  async #nextChange(): Promise<void> {
    await this.#change.promise;
  }
}
