import type { RowKind } from '../../dap/index.js';
import { CLOSE_BRACE, COMMA, LINE_FEED, OPEN_BRACE, SURPRISE, skipSpaces } from './ascii.js';
import type { ColumnTable } from './column-table.js';
import type { PaddedBytes } from './padded-bytes.js';
import { MetaScanner } from './scan-meta.js';
import { Token } from './words.js';

const META = new Token('"meta":');
const KEY = new Token('"key":');
const VALUE = new Token('"value":');
const NULL = new Token('null');
/** Bytes of an object without members. */
const EMPTY_OBJECT = 2;

/** Finds the three parts of a line, each verified. Positions hold for the last line that was scanned. */
export class LineScanner {
  readonly key: ColumnTable;
  readonly value: ColumnTable;
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

  constructor(key: ColumnTable, value: ColumnTable) {
    this.key = key;
    this.value = value;
  }

  /** The position behind the line feed of the line at `start`; SURPRISE when anything is unusual. */
  scan(text: PaddedBytes, start: number, kind: RowKind): number {
    const { bytes } = text;
    if (bytes[start] !== OPEN_BRACE) return SURPRISE;
    this.meta.tsEnd = 0;
    this.keyEnd = 0;
    this.valueEnd = 0;
    this.#hasValue = false;
    let at = start + 1;
    for (;;) {
      at = this.#scanPart(text, skipSpaces(bytes, at));
      if (at < 0) return SURPRISE;
      const next = bytes[at];
      at += 1;
      if (next === CLOSE_BRACE) break;
      if (next !== COMMA) return SURPRISE;
    }
    return bytes[at] === LINE_FEED && this.#isRow(kind) ? at + 1 : SURPRISE;
  }

  #isRow(kind: RowKind): boolean {
    const { tsEnd, hasAction, isDelete } = this.meta;
    if (this.keyEnd === 0 || tsEnd === 0) return false;
    if (kind === 'snapshot' ? isDelete : !hasAction) return false;
    // What a deletion says about values is left out: such lines are parsed.
    return !isDelete || this.valueEnd <= this.valueStart + EMPTY_OBJECT;
  }

  #scanPart(text: PaddedBytes, at: number): number {
    const { bytes, view } = text;
    if (KEY.standsAt(view, at)) {
      if (this.keyEnd > 0) return SURPRISE;
      this.keyStart = skipSpaces(bytes, at + KEY.length);
      this.keyEnd = this.key.scan(text, this.keyStart);
      return this.keyEnd;
    }
    if (VALUE.standsAt(view, at))
      return this.#hasValue ? SURPRISE : this.#scanValue(text, skipSpaces(bytes, at + VALUE.length));
    if (!META.standsAt(view, at) || this.meta.tsEnd > 0) return SURPRISE;
    return this.meta.scan(text, skipSpaces(bytes, at + META.length));
  }

  #scanValue(text: PaddedBytes, at: number): number {
    this.#hasValue = true;
    if (NULL.standsAt(text.view, at)) return at + NULL.length;
    this.valueStart = at;
    this.valueEnd = this.value.scan(text, at);
    return this.valueEnd;
  }
}
