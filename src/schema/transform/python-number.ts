/** What Python's `str.isspace` calls white space; JavaScript's `trim` differs at both ends of the list. */
const SPACE = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*`;
const DIGITS = String.raw`\d+(?:_\d+)*`;
const INTEGER = new RegExp(`^${SPACE}([+-]?${DIGITS})${SPACE}$`);
const DECIMAL = new RegExp(
  String.raw`^${SPACE}([+-]?(?:${DIGITS}(?:\.(?:${DIGITS})?)?|\.${DIGITS})(?:[eE][+-]?${DIGITS})?)${SPACE}$`,
);
const FOREIGN_DIGIT = /[^\0-\x7f]/;
/** Python refuses longer integers, because the work grows with the square of the length. */
const MAX_INTEGER_DIGITS = 4300;
/** Texts longer than any meaningful number; they are not parsed. */
const MAX_TEXT_LENGTH = 10_000;
/** 10 to the power of the index; each is exact as a double, so one division by it is rounded correctly. */
const POWERS_OF_TEN = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/**
 * The number in a string of digits with an optional sign and point, as most are; undefined for every other form.
 * At most 15 digits, so that the sum and the division are exact.
 *
 * @example
 * readPlainNumber('-12.50') // -12.5
 * readPlainNumber('1e3')    // undefined
 */
export function readPlainNumber(text: string): number | undefined {
  const length = text.length;
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  if (length > 16 || length === at) return undefined;
  const negative = at === 1;
  let sum = 0;
  let point = -1;
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) sum = sum * 10 + digit;
    else if (digit === -2 && point < 0) point = at;
    else return undefined;
  }
  if (length - (negative ? 1 : 0) - (point < 0 ? 0 : 1) > 15) return undefined;
  if (point >= 0) {
    if (length === (negative ? 2 : 1)) return undefined;
    sum /= POWERS_OF_TEN[length - point - 1] ?? Number.NaN;
  }
  return negative ? 0 - sum : sum;
}

/**
 * The integer in a string of at most 15 digits with an optional minus sign; undefined for every other form.
 *
 * @example
 * readPlainInteger('-12') // -12
 * readPlainInteger('12.') // undefined
 */
export function readPlainInteger(text: string): number | undefined {
  const length = text.length;
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  if (length === start || length - start > 15) return undefined;
  let sum = 0;
  for (let at = start; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    sum = sum * 10 + digit;
  }
  return start === 1 ? 0 - sum : sum;
}

/**
 * The integer in a string, by the rules of Python's `int()`: white space around it, a sign, underscores between digits,
 * decimal digits of any script. Beyond 2^53 a `bigint`. Strict: no underscores, ASCII digits only.
 *
 * @example
 * readInteger(' +1_000 ', false) // 1000
 * readInteger('12.0', false)     // undefined
 */
export function readInteger(text: string, strict: boolean): number | bigint | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const digits = INTEGER.exec(toAsciiDigits(text, strict))?.[1];
  return digits === undefined || (strict && digits.includes('_')) ? undefined : toInteger(digits.replaceAll('_', ''));
}

/**
 * The number in a string, by the rules of Python's `float()`; integers beyond 2^53 stay exact as `bigint`.
 * Undefined for what JSON has no number for: nan, infinities, and decimals that no double can hold.
 *
 * @example
 * readNumber('.5e1', false)  // 5
 * readNumber('1e400', false) // undefined
 */
export function readNumber(text: string, strict: boolean): number | bigint | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const match = DECIMAL.exec(toAsciiDigits(text, strict))?.[1];
  if (match === undefined || (strict && match.includes('_'))) return undefined;
  const decimal = match.replaceAll('_', '');
  const value = Number(decimal) + 0;
  if (!Number.isFinite(value)) return undefined;
  return /^[+-]?\d+$/.test(decimal) ? toInteger(decimal) : value;
}

function toInteger(digits: string): number | bigint | undefined {
  const value = Number(digits) + 0;
  if (Number.isSafeInteger(value)) return value;
  if (digits.length > MAX_INTEGER_DIGITS) return undefined;
  return BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
}

function toAsciiDigits(text: string, strict: boolean): string {
  if (strict || !FOREIGN_DIGIT.test(text)) return text;
  return text.replaceAll(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

/** Unicode keeps the decimal digits of a script in runs of ten, zero first. */
function digitValue(codePoint: number): number {
  let zero = codePoint;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (codePoint - zero) % 10;
}
