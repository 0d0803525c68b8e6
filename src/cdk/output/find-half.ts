const ESCAPES = ['\\ud', '\\uD'].map((text) => Buffer.from(text));
const BACKSLASH = 92;
const LOWER_U = 117;
const LOWER_D = 100;
/** The bit in which a lower-case letter differs. */
const CASE = 32;
const EIGHT = 56;
const NINE = 57;
const LOWER_A = 97;
const LOWER_B = 98;
const LOWER_C = 99;
const LOWER_F = 102;
const ESCAPE_LENGTH = 6;

/**
 * Whether JSON text may hold half a character, written as an escape without its other half. False is certain. Text
 * without an escape that begins like one costs two searches by the engine.
 */
export function mayHoldHalf(bytes: Buffer): boolean {
  let at = firstSurrogate(bytes);
  // A backslash that is itself escaped is no beginning.
  while (bytes[at - 1] === BACKSLASH) at -= 1;
  while (at >= 0) {
    if (isHigh(bytes, at) && isLow(bytes, at + ESCAPE_LENGTH)) at += 2 * ESCAPE_LENGTH;
    else if (isHigh(bytes, at) || isLow(bytes, at)) return true;
    else at += 2;
    at = bytes.indexOf(BACKSLASH, at);
  }
  return false;
}

/** Where the first escape begins that may be one of a surrogate, or -1. */
function firstSurrogate(bytes: Buffer): number {
  const [lower = -1, upper = -1] = ESCAPES.map((beginning) => bytes.indexOf(beginning));
  return lower < 0 || upper < 0 ? Math.max(lower, upper) : Math.min(lower, upper);
}

function isHigh(bytes: Buffer, at: number): boolean {
  const digit = (bytes[at + 3] ?? 0) | CASE;
  const isFirst = digit === EIGHT || digit === NINE || digit === LOWER_A || digit === LOWER_B;
  return isFirst && isSurrogate(bytes, at);
}

function isLow(bytes: Buffer, at: number): boolean {
  const digit = (bytes[at + 3] ?? 0) | CASE;
  return digit >= LOWER_C && digit <= LOWER_F && isSurrogate(bytes, at);
}

function isSurrogate(bytes: Buffer, at: number): boolean {
  return bytes[at] === BACKSLASH && bytes[at + 1] === LOWER_U && ((bytes[at + 2] ?? 0) | CASE) === LOWER_D;
}
