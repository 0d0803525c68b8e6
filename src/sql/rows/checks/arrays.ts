import type { CellForm } from '../../contract/cell-form.js';
import {
  BACKSLASH,
  type ByteCheck,
  CLOSE_BRACKET,
  COMMA,
  isCellEnd,
  MINUS,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  SURPRISE,
  skipDigits,
  ZERO,
} from '../ascii.js';
import { enumItemCheck } from './enums.js';

/** Integers of so many digits are within 32 bits. */
const MAX_DIGITS = 9;
const UNDERSCORE = 95;

/** Looks at one item; returns where it ends. */
type ItemCheck = (bytes: Uint8Array, start: number) => number;

/**
 * Checks a JSON array of plain texts, values of an enumeration or short integers, without blanks, such as `["a","b"]`: only its brackets differ from
 * an array literal of PostgreSQL. Undefined for items of which that is not known.
 */
export function plainArrayCheck(items: CellForm): ByteCheck | undefined {
  if (items.kind === 'text' && items.maxChars === undefined && items.maxBytes === undefined) {
    return arrayCheck(endOfPlainText);
  }
  if (items.kind === 'enum') return arrayCheck(valueCheck(items.values));
  const isWide = items.kind === 'integer' && items.minimum <= -(2n ** 31n) && items.maximum >= 2n ** 31n - 1n;
  return isWide ? arrayCheck(endOfShortInteger) : undefined;
}

function arrayCheck(endOfItem: ItemCheck): ByteCheck {
  return (bytes, start) => {
    if (bytes[start] !== OPEN_BRACKET) return SURPRISE;
    let at = start + 1;
    if (bytes[at] !== CLOSE_BRACKET) {
      at = endOfItem(bytes, at);
      while (at !== SURPRISE && bytes[at] === COMMA) at = endOfItem(bytes, at + 1);
      if (at === SURPRISE || bytes[at] !== CLOSE_BRACKET) return SURPRISE;
    }
    return isCellEnd(bytes[at + 1]) ? at + 1 : SURPRISE;
  };
}

/** A text in quotes without an escape. One that begins as the markers of DAP do needs a closer look. */
const endOfPlainText: ItemCheck = (bytes, start) => {
  if (bytes[start] !== QUOTE || bytes[start + 1] === UNDERSCORE) return SURPRISE;
  let at = start + 1;
  for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[at]) {
    if (byte === undefined || byte < SPACE || byte === BACKSLASH) return SURPRISE;
    at += 1;
  }
  return at + 1;
};

function valueCheck(values: readonly string[]): ItemCheck {
  const isValue = enumItemCheck(values);
  return (bytes, start) => {
    const end = endOfPlainText(bytes, start);
    return end !== SURPRISE && isValue(bytes, start, end) ? end : SURPRISE;
  };
}

/** An integer as JSON writes it. */
const endOfShortInteger: ItemCheck = (bytes, start) => {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const end = skipDigits(bytes, first);
  const digits = end - first;
  if (digits === 0 || digits > MAX_DIGITS) return SURPRISE;
  return bytes[first] === ZERO && (digits > 1 || first > start) ? SURPRISE : end;
};
