import {
  BACKSLASH,
  type ByteCheck,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  LOWER_U,
  OPEN_BRACE,
  OPEN_BRACKET,
  SURPRISE,
  ZERO,
} from '../ascii.js';
import { endOfText, type TextSigns } from './texts.js';

const LOWER_D = 100;
const LOWER_BIT = 32;

/**
 * Checks that a cell looks like a JSON object or array, and has no escape that databases may refuse. The JSON itself is
 * not parsed: DAP writes it.
 */
export function jsonCheck(signs: TextSigns, holdsNul: boolean): ByteCheck {
  return (bytes, start) => {
    const first = bytes[start];
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return SURPRISE;
    const end = endOfText(bytes, start, signs);
    if (end === SURPRISE || bytes[end - 1] !== (first === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) return SURPRISE;
    return hasOddEscape(bytes, start, end, holdsNul) ? SURPRISE : end;
  };
}

/** Whether `\u0000` or half of a surrogate pair may be in JSON text whose backslashes are doubled. */
function hasOddEscape(bytes: Uint8Array, start: number, end: number, holdsNul: boolean): boolean {
  for (let at = start; at < end; at += 1) {
    if (bytes[at] !== BACKSLASH) continue;
    at += 1;
    // Escaped once: a control character, white space of JSON.
    if (bytes[at] !== BACKSLASH) continue;
    at += 1;
    if (bytes[at] === LOWER_U && isOddUnit(bytes, at + 1, holdsNul)) return true;
    // A backslash that JSON escapes is itself doubled.
    if (bytes[at] === BACKSLASH) at += 1;
  }
  return false;
}

/** Whether the four digits at `at` are `0000`, or begin as those of a surrogate do. */
function isOddUnit(bytes: Uint8Array, at: number, holdsNul: boolean): boolean {
  const first = bytes[at] as number;
  if (first === ZERO) return !holdsNul && bytes[at + 1] === ZERO && bytes[at + 2] === ZERO && bytes[at + 3] === ZERO;
  return (first | LOWER_BIT) === LOWER_D && (bytes[at + 1] as number) >= ZERO + 8;
}
