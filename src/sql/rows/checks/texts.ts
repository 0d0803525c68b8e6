import type { LoadFormat, TextForm } from '../../contract/cell-form.js';
import { BACKSLASH, type ByteCheck, LINE_FEED, QUOTE, SURPRISE, TAB } from '../ascii.js';

const PLAIN = 0;
const END = 1;
const ESCAPE = 2;
const ODD = 3;

const NUL = 0;
const CARRIAGE_RETURN = 13;

/** Which bytes stand for themselves, and which escapes may stay as they are. */
export interface TextSigns {
  readonly classes: Uint8Array;
  /** By the byte behind a backslash. */
  readonly escapes: Uint8Array;
}

/** Signs behind a backslash that every reader of a format takes as DAP means them. */
const KEPT_ESCAPES: Readonly<Record<LoadFormat, string>> = { copy: 'bfnrtv\\', 'load-data': 'bnrt\\', csv: '' };

/** The signs of a text that is copied as it is. */
export function copiedSigns(format: LoadFormat, holdsNul: boolean): TextSigns {
  const classes = classesWith(format === 'csv' ? [QUOTE] : []);
  return { classes, escapes: escapesOf(KEPT_ESCAPES[format] + (format === 'load-data' && holdsNul ? '0' : '')) };
}

/** The signs of a text that is written again, byte by byte. */
export function readableSigns(holdsNul: boolean): TextSigns {
  const classes = classesWith([]);
  classes[CARRIAGE_RETURN] = PLAIN;
  return { classes, escapes: escapesOf(holdsNul ? 'bfnrtv\\0' : 'bfnrtv\\') };
}

function classesWith(odd: readonly number[]): Uint8Array {
  const classes = new Uint8Array(256);
  classes[TAB] = END;
  classes[LINE_FEED] = END;
  classes[BACKSLASH] = ESCAPE;
  for (const byte of [NUL, CARRIAGE_RETURN, ...odd]) classes[byte] = ODD;
  return classes;
}

function escapesOf(signs: string): Uint8Array {
  const escapes = new Uint8Array(256);
  for (const byte of Buffer.from(signs)) escapes[byte] = 1;
  return escapes;
}

/** Where a text of `signs` ends. */
export function endOfText(bytes: Uint8Array, start: number, signs: TextSigns): number {
  const { classes, escapes } = signs;
  let at = start;
  for (;;) {
    let kind = classes[bytes[at] as number];
    while (kind === PLAIN) {
      at += 1;
      kind = classes[bytes[at] as number];
    }
    if (kind === END) return at;
    if (kind !== ESCAPE || escapes[bytes[at + 1] as number] !== 1) return SURPRISE;
    at += 2;
  }
}

/** Texts that are counted: DAP's markers. */
export interface WatchedTexts {
  /** By first byte: whether a text may be one of them. */
  readonly firstBytes: Uint8Array;
  readonly maxBytes: number;
}

/** Checks a text: its length where it could be too long, and that it is none of the watched ones. */
export function textCheck(form: TextForm, signs: TextSigns, watched: WatchedTexts, takesEmpty: boolean): ByteCheck {
  const { maxChars = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = form;
  const limit = Math.min(maxChars, maxBytes);
  const { firstBytes, maxBytes: longestWatched } = watched;
  return (bytes, start) => {
    const end = endOfText(bytes, start, signs);
    if (end === SURPRISE) return SURPRISE;
    const length = end - start;
    if (length > limit && isTooLong(bytes, start, end, maxChars, maxBytes)) return SURPRISE;
    if (length <= longestWatched && firstBytes[bytes[start] as number] === 1) return SURPRISE;
    return length > 0 || takesEmpty ? end : SURPRISE;
  };
}

/** Counts code points and bytes; an escape is one of each. */
function isTooLong(bytes: Uint8Array, start: number, end: number, maxChars: number, maxBytes: number): boolean {
  let chars = 0;
  let skipped = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH) {
      at += 1;
      skipped += 1;
    }
    // The bytes 10xxxxxx go on with a character.
    if ((byte & 0xc0) !== 0x80) chars += 1;
  }
  return chars > maxChars || end - start - skipped > maxBytes;
}
