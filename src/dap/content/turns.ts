import { abortable } from '../../http/abort.js';
import { createDeferred } from '../../util/deferred.js';

/** Gives a turn back; only the first call counts. */
export type EndTurn = () => void;

/** Lets so many at a time; the others wait in the order in which they came. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Waits for a turn. It lasts until the function returned is called.
   *
   * @throws the abort error when the signal fires first.
   */
  async take(signal: AbortSignal): Promise<EndTurn> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal);
    let isOver = false;
    return () => {
      if (!isOver) this.#passOn();
      isOver = true;
    };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve: begin } = createDeferred<void>();
    const start = () => begin();
    this.#waiting.add(start);
    try {
      await abortable(promise, signal);
    } catch (error) {
      // A turn that was given in the meantime goes to the next.
      if (!this.#waiting.delete(start)) this.#passOn();
      throw error;
    }
  }

  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
