import { READ_AHEAD_BYTES } from '../limits.js';

/** A number of transfers that may be ahead of their turn at a time. */
export class ReadAheadSlots {
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Takes a slot if there is one. Give it back by the function returned, once. */
  take(): (() => void) | undefined {
    if (this.#free <= 0) return undefined;
    this.#free -= 1;
    let isOpen = true;
    return () => {
      if (isOpen) this.#free += 1;
      isOpen = false;
    };
  }
}

/**
 * Pulls from a source before anybody asks, until some bytes are waiting; from then on only as they are taken. What the
 * source throws comes out in its turn.
 */
export class ReadAhead {
  readonly #source: AsyncGenerator<Buffer, void, void>;
  readonly #maxBytes: number;
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #end: { readonly error?: unknown } | undefined;
  #pulling: Promise<void> | undefined;

  constructor(source: AsyncGenerator<Buffer, void, void>, maxBytes = READ_AHEAD_BYTES) {
    this.#source = source;
    this.#maxBytes = maxBytes;
  }

  /** Begins to pull. */
  start(): void {
    if (this.#pulling !== undefined || this.#end !== undefined || this.#waitingBytes >= this.#maxBytes) return;
    this.#pulling = this.#pull().finally(() => {
      this.#pulling = undefined;
    });
  }

  /** True when the source has thrown, whether or not that came out yet. */
  get hasFailed(): boolean {
    return this.#end !== undefined && 'error' in this.#end;
  }

  /** Ends the source: what it has thrown or throws in the end concerns nobody any more. */
  stop(): void {
    this.#source.return().catch(() => undefined);
  }

  async *bytes(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        this.#waitingBytes -= next.length;
        yield next;
        continue;
      }
      if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      this.start();
      await this.#pulling;
    }
  }

  async #pull(): Promise<void> {
    try {
      while (this.#waitingBytes < this.#maxBytes) {
        const next = await this.#source.next();
        if (next.done === true) {
          this.#end = {};
          return;
        }
        this.#waiting.push(next.value);
        this.#waitingBytes += next.value.length;
      }
    } catch (error) {
      this.#end = { error };
    }
  }
}
