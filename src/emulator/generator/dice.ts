import { mix } from './hash.js';

/** A seeded source of numbers for choices that depend on their order, such as the rows of a commit. */
export class Dice {
  readonly #seed: number;
  #thrown = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A whole number of 0 to `limit` - 1. */
  below(limit: number): number {
    this.#thrown += 1;
    return mix(this.#seed, this.#thrown) % Math.max(1, limit);
  }
}
