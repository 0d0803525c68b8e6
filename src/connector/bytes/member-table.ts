import { CLOSE_BRACE, COMMA, OPEN_BRACE, QUOTE, SURPRISE, skipSpaces } from './ascii.js';
import { NameTable } from './name-table.js';
import type { PaddedBytes } from './padded-bytes.js';
import { scanValue } from './scan-value.js';
import type { ObjectMembers, ScanNotes, ValueNode } from './value-node.js';

/** A member that objects may have. */
export interface Member {
  readonly name: string;
  readonly node: ValueNode;
}

/** The members that an object may have, in the order in which they are expected. */
export class MemberTable implements ObjectMembers {
  readonly #names: NameTable;
  readonly #nodes: readonly ValueNode[];
  /** The object in which a member was last met. Numbers rise from object to object, so nothing is ever reset. */
  readonly #lastMet: Float64Array;
  #object = 0;

  constructor(members: readonly Member[]) {
    const usable = members.filter(({ name }) => isPlainName(name));
    this.#names = new NameTable(usable.map(({ name }) => name));
    this.#nodes = usable.map(({ node }) => node);
    this.#lastMet = new Float64Array(usable.length);
  }

  /**
   * The position behind the object at `start`; {@link SURPRISE} when it has a member that is unknown, repeated, or
   * not as its node wants it, or any white space between tokens.
   */
  scan(text: PaddedBytes, start: number, notes: ScanNotes): number {
    const { bytes, view } = text;
    if (bytes[start] !== OPEN_BRACE) return SURPRISE;
    if (bytes[start + 1] === CLOSE_BRACE) return start + 2;
    this.#object += 1;
    const object = this.#object;
    let at = start + 1;
    let index = -1;
    for (;;) {
      at = skipSpaces(bytes, at);
      if (bytes[at] !== QUOTE) return SURPRISE;
      index = this.#names.find(bytes, view, at, index + 1);
      if (index < 0 || this.#lastMet[index] === object) return SURPRISE;
      this.#lastMet[index] = object;
      at = skipSpaces(bytes, this.#names.endOf(index, at));
      at = scanValue(text, at, this.#nodes[index] as ValueNode, notes);
      if (at < 0) return SURPRISE;
      const next = bytes[at];
      at += 1;
      if (next === CLOSE_BRACE) return at;
      if (next !== COMMA) return SURPRISE;
    }
  }
}

/** Names that JSON writes without an escape. A member called `__proto__` is not set like any other. */
export function isPlainName(name: string): boolean {
  return name !== '' && name !== '__proto__' && JSON.stringify(name) === `"${name}"`;
}
