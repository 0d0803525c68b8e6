import type { Clock } from '../util/clock.js';
import { abortError, throwIfAborted } from './abort.js';
import type { Slot } from './rate-limiter.js';

/** A slot of this process, given back at once. */
export interface WindowSlot extends Slot {
  done(): void;
  unused(): void;
}

interface Waiter {
  readonly grant: (slot: WindowSlot) => void;
}

/**
 * At most `max` requests within any `windowMs`, first come, first served. A slot is taken before the request
 * leaves and stays taken until `windowMs` after its answer: whenever between these two moments the server
 * counted the request, it never sees more than `max` in one of its own windows.
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
   * Waits for a slot. `onWait` is called at once if no slot is free, with the shortest possible wait.
   *
   * @throws the abort error when `signal` fires first; the place in the queue is lost.
   */
  async acquire(signal?: AbortSignal, onWait?: (atLeastMs: number) => void): Promise<WindowSlot> {
    throwIfAborted(signal);
    this.#dropExpired();
    if (this.#waiters.length === 0 && this.#hasFree()) return this.#take();
    const now = this.#clock.monotonic();
    onWait?.(Math.max(0, (this.#cooling[0] ?? now) - now));
    return await this.#enqueue(signal);
  }

  #enqueue(signal: AbortSignal | undefined): Promise<WindowSlot> {
    return new Promise<WindowSlot>((resolve, reject) => {
      const onAbort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        // If nothing waits, the timer would only keep the process alive.
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

  #take(): WindowSlot {
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
