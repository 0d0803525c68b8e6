import { QUOTE } from './ascii.js';
import { WORD, wordsOf } from './words.js';

/** Names that are tried in their order before one is looked up: most columns are where they are expected. */
const TRIES = 8;
const NOT_FOUND = -1;
/** Slots for each name: few collisions, and still small. */
const SPARSENESS = 4;
const SPREAD = 31;

/** Finds member names in bytes: by their order first, else by a hash. */
export class NameTable {
  /** The words of all names one after the other, each name with its quotes and its colon. */
  readonly #words: Int32Array;
  /** Where the words of a name begin. */
  readonly #starts: Int32Array;
  /** Bytes of a name with quotes and colon. */
  readonly #lengths: Int32Array;
  readonly #slots: Int32Array;
  readonly #longest: number;

  /** @param names - all different, not empty, and without an escape in JSON. */
  constructor(names: readonly string[]) {
    const tokens = names.map((name) => new Uint8Array(Buffer.from(`"${name}":`, 'utf8')));
    const words = tokens.map(wordsOf);
    this.#words = Int32Array.from(words.flat());
    this.#lengths = Int32Array.from(tokens, (token) => token.length);
    this.#starts = new Int32Array(names.length + 1);
    words.forEach((all, index) => {
      this.#starts[index + 1] = (this.#starts[index] as number) + all.length;
    });
    this.#longest = Math.max(0, ...tokens.map((token) => token.length));
    this.#slots = fillSlots(tokens, this.#longest);
  }

  /** The index of the name whose opening quote is at `at`, or -1. `expected` is the index it likely has. */
  find(bytes: Uint8Array, view: DataView, at: number, expected: number): number {
    const stop = Math.min(expected + TRIES, this.#lengths.length);
    for (let index = expected; index < stop; index += 1) if (this.#standsAt(view, at, index)) return index;
    return this.#lookUp(bytes, view, at);
  }

  /** The position behind the colon of the name `index` that begins at `at`. */
  endOf(index: number, at: number): number {
    return at + (this.#lengths[index] as number);
  }

  #standsAt(view: DataView, at: number, index: number): boolean {
    const words = this.#words;
    let word = this.#starts[index] as number;
    if (view.getInt32(at, true) !== words[word]) return false;
    const last = (this.#starts[index + 1] as number) - 1;
    let from = at;
    for (word += 1; word < last; word += 1) {
      from += WORD;
      if (view.getInt32(from, true) !== words[word]) return false;
    }
    return view.getInt32(at + (this.#lengths[index] as number) - WORD, true) === words[last];
  }

  #lookUp(bytes: Uint8Array, view: DataView, at: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashOf(bytes, at, this.#longest) & mask;
    for (let index = slots[slot] as number; index !== NOT_FOUND; index = slots[slot] as number) {
      if (this.#standsAt(view, at, index)) return index;
      slot = (slot + 1) & mask;
    }
    return NOT_FOUND;
  }
}

function fillSlots(tokens: readonly Uint8Array[], longest: number): Int32Array {
  let size = 1;
  while (size < tokens.length * SPARSENESS) size *= 2;
  const slots = new Int32Array(size).fill(NOT_FOUND);
  tokens.forEach((token, index) => {
    let slot = hashOf(token, 0, longest) & (size - 1);
    while (slots[slot] !== NOT_FOUND) slot = (slot + 1) & (size - 1);
    slots[slot] = index;
  });
  return slots;
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
