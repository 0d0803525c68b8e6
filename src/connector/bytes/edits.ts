import type { OutBuffer } from '../../util/out-buffer.js';
import { COMMA } from './ascii.js';

/** UTF-8 takes at most so many bytes for a unit of a JavaScript string. */
const MAX_BYTES_PER_UNIT = 3;

/** What is different in the copy of an object: members left out, and values replaced, in the order of their places. */
export class Edits {
  readonly #places: number[] = [];
  /** By edit: the text in the place of a value; undefined for a member that is left out. */
  readonly #texts: (string | undefined)[] = [];
  #textUnits = 0;

  /** Bytes that the copy may have more than the original. */
  get extraBytes(): number {
    return this.#textUnits * MAX_BYTES_PER_UNIT;
  }

  clear(): void {
    if (this.#texts.length === 0) return;
    this.#places.length = 0;
    this.#texts.length = 0;
    this.#textUnits = 0;
  }

  /** Leaves out the member at `start`, name and value. */
  leaveOut(start: number, end: number): void {
    this.#places.push(start, end);
    this.#texts.push(undefined);
  }

  /** Puts `text` in the place of the value at `start`. */
  replace(start: number, end: number, text: string): void {
    this.#places.push(start, end);
    this.#texts.push(text);
    this.#textUnits += text.length;
  }

  /**
   * Appends what is between the braces at `start` and before `end`.
   *
   * @param isFirst - whether nothing precedes that needs a comma.
   * @returns the same for what follows.
   */
  copyMembers(bytes: Uint8Array, start: number, end: number, out: OutBuffer, isFirst: boolean): boolean {
    let isOpen = isFirst;
    let from = start + 1;
    /** Whether the run of members at `from` has begun already, with a value that was replaced. */
    let isBegun = false;
    for (let index = 0; index < this.#texts.length; index += 1) {
      const place = this.#places[2 * index] as number;
      const text = this.#texts[index];
      // A comma stands before the member that is left out, unless it is the first of its run.
      const to = text === undefined ? place - 1 : place;
      isOpen = copyRun(bytes, from, to, out, isOpen, isBegun);
      if (text !== undefined) out.appendText(text);
      isBegun = text !== undefined;
      from = (this.#places[2 * index + 1] as number) + (text === undefined ? 1 : 0);
    }
    return copyRun(bytes, from, end - 1, out, isOpen, isBegun);
  }
}

function copyRun(
  bytes: Uint8Array,
  from: number,
  to: number,
  out: OutBuffer,
  isFirst: boolean,
  isBegun: boolean,
): boolean {
  if (to <= from) return isFirst;
  if (!isFirst && !isBegun) out.push(COMMA);
  out.append(bytes, from, to);
  return false;
}
