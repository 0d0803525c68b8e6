import { isShortOfMemory } from './errors.js';
import { megabytes } from './megabytes.js';

/** How many bytes DuckDB may use for its buffers. */
export interface MemoryBounds {
  /** What a statement has. */
  readonly usual: number;
  /** What a statement that needs more can get. */
  readonly most: number;
}

/** How much more each further attempt of a statement gets. */
const GROWTH = 4;

/** A sentence for whoever runs the program: what a statement got in the end. */
export type TellMemory = (text: string) => void;

/**
 * The memory limit of an open file: low as a rule, higher while a statement runs that needs more.
 *
 * DuckDB reads 2,048 rows at a time, and has all texts of a column of them in memory, however long they are. It does so
 * also when it writes a table out, and a file whose commit fails there cannot be used before it is opened again: so what
 * a commit will need is told before it.
 */
export class MemoryLimit {
  readonly #bounds: MemoryBounds;
  readonly #set: (bytes: number) => Promise<void>;
  readonly #demands = new Set<{ readonly bytes: number }>();
  #usual: number;
  #toCommit = 0;
  #current: number;
  #setting: Promise<void> = Promise.resolve();

  /**
   * @param current - the limit that is set.
   * @param set - sets the limit; fails when DuckDB uses more at the moment.
   */
  constructor(bounds: MemoryBounds, current: number, set: (bytes: number) => Promise<void>) {
    this.#bounds = bounds;
    this.#usual = bounds.usual;
    this.#current = current;
    this.#set = set;
  }

  /** What a statement has from now on. */
  get usual(): number {
    return this.#usual;
  }

  /** The limit at present. */
  get current(): number {
    return this.#current;
  }

  /** The highest limit that there can be. */
  get most(): number {
    return this.#bounds.most;
  }

  /** Commits need so many bytes from now on: what is written out may be the work of an earlier one. */
  expect(bytes: number): void {
    this.#toCommit = Math.max(this.#toCommit, bytes);
  }

  /** Runs a statement that may write the file out. */
  async committing<T>(act: () => Promise<T>): Promise<T> {
    return await this.during(this.#toCommit, act);
  }

  /** Runs something that needs so many bytes, if there are so many. */
  async during<T>(bytes: number, act: () => Promise<T>): Promise<T> {
    if (bytes <= this.#usual) return await act();
    const demand = { bytes };
    this.#demands.add(demand);
    await this.#apply();
    try {
      return await act();
    } finally {
      this.#demands.delete(demand);
      await this.#apply();
    }
  }

  /**
   * Runs something that can be repeated, with more memory as often as it has too little.
   *
   * @param bytes - what it probably needs.
   * @param tell - told if that was not enough.
   */
  async growing<T>(bytes: number, tell: TellMemory, act: () => Promise<T>): Promise<T> {
    for (let limit = this.#bounded(bytes), isFirst = true; ; isFirst = false) {
      try {
        const result = await this.during(limit, act);
        if (!isFirst) tell(`DuckDB needed more memory for it than usual: ${megabytes(limit)}.`);
        return result;
      } catch (error) {
        if (!isShortOfMemory(error) || limit >= this.most) throw error;
        limit = this.#bounded(limit * GROWTH);
      }
    }
  }

  /** Sets the limit that what is under way needs. */
  async settle(): Promise<void> {
    await this.#apply();
  }

  /** Everything may use all memory from now on. */
  async release(): Promise<void> {
    this.#usual = this.most;
    await this.#apply();
  }

  /** Every statement has more from now on. False when there is no more. */
  grow(): boolean {
    if (this.#usual >= this.most) return false;
    this.#usual = this.#bounded(this.#usual * GROWTH);
    return true;
  }

  async #apply(): Promise<void> {
    const last = this.#setting;
    this.#setting = (async () => {
      await last;
      const wanted = this.#bounded(Math.max(0, ...[...this.#demands].map(({ bytes }) => bytes)));
      if (wanted === this.#current) return;
      try {
        await this.#set(wanted);
        this.#current = wanted;
      } catch {
        // More is in use at the moment, or the file is lost: the limit stays as it is, which harms nothing.
      }
    })();
    await this.#setting;
  }

  #bounded(bytes: number): number {
    return Math.min(this.most, Math.max(this.#usual, Math.ceil(bytes)));
  }
}
