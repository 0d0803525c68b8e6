import type { CellForm } from '../../contract/cell-form.js';
import { type ByteCheck, isCellEnd, LOWER_E, MINUS, POINT, SURPRISE, skipDigits, twoDigits, ZERO } from '../ascii.js';

/** Integers of so many digits are exact in a double. */
const EXACT_DIGITS = 15;
/** All integers of so many digits are within 64 bits. */
const SAFE_DIGITS = 18;
const LARGEST_SAFE = 10n ** BigInt(SAFE_DIGITS) - 1n;

/** Checks an integer as JSON writes it, within `minimum` and `maximum`. */
export function integerCheck(minimum: bigint, maximum: bigint): ByteCheck {
  const low = Number(minimum);
  const high = Number(maximum);
  const longest = minimum <= -LARGEST_SAFE && maximum >= LARGEST_SAFE ? SAFE_DIGITS : EXACT_DIGITS;
  return (bytes, start) => {
    const isNegative = bytes[start] === MINUS;
    const first = isNegative ? start + 1 : start;
    let at = first;
    let value = 0;
    for (let digit = digitAt(bytes, at); digit <= 9; digit = digitAt(bytes, at)) {
      value = value * 10 + digit;
      at += 1;
    }
    const digits = at - first;
    if (digits === 0 || digits > longest || !isCellEnd(bytes[at])) return SURPRISE;
    if (bytes[first] === ZERO && (isNegative || digits > 1)) return SURPRISE;
    if (digits > EXACT_DIGITS) return at;
    if (isNegative) value = -value;
    return value >= low && value <= high ? at : SURPRISE;
  };
}

/** More than 9 for what is no digit. */
function digitAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) - ZERO) >>> 0;
}

/** Digits before and behind the point that neither overflow nor vanish in a number of 32 or 64 bits. */
const MAX_FLOAT_DIGITS = 30;

/** Checks a number without a long exponent: such a number is within the range of its bits. */
export function floatCheck(bits: 32 | 64): ByteCheck {
  return (bytes, start) => {
    const first = bytes[start] === MINUS ? start + 1 : start;
    const pointAt = skipDigits(bytes, first);
    if (pointAt === first || pointAt - first > MAX_FLOAT_DIGITS) return SURPRISE;
    if (bytes[first] === ZERO && pointAt - first > 1) return SURPRISE;
    const at = endOfFraction(bytes, pointAt, MAX_FLOAT_DIGITS);
    if (at === SURPRISE || isCellEnd(bytes[at])) return at;
    return bits === 64 ? endOfShortExponent(bytes, at) : SURPRISE;
  };
}

function endOfFraction(bytes: Uint8Array, pointAt: number, mostDigits: number): number {
  if (bytes[pointAt] !== POINT) return pointAt;
  const at = skipDigits(bytes, pointAt + 1);
  const digits = at - pointAt - 1;
  return digits > 0 && digits <= mostDigits ? at : SURPRISE;
}

/** An exponent of two digits, as most writers make it. */
function endOfShortExponent(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== LOWER_E) return SURPRISE;
  const first = bytes[start + 1] === MINUS ? start + 2 : start + 1;
  return twoDigits(bytes, first) >= 0 && isCellEnd(bytes[first + 2]) ? first + 2 : SURPRISE;
}

/** Without a limit of its own, a decimal of so many digits fits everywhere. */
const MAX_DECIMAL_DIGITS = 1000;

/** Checks a decimal number without an exponent, within precision and scale. */
export function decimalCheck({ precision, scale }: CellForm & { readonly kind: 'decimal' }): ByteCheck {
  const mostFraction = scale ?? (precision === undefined ? MAX_DECIMAL_DIGITS : 0);
  const mostWhole = precision === undefined ? MAX_DECIMAL_DIGITS : precision - mostFraction;
  return (bytes, start) => {
    const first = bytes[start] === MINUS ? start + 1 : start;
    const pointAt = skipDigits(bytes, first);
    const whole = pointAt - first;
    if (whole === 0) return SURPRISE;
    if (bytes[first] === ZERO) {
      if (whole > 1) return SURPRISE;
    } else if (whole > mostWhole) {
      return SURPRISE;
    }
    const at = endOfFraction(bytes, pointAt, mostFraction);
    return at !== SURPRISE && isCellEnd(bytes[at]) ? at : SURPRISE;
  };
}
