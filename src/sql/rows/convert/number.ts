import type { CellForm } from '../../contract/cell-form.js';
import type { ColumnRules } from '../rules.js';

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;
const NON_FINITE = /^([+-]?)(inf|infinity|nan)$/i;
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A number that is written out may not have more digits: `1e999999999` must not fill the memory. */
const MOST_DIGITS = 2000;

/** A decimal number without an exponent. */
interface Digits {
  readonly isNegative: boolean;
  /** Without zeros in front. */
  readonly whole: string;
  /** Without zeros at the end. */
  readonly fraction: string;
}

/** An integer in plain digits; `1.0` and `1e3` are integers. */
export function convertInteger(
  text: string,
  form: CellForm & { readonly kind: 'integer' },
  rules: ColumnRules,
): string | null {
  const digits = digitsOf(text, rules);
  if (digits === null) return null;
  if (digits.fraction !== '') return rules.drop('wrong-type');
  const value = BigInt(`${digits.isNegative ? '-' : ''}${digits.whole || '0'}`);
  return value < form.minimum || value > form.maximum ? rules.drop('out-of-range') : String(value);
}

/**
 * A decimal number in plain digits. One with more digits behind the point than the column has is of another type: it is
 * not rounded, for nobody would see that.
 */
export function convertDecimal(
  text: string,
  { precision, scale }: CellForm & { readonly kind: 'decimal' },
  rules: ColumnRules,
): string | null {
  const digits = digitsOf(text, rules);
  if (digits === null) return null;
  const mostFraction = scale ?? (precision === undefined ? MOST_DIGITS : 0);
  if (precision !== undefined && digits.whole.length > precision - mostFraction) return rules.drop('out-of-range');
  if (digits.fraction.length > mostFraction) return rules.drop('wrong-type');
  return isPlain(text, mostFraction) ? text : writeDigits(digits);
}

/** A number for a column of 32 or 64 bits; the digits stay as they are, the database finds the nearest value. */
export function convertFloat(
  text: string,
  form: CellForm & { readonly kind: 'float' },
  rules: ColumnRules,
): string | null {
  const word = NON_FINITE.exec(text);
  if (word !== null) return form.holdsNonFinite ? canonicalWord(word) : rules.drop('non-finite');
  if (!isNumber(text)) return rules.drop('wrong-type');
  const exact = Number(text);
  const value = form.bits === 32 ? Math.fround(exact) : exact;
  if (!Number.isFinite(value)) return rules.drop('out-of-range');
  // Servers refuse a number that is not zero and yet too small to differ from it.
  if (value === 0 && /^[^eE]*[1-9]/.test(text)) return '0';
  return JSON_NUMBER.test(text) && text.length <= MOST_DIGITS ? text : String(exact);
}

function canonicalWord([, sign, word]: RegExpExecArray): string {
  if (word?.toLowerCase() === 'nan') return 'NaN';
  return sign === '-' ? '-Infinity' : 'Infinity';
}

/** Null for what is no number, or has too many digits: it is reported then. */
function digitsOf(text: string, rules: ColumnRules): Digits | null {
  const match = NUMBER.exec(text);
  if (match === null || !isNumber(text))
    return NON_FINITE.test(text) ? rules.drop('non-finite') : rules.drop('wrong-type');
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  if (!/[1-9]/.test(digits)) return { isNegative: false, whole: '', fraction: '' };
  const pointAt = whole.length + Number(exponent);
  if (pointAt > MOST_DIGITS || digits.length > MOST_DIGITS) return rules.drop('out-of-range');
  if (pointAt < -MOST_DIGITS) return rules.drop('wrong-type');
  const padded = pointAt < 0 ? '0'.repeat(-pointAt) + digits : digits.padEnd(pointAt, '0');
  const at = Math.max(pointAt, 0);
  return {
    isNegative: sign === '-',
    whole: padded.slice(0, at).replace(/^0+/, ''),
    fraction: padded.slice(at).replace(/0+$/, ''),
  };
}

/** Whether a number may stay as it is spelled. */
function isPlain(text: string, mostFraction: number): boolean {
  return PLAIN_NUMBER.test(text) && (text.split('.')[1] ?? '').length <= mostFraction;
}

function isNumber(text: string): boolean {
  return NUMBER.test(text) && /^[+-]?\.?\d/.test(text);
}

function writeDigits({ isNegative, whole, fraction }: Digits): string {
  return `${isNegative ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}
