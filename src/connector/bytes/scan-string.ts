import { BACKSLASH, LOWER_U, QUOTE, SURPRISE } from './ascii.js';

/** Control characters must be escaped in JSON; the line feed is one of them, so no scan leaves its line. */
const FIRST_PRINTABLE = 32;
const AFTER_U = 6;

/** 1 for what may stand behind a backslash, 2 for the `u` that takes four digits more. */
const ESCAPES = table('"\\/bfnrt', 1, new Uint8Array(256));
ESCAPES[LOWER_U] = 2;
const HEX_DIGITS = table('0123456789abcdefABCDEF', 1, new Uint8Array(256));

/**
 * The position behind the closing quote of a string whose first character is at `start`; {@link SURPRISE} when it
 * is no JSON string. The bytes must end with a line feed.
 */
export function scanString(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) {
      at = scanEscape(bytes, at);
      if (at < 0) return SURPRISE;
    } else if (byte < FIRST_PRINTABLE) {
      return SURPRISE;
    } else {
      at += 1;
    }
  }
}

/** The same for a string without any escape. */
export function scanPlainString(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH || byte < FIRST_PRINTABLE) return SURPRISE;
    at += 1;
  }
}

function scanEscape(bytes: Uint8Array, backslash: number): number {
  const kind = ESCAPES[bytes[backslash + 1] as number];
  if (kind === 1) return backslash + 2;
  if (kind !== 2) return SURPRISE;
  const end = backslash + AFTER_U;
  for (let at = backslash + 2; at < end; at += 1) if (HEX_DIGITS[bytes[at] as number] !== 1) return SURPRISE;
  return end;
}

function table(characters: string, mark: number, marks: Uint8Array): Uint8Array {
  for (const character of characters) marks[character.charCodeAt(0)] = mark;
  return marks;
}
