import {
  BACKSLASH,
  CLOSE_BRACKET,
  COMMA,
  LOWER_E,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SURPRISE,
  skipSpaces,
  UNDERSCORE,
} from './ascii.js';
import type { PaddedBytes } from './padded-bytes.js';
import { scanNumber } from './scan-number.js';
import { scanString } from './scan-string.js';
import { ACCEPT, type ScanNotes, type ValueNode } from './value-node.js';
import { Token } from './words.js';

const NULL = new Token('null');
const TRUE = new Token('true');
const FALSE = new Token('fals');

/** The position behind the value at `start`; {@link SURPRISE} when it is not of the kind that `node` takes. */
export function scanValue(text: PaddedBytes, start: number, node: ValueNode, notes: ScanNotes): number {
  const { bytes } = text;
  const { accepts } = node;
  switch (bytes[start]) {
    case QUOTE:
      if ((accepts & ACCEPT.string) === 0) return SURPRISE;
      if (bytes[start + 1] === UNDERSCORE || bytes[start + 1] === BACKSLASH) notes.suspects.push(start);
      return scanString(bytes, start + 1);
    case LOWER_N:
      return (accepts & ACCEPT.null) !== 0 && NULL.standsAt(text.view, start) ? start + NULL.length : SURPRISE;
    case LOWER_T:
      return (accepts & ACCEPT.boolean) !== 0 && TRUE.standsAt(text.view, start) ? start + TRUE.length : SURPRISE;
    case LOWER_F:
      return (accepts & ACCEPT.boolean) !== 0 && isFalse(text, start) ? start + FALSE.length + 1 : SURPRISE;
    case OPEN_BRACE:
      return (accepts & ACCEPT.object) === 0 ? SURPRISE : node.members.scan(text, start, notes);
    case OPEN_BRACKET:
      return (accepts & ACCEPT.array) === 0 ? SURPRISE : scanList(text, start, node.items, notes);
    default:
      return scanNumber(bytes, start, accepts);
  }
}

function isFalse({ bytes, view }: PaddedBytes, start: number): boolean {
  return FALSE.standsAt(view, start) && bytes[start + FALSE.length] === LOWER_E;
}

function scanList(text: PaddedBytes, start: number, items: ValueNode | undefined, notes: ScanNotes): number {
  const { bytes } = text;
  if (bytes[start + 1] === CLOSE_BRACKET) return start + 2;
  if (items === undefined) return SURPRISE;
  let at = start + 1;
  for (;;) {
    at = scanValue(text, skipSpaces(bytes, at), items, notes);
    if (at < 0) return SURPRISE;
    const next = bytes[at];
    at += 1;
    if (next === CLOSE_BRACKET) return at;
    if (next !== COMMA) return SURPRISE;
  }
}
