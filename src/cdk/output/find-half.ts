const LOWER = Buffer.from('\\ud');
const UPPER = Buffer.from('\\uD');
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
 * Whether JSON text holds half a character, written as an escape without its other half. The engine searches for escapes
 * that begin like one; nothing else is looked at.
 */
export function holdsHalf(bytes: Buffer): boolean {
  let lower = bytes.indexOf(LOWER);
  let upper = bytes.indexOf(UPPER);
  while (lower >= 0 || upper >= 0) {
    const at = upper < 0 || (lower >= 0 && lower < upper) ? lower : upper;
    const next = at + lengthOfSound(bytes, at);
    if (next === at) return true;
    if (lower >= 0 && lower < next) lower = bytes.indexOf(LOWER, next);
    if (upper >= 0 && upper < next) upper = bytes.indexOf(UPPER, next);
  }
  return false;
}

/** How many bytes from `at` on are sound: none at half a character. */
function lengthOfSound(bytes: Buffer, at: number): number {
  if (isEscaped(bytes, at)) return 2;
  if (isHigh(bytes, at)) return isLow(bytes, at + ESCAPE_LENGTH) ? 2 * ESCAPE_LENGTH : 0;
  return isLow(bytes, at) ? 0 : ESCAPE_LENGTH;
}

/** Whether the backslash at `at` is itself escaped. */
function isEscaped(bytes: Buffer, at: number): boolean {
  let first = at;
  while (bytes[first - 1] === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
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
