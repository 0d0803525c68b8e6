import { type ByteCheck, isCellEnd, MINUS, POINT, SURPRISE, skipDigits, ZERO } from '../ascii.js';

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

/** Checks `true` and `false`. */
export const checkBoolean: ByteCheck = (bytes, start) => {
  const word = bytes[start] === TRUE[0] ? TRUE : FALSE;
  for (let index = 0; index < word.length; index += 1) if (bytes[start + index] !== word[index]) return SURPRISE;
  const end = start + word.length;
  return isCellEnd(bytes[end]) ? end : SURPRISE;
};

const HEX_DIGITS = new Uint8Array(256);
for (const byte of Buffer.from('0123456789abcdefABCDEF')) HEX_DIGITS[byte] = 1;

const UUID_BYTES = 36;

/** Checks a UUID with dashes. */
export const checkUuid: ByteCheck = (bytes, start) => {
  const end = start + UUID_BYTES;
  if (end >= bytes.length || !isCellEnd(bytes[end])) return SURPRISE;
  for (let index = 0; index < UUID_BYTES; index += 1) {
    const byte = bytes[start + index] as number;
    const isDash = index === 8 || index === 13 || index === 18 || index === 23;
    if (isDash ? byte !== MINUS : HEX_DIGITS[byte] !== 1) return SURPRISE;
  }
  return end;
};

/** Checks an IPv4 address. IPv6 has too many spellings for bytes: it takes the longer road. */
export const checkIpv4: ByteCheck = (bytes, start) => {
  let at = start;
  for (let part = 0; part < 4; part += 1) {
    const end = skipDigits(bytes, at);
    if (!isOctet(bytes, at, end)) return SURPRISE;
    if (part === 3) return isCellEnd(bytes[end]) ? end : SURPRISE;
    if (bytes[end] !== POINT) return SURPRISE;
    at = end + 1;
  }
  return SURPRISE;
};

function isOctet(bytes: Uint8Array, start: number, end: number): boolean {
  const digits = end - start;
  if (digits === 1) return true;
  if (digits < 1 || digits > 3 || bytes[start] === ZERO) return false;
  if (digits === 2) return true;
  const value = (bytes[start] as number) * 100 + (bytes[start + 1] as number) * 10 + (bytes[start + 2] as number);
  return value - 111 * ZERO <= 255;
}
