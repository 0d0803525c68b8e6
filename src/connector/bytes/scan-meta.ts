import { CLOSE_BRACE, COMMA, OPEN_BRACE, SURPRISE } from './ascii.js';
import { scanPlainString } from './scan-string.js';
import { scanWord } from './verify-value.js';

const TS = Buffer.from('"ts":"');
const UPSERT = Buffer.from('"action":"U"');
const DELETE = Buffer.from('"action":"D"');

/** Reads the `meta` of a line: the commit time, and whether the row was deleted. */
export class MetaScanner {
  /** Where the text of the commit time begins, its quote included. */
  tsStart = 0;
  /** Where it ends. */
  tsEnd = 0;
  isDelete = false;

  /** The position behind the object at `start`; SURPRISE when it has anything but a plain `ts` and an `action`. */
  scan(bytes: Uint8Array, start: number): number {
    if (bytes[start] !== OPEN_BRACE) return SURPRISE;
    this.tsEnd = 0;
    this.isDelete = false;
    let hasAction = false;
    let at = start + 1;
    for (;;) {
      const text = this.tsEnd === 0 ? scanWord(bytes, at, TS) : SURPRISE;
      if (text >= 0) {
        at = scanPlainString(bytes, text);
        this.tsStart = text - 1;
        this.tsEnd = at;
      } else {
        if (hasAction) return SURPRISE;
        hasAction = true;
        at = this.#scanAction(bytes, at);
      }
      if (at < 0) return SURPRISE;
      const next = bytes[at];
      at += 1;
      if (next === CLOSE_BRACE) return this.tsEnd > 0 ? at : SURPRISE;
      if (next !== COMMA) return SURPRISE;
    }
  }

  #scanAction(bytes: Uint8Array, at: number): number {
    const end = scanWord(bytes, at, UPSERT);
    if (end >= 0) return end;
    this.isDelete = true;
    return scanWord(bytes, at, DELETE);
  }
}
