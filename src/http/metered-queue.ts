import type { Clock } from '../util/clock.js';
import { abortError, throwIfAborted } from './abort.js';
import type { Slot } from './rate-limiter.js';

/** A slot of this process, given back at once. */
export interface LocalSlot extends Slot {
  done(): void;
  unused(): void;
}

/** Counts how much of a limit is used. Times are monotonic, in milliseconds. */
export interface Meter {
  /** Whether a request of this weight may leave. A weight above the whole limit counts as the whole limit. */
  fits(weight: number, nowMs: number): boolean;
  take(weight: number, nowMs: number): void;
  /** The request was answered. */
  done(weight: number, nowMs: number): void;
  /** The request never reached the server. */
  unused(weight: number): void;
  /** When something becomes free without an answer; undefined if nothing does. */
  nextFreeAt(nowMs: number): number | undefined;
}

interface Waiter {
  readonly weight: number;
  readonly grant: (slot: LocalSlot) => void;
}

/** Lets requests leave as far as a {@link Meter} allows: first come, first served, also if a later one is lighter. */
export class MeteredQueue {
  readonly #meter: Meter;
  readonly #clock: Clock;
  readonly #waiters: Waiter[] = [];
  #timer: { readonly at: number; readonly stop: AbortController } | undefined;

  constructor(meter: Meter, clock: Clock) {
    this.#meter = meter;
    this.#clock = clock;
  }

  /**
   * Waits for a slot. `onWait` is called at once if no slot is free, with the shortest possible wait.
   *
   * @throws the abort error when `signal` fires first; the place in the queue is lost.
   */
  async acquire(weight: number, signal?: AbortSignal, onWait?: (atLeastMs: number) => void): Promise<LocalSlot> {
    throwIfAborted(signal);
    const now = this.#clock.monotonic();
    if (this.#waiters.length === 0 && this.#meter.fits(weight, now)) return this.#take(weight, now);
    onWait?.(Math.max(0, (this.#meter.nextFreeAt(now) ?? now) - now));
    return await this.#enqueue(weight, signal);
  }

  #enqueue(weight: number, signal: AbortSignal | undefined): Promise<LocalSlot> {
    return new Promise<LocalSlot>((resolve, reject) => {
      const onAbort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        if (signal !== undefined) reject(abortError(signal));
        // If nothing waits, the timer would only keep the process alive; else the next one may be lighter.
        if (this.#waiters.length === 0) this.#timer?.stop.abort();
        else this.#serve();
      };
      const waiter: Waiter = {
        weight,
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
    const now = this.#clock.monotonic();
    for (let first = this.#waiters[0]; first !== undefined; first = this.#waiters[0]) {
      if (!this.#meter.fits(first.weight, now)) break;
      this.#waiters.shift();
      first.grant(this.#take(first.weight, now));
    }
    const next = this.#meter.nextFreeAt(now);
    if (this.#waiters.length > 0 && next !== undefined) this.#wakeAt(next, now);
  }

  /** One timer at a time; one that would wake later than needed is replaced. */
  #wakeAt(at: number, now: number): void {
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    const replaced = this.#timer;
    const timer = { at, stop: new AbortController() };
    this.#timer = timer;
    replaced?.stop.abort();
    const wake = () => {
      if (this.#timer !== timer) return;
      this.#timer = undefined;
      this.#serve();
    };
    this.#clock.sleep(at - now, timer.stop.signal).then(wake, wake);
  }

  #take(weight: number, nowMs: number): LocalSlot {
    this.#meter.take(weight, nowMs);
    let isOpen = true;
    const giveBack = (change: () => void) => {
      if (!isOpen) return;
      isOpen = false;
      change();
      this.#serve();
    };
    return {
      done: () => giveBack(() => this.#meter.done(weight, this.#clock.monotonic())),
      unused: () => giveBack(() => this.#meter.unused(weight)),
    };
  }
}
