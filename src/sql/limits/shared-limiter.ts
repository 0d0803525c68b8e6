import type { RateLimiter, RateLimits, Slot } from '../../dap/index.js';
import { errorText } from '../../errors.js';
import { abortable, throwIfAborted } from '../../http/abort.js';
import { type Clock, systemClock } from '../../util/clock.js';
import type { SlotStore } from './slot-store.js';

/** The operations with few requests a minute; the others are limited within the process alone. */
const SHARED = ['submitQuery', 'listTables'] as const;
type SharedOperation = (typeof SHARED)[number];

/** The clocks of the machines may differ by so much in all. */
const MARGIN_MS = 2000;
/** A slot is taken for that many windows while its request is under way: a process that is killed gives it back so. */
const WINDOWS_UNDER_WAY = 2;
/** Those who wait for one slot come back over this time, not all at once. */
const JITTER_MS = 250;
/** After a failure the database is left alone for so long. */
const RETRY_STORE_MS = 60_000;

/** What a {@link sharedLimiter} needs. */
export interface SharedLimiterOptions {
  readonly store: SlotStore;
  /** Whose requests are counted together. */
  readonly account: string;
  readonly limits: RateLimits;
  /** The limiter of this process. It comes first, and is all there is while the database fails. */
  readonly local: RateLimiter;
  readonly onWarning?: ((message: string) => void) | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

/**
 * A limiter that processes share through a database: of each operation, so many requests in any window, exactly. There
 * is a row for each of them, which a request takes and which is free again one window after its answer. (The windows of
 * the library begin at fixed times: twice as many requests could meet at a border.)
 */
export function sharedLimiter(options: SharedLimiterOptions): RateLimiter {
  const queues = new Map(SHARED.map((operation) => [operation as string, new SharedQueue(operation, options)]));
  return {
    acquire: async (operation, signal, onWait) => {
      let hasWaited = false;
      const waitOnce = (ms: number): void => {
        if (!hasWaited) onWait?.(ms);
        hasWaited = true;
      };
      const local = await options.local.acquire(operation, signal, waitOnce);
      const queue = queues.get(operation);
      if (queue === undefined) return local;
      try {
        return both(local, await queue.acquire(signal, waitOnce));
      } catch (error) {
        await local.unused();
        throw error;
      }
    },
  };
}

function both(local: Slot, shared: Slot | undefined): Slot {
  if (shared === undefined) return local;
  return {
    done: async () => {
      await shared.done();
      await local.done();
    },
    unused: async () => {
      await shared.unused();
      await local.unused();
    },
  };
}

/** The slots of one operation. Within the process, first come, first served. */
class SharedQueue {
  readonly #options: SharedLimiterOptions;
  readonly #slots: readonly string[];
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();
  #failedUntil = Number.NEGATIVE_INFINITY;
  #hasWarned = false;

  constructor(operation: SharedOperation, options: SharedLimiterOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#slots = Array.from({ length: options.limits[operation] }, (_, n) => `${options.account}:${operation}:${n}`);
  }

  /** @returns undefined when the database fails: the limiter of the process has to do. */
  async acquire(signal: AbortSignal | undefined, onWait: (ms: number) => void): Promise<Slot | undefined> {
    const mine = this.#last.then(async () => await this.#wait(signal, onWait));
    this.#last = mine.catch(() => undefined);
    try {
      return await abortable(mine, signal);
    } catch (error) {
      // It may have got a slot in the same moment.
      mine.then(async (slot) => await slot?.unused()).catch(() => undefined);
      throw error;
    }
  }

  async #wait(signal: AbortSignal | undefined, onWait: (ms: number) => void): Promise<Slot | undefined> {
    const { random = Math.random } = this.#options;
    for (;;) {
      throwIfAborted(signal);
      const found = await this.#takeAny(Math.floor(random() * this.#slots.length));
      if (found === undefined) return undefined;
      if (typeof found !== 'number') return found;
      onWait(found);
      await this.#clock.sleep(found + random() * JITTER_MS, signal);
    }
  }

  /** @returns a slot, or the time until one is free; undefined when the database fails. */
  async #takeAny(first: number): Promise<Slot | number | undefined> {
    if (this.#clock.monotonic() < this.#failedUntil) return undefined;
    const { store, limits } = this.#options;
    let shortest = limits.windowMs;
    try {
      for (const at of this.#slots.keys()) {
        const slot = this.#slots[(first + at) % this.#slots.length] as string;
        const wait = await store.take(slot, WINDOWS_UNDER_WAY * limits.windowMs + MARGIN_MS);
        if (wait === undefined) return this.#slot(slot);
        shortest = Math.min(shortest, wait);
      }
      return shortest;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #slot(slot: string): Slot {
    const { store, limits } = this.#options;
    let isOpen = true;
    const giveBack = async (work: () => Promise<void>): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      await work().catch((error: unknown) => this.#fail(error));
    };
    return {
      done: async () => await giveBack(async () => await store.keep(slot, limits.windowMs + MARGIN_MS)),
      unused: async () => await giveBack(async () => await store.free(slot)),
    };
  }

  #fail(error: unknown): void {
    this.#failedUntil = this.#clock.monotonic() + RETRY_STORE_MS;
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#options.onWarning?.(
      `The request limits of DAP cannot be shared with other processes through the database for now: ${errorText(error)}`,
    );
  }
}
