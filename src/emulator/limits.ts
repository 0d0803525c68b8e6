import type { ServerClock } from './clock.js';
import type { Operation } from './faults.js';
import type { Micros } from './instant.js';
import { MICROS_PER_S } from './instant.js';

/** Requests a minute, each call counted on its own, as the service documents them. */
const LIMITS_PER_MINUTE: Readonly<Record<Operation, number>> = {
  list: 5,
  schema: 500,
  data: 5,
  job: 500,
  url: 200,
};

const WINDOW: Micros = 60 * MICROS_PER_S;

/** Moving windows of a minute of server time, for each client and call. */
export class RequestLimits {
  readonly #clock: ServerClock;
  readonly #windows = new Map<string, Micros[]>();

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  /**
   * Counts a request, or refuses it; refused requests are not counted.
   *
   * @returns undefined when it may pass, else the whole real seconds to wait, at least one.
   */
  admit(clientId: string, operation: Operation): number | undefined {
    const name = `${operation} ${clientId}`;
    const now = this.#clock.nowMicros();
    const window = (this.#windows.get(name) ?? []).filter((at) => at > now - WINDOW);
    this.#windows.set(name, window);
    const oldest = window[0];
    if (oldest !== undefined && window.length >= LIMITS_PER_MINUTE[operation]) {
      return Math.max(1, Math.ceil(this.#clock.realMs(oldest + WINDOW - now) / 1000));
    }
    window.push(now);
    return undefined;
  }
}
