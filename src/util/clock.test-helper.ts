import type { Clock } from './clock.js';

/** A clock whose sleeps end at once and are recorded; both times move with them. */
export class SkippingClock implements Clock {
  readonly sleeps: number[] = [];
  #now: number;
  /** Far from any date, so that a test notices a mix of the two times. */
  #monotonic = 5000;

  constructor(startMs = Date.now()) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Time passes. */
  advance(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }

  /** The time of day is set: no time passes. */
  shiftDate(ms: number): void {
    this.#now += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const wakeAt = this.#monotonic + ms;
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted === true) throw new DOMException('stopped', 'AbortError');
    this.sleeps.push(ms);
    this.advance(Math.max(0, wakeAt - this.#monotonic));
  }
}

/** A clock that stands still until it is moved; sleepers wake in order. */
export class HandClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #monotonic = 0;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  get sleeping(): number {
    return this.#sleepers.length;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const sleeper = { at: this.#monotonic + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(new DOMException('stopped', 'AbortError'));
      });
    });
  }

  /** Time passes; sleepers that are due wake. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    this.#monotonic += ms;
    const due = this.#sleepers.filter(({ at }) => at <= this.#monotonic);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#monotonic);
    for (const { wake } of due) wake();
    await settle();
  }

  /** The time of day is set: no time passes. */
  shiftDate(ms: number): void {
    this.#now += ms;
  }
}

/** Lets everything run that can run without time passing. */
export const settle = async () => await new Promise((resolve) => setImmediate(resolve));
