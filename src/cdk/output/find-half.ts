const ESCAPE = Buffer.from('\\u');
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
 * without any such escape costs one search by the engine, and the others one look at each byte.
 */
export function mayHoldHalf(bytes: Buffer): boolean {
  let at = bytes.indexOf(ESCAPE);
  if (at < 0) return false;
  while (at < bytes.length) {
    if (bytes[at] !== BACKSLASH) at += 1;
    else if (isHigh(bytes, at) && isLow(bytes, at + ESCAPE_LENGTH)) at += 2 * ESCAPE_LENGTH;
    else if (isHigh(bytes, at) || isLow(bytes, at)) return true;
    else at += 2;
  }
  return false;
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
