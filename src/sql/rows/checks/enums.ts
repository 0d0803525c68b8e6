import { type ByteCheck, isCellEnd, SURPRISE } from '../ascii.js';

/** Slots for each value: few collisions, and still small. */
const SPARSENESS = 4;
const SPREAD = 31;
const FREE = -1;
/** Is counted. */
const UNSPECIFIED = '__dap_unspecified__';

/** Values of these characters are written alike in all formats. */
const PLAIN = /^[^\p{Cc}\\"]+$/u;

/** Checks that a cell is one of `values`. Those that are written otherwise in some format take the longer road. */
export function enumCheck(values: readonly string[]): ByteCheck {
  const isValue = plainValues(values);
  return (bytes, start) => {
    let hash = 0;
    let end = start;
    for (let byte = bytes[end]; !isCellEnd(byte); byte = bytes[end]) {
      hash = (Math.imul(hash, SPREAD) + (byte as number)) | 0;
      end += 1;
    }
    return isValue(bytes, start, end, hash) ? end : SURPRISE;
  };
}

/** Checks that a string of JSON, whose quotes stand at `start` and before `end`, is one of `values`. */
export function enumItemCheck(values: readonly string[]): (bytes: Uint8Array, start: number, end: number) => boolean {
  const isValue = plainValues(values);
  return (bytes, start, end) => {
    let hash = 0;
    for (let at = start + 1; at < end - 1; at += 1) hash = (Math.imul(hash, SPREAD) + (bytes[at] as number)) | 0;
    return isValue(bytes, start + 1, end - 1, hash);
  };
}

type IsValue = (bytes: Uint8Array, start: number, end: number, hash: number) => boolean;

/** Finds a value by the hash of its bytes. */
function plainValues(values: readonly string[]): IsValue {
  const plain = values.filter((value) => PLAIN.test(value) && value !== UNSPECIFIED);
  const tokens = plain.map((value) => new Uint8Array(Buffer.from(value)));
  const { slots, mask } = fillSlots(tokens);
  return (bytes, start, end, hash) => {
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let index = slots[slot] as number; index !== FREE; index = slots[slot] as number) {
      if (standsAt(tokens[index] as Uint8Array, bytes, start, end)) return true;
      slot = (slot + 1) & mask;
    }
    return false;
  };
}

function standsAt(token: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (token.length !== end - start) return false;
  for (let index = 0; index < token.length; index += 1) if (bytes[start + index] !== token[index]) return false;
  return true;
}

function fillSlots(tokens: readonly Uint8Array[]): { readonly slots: Int32Array; readonly mask: number } {
  let size = SPARSENESS;
  while (size < tokens.length * SPARSENESS) size *= 2;
  const slots = new Int32Array(size).fill(FREE);
  const mask = size - 1;
  tokens.forEach((token, index) => {
    let hash = 0;
    for (const byte of token) hash = (Math.imul(hash, SPREAD) + byte) | 0;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (slots[slot] !== FREE) slot = (slot + 1) & mask;
    slots[slot] = index;
  });
  return { slots, mask };
}
