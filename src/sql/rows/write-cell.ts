import type { OutBuffer } from '../../util/out-buffer.js';
import {
  BACKSLASH,
  CLOSE_BRACE,
  LOWER_T,
  MINUS,
  ONE,
  OPEN_BRACE,
  POINT,
  QUOTE,
  SPACE,
  UPPER_T,
  UPPER_Z,
  ZERO,
} from './ascii.js';

/** Writes the cell between `start` and `end`, which was looked at, in another form. */
export type WriteCell = (bytes: Uint8Array, start: number, end: number, out: OutBuffer) => void;

/** By the byte behind a backslash: the character that is meant. */
const MEANT = Uint8Array.from({ length: 256 }, (_, byte) => byte);
for (const [sign, char] of ['b\b', 'f\f', 'n\n', 'r\r', 't\t', 'v\v', '0\0'].map((pair) => Buffer.from(pair))) {
  MEANT[sign as number] = char as number;
}

/** A text in quotes, without escapes; quotes inside are doubled. */
export const writeQuoted: WriteCell = (bytes, start, end, out) => {
  out.reserve(2 * (end - start) + 2);
  out.push(QUOTE);
  for (let at = start; at < end; at += 1) {
    let byte = bytes[at] as number;
    if (byte === BACKSLASH) {
      at += 1;
      byte = MEANT[bytes[at] as number] as number;
    }
    if (byte === QUOTE) out.push(QUOTE);
    out.push(byte);
  }
  out.push(QUOTE);
};

/** `true` and `false` as digits. */
export const writeBooleanDigit: WriteCell = (bytes, start, _end, out) => {
  out.reserve(1);
  out.push(bytes[start] === LOWER_T ? ONE : ZERO);
};

/** A JSON array as an array literal, when nothing but the brackets differs. */
export const writeInBraces: WriteCell = (bytes, start, end, out) => {
  out.reserve(end - start);
  out.push(OPEN_BRACE);
  out.append(bytes, start + 1, end - 1);
  out.push(CLOSE_BRACE);
};

/** A UUID without its dashes. */
export const writeUuidDigits: WriteCell = (bytes, start, end, out) => {
  out.reserve(end - start);
  for (let at = start; at < end; at += 1) if (bytes[at] !== MINUS) out.push(bytes[at] as number);
};

const DATE_BYTES = 10;
const SECOND_BYTES = 19;

/** An instant with at most `digits` digits behind the point; `plain` has a blank in place of T, and no Z. */
export function instantWriter(digits: number, isPlain: boolean): WriteCell {
  return (bytes, start, end, out) => {
    out.reserve(end - start);
    out.append(bytes, start, start + DATE_BYTES);
    out.push(isPlain ? SPACE : UPPER_T);
    out.append(bytes, start + DATE_BYTES + 1, start + SECOND_BYTES);
    const pointAt = start + SECOND_BYTES;
    if (digits > 0 && bytes[pointAt] === POINT) out.append(bytes, pointAt, Math.min(end - 1, pointAt + 1 + digits));
    if (!isPlain) out.push(UPPER_Z);
  };
}
