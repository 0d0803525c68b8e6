import { mix } from '../../../emulator/generator/hash.js';

/** Numbers that look random and are the same at every run. */
export class Random {
  readonly #seed: number;
  #drawn = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.#drawn += 1;
    return mix(this.#seed, this.#drawn) % limit;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}
