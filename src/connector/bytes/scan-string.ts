import { BACKSLASH, LOWER_U, QUOTE, SURPRISE } from './ascii.js';

/** Control characters must be escaped in JSON; the line feed is one of them, so no scan leaves its line. */
const FIRST_PRINTABLE = 32;
const AFTER_U = 6;

/** Not 0 for the bytes that a string cannot hold as they are. */
const STOPS = new Uint8Array(256).fill(1, 0, FIRST_PRINTABLE);
STOPS[QUOTE] = 1;
STOPS[BACKSLASH] = 1;

/** 1 for what may stand behind a backslash, 2 for the `u` that takes four digits more. */
const ESCAPES = table('"\\/bfnrt', 1, new Uint8Array(256));
ESCAPES[LOWER_U] = 2;
const HEX_DIGITS = table('0123456789abcdefABCDEF', 1, new Uint8Array(256));

/**
 * The position behind the closing quote of a string whose first character is at `start`; {@link SURPRISE} when it
 * is not a JSON string. A line feed must follow somewhere.
 */
export function scanString(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    while (STOPS[bytes[at] as number] === 0) at += 1;
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) return SURPRISE;
    at = scanEscape(bytes, at);
    if (at < 0) return SURPRISE;
  }
}

/** The same for a string without any escape. */
export function scanPlainString(bytes: Uint8Array, start: number): number {
  let at = start;
  while (STOPS[bytes[at] as number] === 0) at += 1;
  return bytes[at] === QUOTE ? at + 1 : SURPRISE;
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
