import { QUOTE } from './ascii.js';

/** Names that are tried in their order before one is looked up: most columns are where they are expected. */
const TRIES = 3;
const NO_NAME = -1;
/** Slots for each name: few collisions, and still small. */
const SPARSENESS = 4;
const SPREAD = 31;

/** Finds member names in bytes: by their order first, else by a hash. */
export class NameTable {
  /** Each name as it stands in the text, with quotes and colon. */
  readonly #tokens: readonly Uint8Array[];
  readonly #slots: Int32Array;
  readonly #longest: number;

  /** @param names - all different, and none with an escape in JSON. */
  constructor(names: readonly string[]) {
    this.#tokens = names.map((name) => new Uint8Array(Buffer.from(`"${name}":`, 'utf8')));
    this.#longest = this.#tokens.reduce((longest, token) => Math.max(longest, token.length), 0);
    let size = 1;
    while (size < names.length * SPARSENESS) size *= 2;
    this.#slots = new Int32Array(size).fill(NO_NAME);
    this.#tokens.forEach((token, index) => {
      let slot = hashOf(token, 0, this.#longest) & (size - 1);
      while (this.#slots[slot] !== NO_NAME) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = index;
    });
  }

  /** The index of the name whose opening quote is at `at`, or -1. `expected` is the index it likely has. */
  find(bytes: Uint8Array, at: number, expected: number): number {
    const stop = Math.min(expected + TRIES, this.#tokens.length);
    for (let index = expected; index < stop; index += 1) {
      if (standsAt(bytes, at, this.#tokens[index] as Uint8Array)) return index;
    }
    return this.#lookUp(bytes, at);
  }

  /** The position behind the colon of the name `index` that begins at `at`. */
  endOf(index: number, at: number): number {
    return at + (this.#tokens[index] as Uint8Array).length;
  }

  #lookUp(bytes: Uint8Array, at: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, at, this.#longest) & mask;
    for (let index = this.#slots[slot] as number; index !== NO_NAME; index = this.#slots[slot] as number) {
      if (standsAt(bytes, at, this.#tokens[index] as Uint8Array)) return index;
      slot = (slot + 1) & mask;
    }
    return NO_NAME;
  }
}

/** Of the bytes between the quote at `at` and the next one. */
function hashOf(bytes: Uint8Array, at: number, longest: number): number {
  const stop = Math.min(at + longest, bytes.length);
  let hash = 0;
  for (let index = at + 1; index < stop; index += 1) {
    const byte = bytes[index] as number;
    if (byte === QUOTE) break;
    hash = (Math.imul(hash, SPREAD) + byte) | 0;
  }
  return hash ^ (hash >>> 15);
}

/** Whether the bytes at `at` are those of `token`. The opening quote was looked at before. */
function standsAt(bytes: Uint8Array, at: number, token: Uint8Array): boolean {
  for (let index = 1; index < token.length; index += 1) {
    if (bytes[at + index] !== token[index]) return false;
  }
  return true;
}
