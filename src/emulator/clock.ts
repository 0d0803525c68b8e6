import { performance } from 'node:perf_hooks';
import type { Micros } from './instant.js';
import { formatInstant, MICROS_PER_MS } from './instant.js';

/** The server's time: starts at an instant, runs `speed` times as fast as the machine's, and can be moved forward. */
export class ServerClock {
  readonly speed: number;
  readonly #startedAt: Micros;
  readonly #origin = performance.now();
  #advanced = 0;

  constructor(startedAt: Micros, speed: number) {
    this.#startedAt = startedAt;
    this.speed = speed;
  }

  /** Server time. */
  nowMicros(): Micros {
    const elapsedMs = (performance.now() - this.#origin) * this.speed;
    return this.#startedAt + this.#advanced + Math.floor(elapsedMs * MICROS_PER_MS);
  }

  /** Server time as the service writes it. */
  now(): string {
    return formatInstant(this.nowMicros());
  }

  /** Moves the clock by server milliseconds; never backwards. */
  advance(ms: number): void {
    this.#advanced += Math.max(0, Math.round(ms * MICROS_PER_MS));
  }

  /** Milliseconds of real time that a span of server time takes. */
  realMs(span: Micros): number {
    return span / MICROS_PER_MS / this.speed;
  }
}
