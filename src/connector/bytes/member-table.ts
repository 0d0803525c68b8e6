import { CLOSE_BRACE, COMMA, OPEN_BRACE, QUOTE, SURPRISE } from './ascii.js';
import { NameTable } from './name-table.js';
import type { ObjectMembers, ValueNode } from './value-node.js';
import { verifyValue } from './verify-value.js';

/** A member that objects may have. */
export interface Member {
  readonly name: string;
  readonly node: ValueNode;
  /** False when it is checked, but left out of what is written. */
  readonly isSelected: boolean;
}

/** The members that an object may have, in the order in which they are expected. */
export class MemberTable implements ObjectMembers {
  /** Where members that are left out stood in the last object: start and end by turns. */
  readonly cuts: number[] = [];
  readonly #names: NameTable;
  readonly #nodes: readonly ValueNode[];
  readonly #isSelected: readonly boolean[];
  /** The object in which a member was last met. Numbers rise from object to object, so nothing is ever reset. */
  readonly #lastMet: Float64Array;
  #object = 0;

  constructor(members: readonly Member[]) {
    const usable = members.filter(({ name }) => isPlainName(name));
    this.#names = new NameTable(usable.map(({ name }) => name));
    this.#nodes = usable.map(({ node }) => node);
    this.#isSelected = usable.map(({ isSelected }) => isSelected);
    this.#lastMet = new Float64Array(usable.length);
  }

  /**
   * The position behind the object at `start`; {@link SURPRISE} when it has a member that is unknown, repeated, or
   * not as its node wants it, or any white space between tokens.
   */
  verify(bytes: Buffer, start: number): number {
    this.cuts.length = 0;
    if (bytes[start] !== OPEN_BRACE) return SURPRISE;
    if (bytes[start + 1] === CLOSE_BRACE) return start + 2;
    this.#object += 1;
    let at = start + 1;
    let index = -1;
    for (;;) {
      if (bytes[at] !== QUOTE) return SURPRISE;
      index = this.#names.find(bytes, at, index + 1);
      if (index < 0 || this.#lastMet[index] === this.#object) return SURPRISE;
      this.#lastMet[index] = this.#object;
      const end = verifyValue(bytes, this.#names.endOf(index, at), this.#nodes[index] as ValueNode);
      if (end < 0) return SURPRISE;
      if (this.#isSelected[index] === false) this.cuts.push(at, end);
      at = end + 1;
      if (bytes[end] === CLOSE_BRACE) return at;
      if (bytes[end] !== COMMA) return SURPRISE;
    }
  }
}

/** Names that JSON writes without an escape. A member called `__proto__` is not set like any other. */
function isPlainName(name: string): boolean {
  return JSON.stringify(name) === `"${name}"` && name !== '__proto__';
}
