/** Bytes of JSON's own characters. None of them occurs inside another character of UTF-8. */
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
const SPACE = 32;
export const QUOTE = 34;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const POINT = 46;
export const ZERO = 48;
export const COLON = 58;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const UNDERSCORE = 95;
export const LOWER_E = 101;
export const LOWER_F = 102;
export const LOWER_N = 110;
export const LOWER_T = 116;
export const LOWER_U = 117;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
/** Makes a lower-case letter of an upper-case one. */
export const LOWER_BIT = 32;

/** The position of what follows spaces: some writers put one behind each comma and colon. */
export function skipSpaces(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === SPACE) at += 1;
  return at;
}

/** What every function of this folder returns in place of a position when something is not as it should be. */
export const SURPRISE = -1;
