import { CLOSE_BRACE, COMMA, LINE_FEED, OPEN_BRACE, SURPRISE } from './ascii.js';
import type { MemberTable } from './member-table.js';
import { MetaScanner } from './scan-meta.js';
import { scanWord } from './verify-value.js';

const META = Buffer.from('"meta":');
const KEY = Buffer.from('"key":');
const VALUE = Buffer.from('"value":');
const NULL = Buffer.from('null');

/** Finds the three parts of a line, each verified. Positions hold for the last line that was scanned. */
export class LineScanner {
  readonly key: MemberTable;
  readonly value: MemberTable;
  readonly meta = new MetaScanner();
  /** Where the braces of `key` begin. */
  keyStart = 0;
  /** Where they end. */
  keyEnd = 0;
  /** Where the braces of `value` begin. */
  valueStart = 0;
  /** Where they end; 0 when the line has no value. */
  valueEnd = 0;
  #hasValue = false;

  constructor(key: MemberTable, value: MemberTable) {
    this.key = key;
    this.value = value;
  }

  /** The position behind the line feed of the line at `start`; SURPRISE when anything is unusual. */
  scan(bytes: Buffer, start: number): number {
    if (bytes[start] !== OPEN_BRACE) return SURPRISE;
    this.meta.tsEnd = 0;
    this.keyEnd = 0;
    this.valueEnd = 0;
    this.#hasValue = false;
    let at = start + 1;
    for (;;) {
      at = this.#scanPart(bytes, at);
      if (at < 0) return SURPRISE;
      const next = bytes[at];
      at += 1;
      if (next === CLOSE_BRACE) break;
      if (next !== COMMA) return SURPRISE;
    }
    if (bytes[at] !== LINE_FEED || this.keyEnd === 0 || this.meta.tsEnd === 0) return SURPRISE;
    // What a deletion says about values is left out: such lines are for the other way.
    if (this.meta.isDelete && this.valueEnd > this.valueStart + 2) return SURPRISE;
    return at + 1;
  }

  #scanPart(bytes: Buffer, at: number): number {
    const key = scanWord(bytes, at, KEY);
    if (key >= 0) {
      if (this.keyEnd > 0) return SURPRISE;
      this.keyStart = key;
      this.keyEnd = this.key.verify(bytes, key);
      return this.keyEnd;
    }
    const value = scanWord(bytes, at, VALUE);
    if (value >= 0) return this.#hasValue ? SURPRISE : this.#scanValue(bytes, value);
    const meta = scanWord(bytes, at, META);
    return meta < 0 || this.meta.tsEnd > 0 ? SURPRISE : this.meta.scan(bytes, meta);
  }

  #scanValue(bytes: Buffer, at: number): number {
    this.#hasValue = true;
    const none = scanWord(bytes, at, NULL);
    if (none >= 0) return none;
    this.valueStart = at;
    this.valueEnd = this.value.verify(bytes, at);
    return this.valueEnd;
  }
}
