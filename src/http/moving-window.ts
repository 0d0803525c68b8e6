import type { Clock } from '../util/clock.js';
import { abortError, throwIfAborted } from './abort.js';

/** Permission for one request. Give it back when the answer has arrived. */
export interface Slot {
  /** The answer is here: the slot is free again one window from now. */
  done(): void;
  /** The server saw nothing of the request: the slot is free at once. */
  unused(): void;
}

interface Waiter {
  readonly grant: (slot: Slot) => void;
}

/**
 * At most `max` requests within any `windowMs`, first come, first served. A slot is taken before the request
 * leaves and stays taken until `windowMs` after its answer: wherever between those two moments the server
 * counted the request, it never sees more than `max` in a window of its own.
 */
export class MovingWindow {
  readonly #max: number;
  readonly #windowMs: number;
  readonly #clock: Clock;
  readonly #waiters: Waiter[] = [];
  /** Monotonic times at which slots of answered requests become free, ascending. */
  #cooling: number[] = [];
  #inFlight = 0;
  #timer: AbortController | undefined;

  constructor(max: number, windowMs: number, clock: Clock) {
    this.#max = max;
    this.#windowMs = windowMs;
    this.#clock = clock;
  }

  /**
   * Waits for a slot. `onWait` is called at once when there is none, with the shortest time the wait can take.
   *
   * @throws the abort error when `signal` fires first; the place in the queue is given up.
   */
  async acquire(signal?: AbortSignal, onWait?: (atLeastMs: number) => void): Promise<Slot> {
    throwIfAborted(signal);
    this.#dropExpired();
    if (this.#waiters.length === 0 && this.#hasFree()) return this.#take();
    const now = this.#clock.monotonic();
    onWait?.(Math.max(0, (this.#cooling[0] ?? now) - now));
    return await this.#enqueue(signal);
  }

  #enqueue(signal: AbortSignal | undefined): Promise<Slot> {
    return new Promise<Slot>((resolve, reject) => {
      const onAbort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        // Without anybody waiting, the timer would only keep the process alive.
        if (this.#waiters.length === 0) this.#timer?.abort();
        if (signal !== undefined) reject(abortError(signal));
      };
      const waiter: Waiter = {
        grant: (slot) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(slot);
        },
      };
      this.#waiters.push(waiter);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#serve();
    });
  }

  #serve(): void {
    this.#dropExpired();
    while (this.#waiters.length > 0 && this.#hasFree()) this.#waiters.shift()?.grant(this.#take());
    const next = this.#cooling[0];
    if (this.#waiters.length === 0 || next === undefined || this.#timer !== undefined) return;
    const timer = new AbortController();
    this.#timer = timer;
    const wake = () => {
      if (this.#timer === timer) this.#timer = undefined;
      this.#serve();
    };
    this.#clock.sleep(next - this.#clock.monotonic(), timer.signal).then(wake, wake);
  }

  #take(): Slot {
    this.#inFlight += 1;
    let isOpen = true;
    const giveBack = (freeAt: number | undefined) => {
      if (!isOpen) return;
      isOpen = false;
      this.#inFlight -= 1;
      if (freeAt !== undefined) this.#cooling.push(freeAt);
      this.#serve();
    };
    return { done: () => giveBack(this.#clock.monotonic() + this.#windowMs), unused: () => giveBack(undefined) };
  }

  #hasFree(): boolean {
    return this.#inFlight + this.#cooling.length < this.#max;
  }

  #dropExpired(): void {
    const now = this.#clock.monotonic();
    this.#cooling = this.#cooling.filter((freeAt) => freeAt > now);
  }
}
