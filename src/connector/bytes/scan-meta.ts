import { CLOSE_BRACE, COMMA, OPEN_BRACE, SURPRISE } from './ascii.js';
import type { PaddedBytes } from './padded-bytes.js';
import { scanPlainString } from './scan-string.js';
import { Token } from './words.js';

const TS = new Token('"ts":"');
const UPSERT = new Token('"action":"U"');
const DELETE = new Token('"action":"D"');

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
      at = this.#scanMember(text, at);
      if (at < 0) return SURPRISE;
      const next = bytes[at];
      at += 1;
      if (next === CLOSE_BRACE) return this.tsEnd > 0 ? at : SURPRISE;
      if (next !== COMMA) return SURPRISE;
    }
  }

  #scanMember({ bytes, view }: PaddedBytes, at: number): number {
    if (this.tsEnd === 0 && TS.standsAt(view, at)) {
      this.tsStart = at + TS.length - 1;
      this.tsEnd = scanPlainString(bytes, at + TS.length);
      return this.tsEnd;
    }
    if (this.hasAction) return SURPRISE;
    this.hasAction = true;
    if (UPSERT.standsAt(view, at)) return at + UPSERT.length;
    this.isDelete = DELETE.standsAt(view, at);
    return this.isDelete ? at + DELETE.length : SURPRISE;
  }
}
