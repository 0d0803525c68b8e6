import { LOWER_E, MINUS, NINE, PLUS, POINT, SURPRISE, UPPER_E, ZERO } from './ascii.js';
import { ACCEPT } from './value-node.js';

/** Any decimal of so many digits passes through a double without a change. */
const EXACT_DIGITS = 15;

/**
 * The position behind the number at `start`; {@link SURPRISE} when it is none, when `accepts` does not take it, or when
 * parsing and writing it would give another number. Integers of any length stand as they are in both ways.
 */
export function scanNumber(bytes: Buffer, start: number, accepts: number): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (!isDigit(bytes[first] as number)) return SURPRISE;
  const isZero = bytes[first] === ZERO;
  const end = isZero ? first + 1 : skipDigits(bytes, first + 1);
  const next = bytes[end] as number;
  if (next === POINT || next === LOWER_E || next === UPPER_E) {
    return (accepts & ACCEPT.fraction) === 0 ? SURPRISE : scanFraction(bytes, start, end, isNegative && isZero);
  }
  // Minus zero is written as plain zero.
  return (accepts & ACCEPT.integer) === 0 || (isNegative && isZero) ? SURPRISE : end;
}

function scanFraction(bytes: Buffer, start: number, integerEnd: number, mayBeMinusZero: boolean): number {
  let end = integerEnd;
  if (bytes[end] === POINT) {
    end = skipDigits(bytes, integerEnd + 1);
    if (end === integerEnd + 1) return SURPRISE;
  }
  const next = bytes[end];
  if (next !== LOWER_E && next !== UPPER_E) {
    if (end - start <= EXACT_DIGITS + 1 && !mayBeMinusZero) return end;
    return keepsItsText(bytes, start, end) ? end : SURPRISE;
  }
  const sign = bytes[end + 1];
  const digits = sign === PLUS || sign === MINUS ? end + 2 : end + 1;
  end = skipDigits(bytes, digits);
  return end > digits && keepsItsText(bytes, start, end) ? end : SURPRISE;
}

/** Whether the number is written the very same way after it was parsed. */
function keepsItsText(bytes: Buffer, start: number, end: number): boolean {
  const text = bytes.toString('latin1', start, end);
  const value = Number(text);
  return Number.isFinite(value) && JSON.stringify(value) === text;
}

function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(bytes[at] as number)) at += 1;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
