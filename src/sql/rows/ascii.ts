/** Bytes that mean something in the rows of DAP. None of them occurs inside another character of UTF-8. */
export const TAB = 9;
export const LINE_FEED = 10;
export const SPACE = 32;
export const QUOTE = 34;
export const COMMA = 44;
export const MINUS = 45;
export const POINT = 46;
export const ZERO = 48;
export const ONE = 49;
export const COLON = 58;
export const UPPER_D = 68;
const UPPER_N = 78;
export const UPPER_T = 84;
export const UPPER_U = 85;
export const UPPER_Z = 90;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const LOWER_E = 101;
export const LOWER_T = 116;
export const LOWER_U = 117;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

/** What a {@link ByteCheck} returns in place of a position when a cell is not as it should be. */
export const SURPRISE = -1;

/**
 * Looks at the cell that begins at `start`; the bytes end with a line feed. Returns where the cell ends, or
 * {@link SURPRISE} when it needs a closer look.
 */
export type ByteCheck = (bytes: Uint8Array, start: number) => number;

/** Whether a cell ends before `byte`. */
export function isCellEnd(byte: number | undefined): boolean {
  return byte === TAB || byte === LINE_FEED;
}

/** Where the cell that begins at `start` ends, whatever it holds. */
export function endOfCell(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && !isCellEnd(bytes[at])) at += 1;
  return at;
}

/** Whether `\N`, the cell without a value, stands at `start`. */
export function isNullCell(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === BACKSLASH && bytes[start + 1] === UPPER_N && isCellEnd(bytes[start + 2]);
}

/** The number that two digits at `at` write, or -1. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = ((bytes[at] as number) - ZERO) >>> 0;
  const ones = ((bytes[at + 1] as number) - ZERO) >>> 0;
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : -1;
}

/** The position of the first byte from `start` on that is no digit. */
export function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (((bytes[at] as number) - ZERO) >>> 0 <= 9) at += 1;
  return at;
}
