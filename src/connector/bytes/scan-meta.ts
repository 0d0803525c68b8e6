import { CLOSE_BRACE, COMMA, OPEN_BRACE, QUOTE, SURPRISE, skipSpaces } from './ascii.js';
import type { PaddedBytes } from './padded-bytes.js';
import { scanPlainString } from './scan-string.js';
import { Token } from './words.js';

const TS = new Token('"ts":');
const ACTION = new Token('"action":');
const UPSERT = 85;
const DELETE = 68;
/** Bytes of an action with its quotes. */
const ACTION_LENGTH = 3;

/** Reads the `meta` of a line: the commit time, and what happened to the row. */
export class MetaScanner {
  /** Where the text of the commit time begins, its quote included. */
  tsStart = 0;
  /** Where it ends. */
  tsEnd = 0;
  hasAction = false;
  isDelete = false;

  /** The position behind the object at `start`; SURPRISE when it has anything but a plain `ts` and an `action`. */
  scan(text: PaddedBytes, start: number): number {
    const { bytes } = text;
    if (bytes[start] !== OPEN_BRACE) return SURPRISE;
    this.tsEnd = 0;
    this.hasAction = false;
    this.isDelete = false;
    let at = start + 1;
    for (;;) {
      at = this.#scanMember(text, skipSpaces(bytes, at));
      if (at < 0) return SURPRISE;
      const next = bytes[at];
      at += 1;
      if (next === CLOSE_BRACE) return this.tsEnd > 0 ? at : SURPRISE;
      if (next !== COMMA) return SURPRISE;
    }
  }

  #scanMember({ bytes, view }: PaddedBytes, at: number): number {
    if (this.tsEnd === 0 && TS.standsAt(view, at)) {
      this.tsStart = skipSpaces(bytes, at + TS.length);
      this.tsEnd = bytes[this.tsStart] === QUOTE ? scanPlainString(bytes, this.tsStart + 1) : SURPRISE;
      return this.tsEnd;
    }
    return this.hasAction || !ACTION.standsAt(view, at) ? SURPRISE : this.#scanAction(bytes, at + ACTION.length);
  }

  #scanAction(bytes: Uint8Array, start: number): number {
    this.hasAction = true;
    const at = skipSpaces(bytes, start);
    const end = at + ACTION_LENGTH;
    if (bytes[at] !== QUOTE || bytes[end - 1] !== QUOTE) return SURPRISE;
    this.isDelete = bytes[at + 1] === DELETE;
    return this.isDelete || bytes[at + 1] === UPSERT ? end : SURPRISE;
  }
}
