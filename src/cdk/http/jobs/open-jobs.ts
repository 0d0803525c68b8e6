import { CodedError } from '../../../errors.js';
import { abortError, throwIfAborted } from '../../../http/abort.js';

/** How many jobs may be open at a time. Those that wait get a place in the order in which they came. */
export class OpenJobs {
  #free: number;
  readonly #waiting = new Set<() => void>();

  /** @throws CodedError `CDK_STREAM_DEFINITION` when `max` is not a whole number above 0: no job could begin. */
  constructor(max: number) {
    if (!Number.isSafeInteger(max) || max < 1) {
      throw new CodedError('CDK_STREAM_DEFINITION', { message: 'maxOpenJobs has to be a whole number above 0.' });
    }
    this.#free = max;
  }

  /**
   * Waits until another job may be open; returns the function that ends it.
   *
   * @throws the abort error when `signal` fires first.
   */
  async acquire(signal: AbortSignal): Promise<() => void> {
    throwIfAborted(signal);
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    return () => this.#release();
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.delete(begin);
        reject(abortError(signal));
      };
      this.#waiting.add(begin);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
