import { setImmediate } from 'node:timers/promises';

/** Long enough to cost nothing, short enough for signals, timers and output to be served in time. */
const EVERY_MS = 15;

/**
 * Lets the event loop have its turn. A stream that never waits would otherwise keep signals and the output from being
 * served: awaiting what is there already does not leave the microtask queue.
 */
export class Breather {
  #last = performance.now();

  /** Whether it is time for {@link breathe}. Cheap enough to be asked for each record. */
  get isDue(): boolean {
    return performance.now() - this.#last >= EVERY_MS;
  }

  async breathe(): Promise<void> {
    await setImmediate();
    this.#last = performance.now();
  }
}
