import { LOWER_BIT, LOWER_E, MINUS, PLUS, POINT, SURPRISE, ZERO } from './ascii.js';
import { ACCEPT } from './value-node.js';

/** Numbers below ten to this power are finite as doubles. */
const SAFE_POWER = 308;
/** An exponent of more digits than this is looked at closely. */
const SHORT_EXPONENT = 3;

/**
 * The position behind the number at `start`; {@link SURPRISE} when it is not a number, when `accepts` does not take it,
 * or when its text cannot stand as it is: minus zero, which is written as 0, and what no double can hold. Any other
 * spelling (`1e-07`, `0.50`, more digits than a double has) is the same JSON value as the one that parsing and writing
 * would give.
 */
export function scanNumber(bytes: Buffer, start: number, accepts: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const end = bytes[first] === ZERO ? first + 1 : skipDigits(bytes, first);
  if (end === first) return SURPRISE;
  const next = bytes[end] as number;
  if (next === POINT || (next | LOWER_BIT) === LOWER_E) {
    return (accepts & ACCEPT.fraction) === 0 ? SURPRISE : scanFraction(bytes, start, first, end);
  }
  const isMinusZero = first > start && bytes[first] === ZERO;
  return (accepts & ACCEPT.integer) === 0 || isMinusZero ? SURPRISE : end;
}

function scanFraction(bytes: Buffer, start: number, first: number, integerEnd: number): number {
  let end = integerEnd;
  if (bytes[end] === POINT) {
    end = skipDigits(bytes, integerEnd + 1);
    if (end === integerEnd + 1) return SURPRISE;
  }
  const isNegative = first > start;
  let power = integerEnd - first;
  let isUnsure = isNegative && bytes[first] === ZERO;
  if (((bytes[end] as number) | LOWER_BIT) === LOWER_E) {
    const sign = bytes[end + 1];
    const digits = sign === PLUS || sign === MINUS ? end + 2 : end + 1;
    end = skipDigits(bytes, digits);
    if (end === digits) return SURPRISE;
    isUnsure ||= end - digits > SHORT_EXPONENT || (isNegative && sign === MINUS && end - digits === SHORT_EXPONENT);
    if (sign !== MINUS && !isUnsure) power += readDigits(bytes, digits, end);
  }
  if (!isUnsure && power <= SAFE_POWER) return end;
  return standsAsItIs(bytes, start, end) ? end : SURPRISE;
}

function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(bytes[at] as number)) at += 1;
  return at;
}

function readDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + (bytes[at] as number) - ZERO;
  return value;
}

function standsAsItIs(bytes: Buffer, start: number, end: number): boolean {
  const value = Number(bytes.toString('latin1', start, end));
  return Number.isFinite(value) && !Object.is(value, -0);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}
