import type { Send } from '../http/transport.js';
import type { Clock } from '../util/clock.js';

/** Follows the time of day of the service by the `Date` of its answers. */
export class ServerClock {
  readonly #clock: Clock;
  /** Time of the service minus that of the monotonic clock. */
  #offsetMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds since the epoch; by the clock of this machine as long as nothing was answered. */
  now(): number {
    return this.#offsetMs === undefined ? this.#clock.now() : this.#clock.monotonic() + this.#offsetMs;
  }

  /** `send`, with a look at each answer. */
  watch(send: Send): Send {
    return async (request) => {
      const response = await send(request);
      const dateMs = Date.parse(response.header('date') ?? '');
      if (Number.isFinite(dateMs)) this.#offsetMs = dateMs - this.#clock.monotonic();
      return response;
    };
  }
}
