import { MAX_NESTING } from '../../dap/index.js';
import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, LINE_FEED, OPEN_BRACE, OPEN_BRACKET, QUOTE, SURPRISE } from './ascii.js';
import { scanString } from './scan-string.js';

/** A column lies below the row and its `key` or `value`. */
const LEVELS_ABOVE = 2;

/**
 * The position behind the text at `start` if that is a JSON value; {@link SURPRISE} when it cannot be one, or nests too
 * deep. Whether it is one shows when it is parsed. A line feed must follow somewhere.
 */
export function skipValue(bytes: Uint8Array, start: number): number {
  let at = start;
  let depth = 0;
  do {
    const byte = bytes[at] as number;
    if (byte === LINE_FEED) return SURPRISE;
    if (byte === QUOTE) {
      at = scanString(bytes, at + 1);
      if (at < 0) return SURPRISE;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      at += 1;
      if (depth > MAX_NESTING - LEVELS_ABOVE) return SURPRISE;
    } else if (depth > 0) {
      if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
      at += 1;
    } else {
      return skipWord(bytes, at);
    }
  } while (depth > 0);
  return at;
}

/** The position behind a number, `true` or the like. */
function skipWord(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at += 1) {
    const byte = bytes[at];
    if (byte === COMMA || byte === CLOSE_BRACE) return at;
    if (byte === LINE_FEED || byte === QUOTE || byte === OPEN_BRACE || byte === OPEN_BRACKET) return SURPRISE;
  }
}
