import { CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE, SURPRISE } from './ascii.js';
import { scanNumber } from './scan-number.js';
import { scanString } from './scan-string.js';
import { ACCEPT, type ValueNode } from './value-node.js';

const LOWER_F = 102;
const LOWER_N = 110;
const LOWER_T = 116;
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/** The position behind the value at `start`; {@link SURPRISE} when it is not of the kind that `node` takes. */
export function verifyValue(bytes: Buffer, start: number, node: ValueNode): number {
  const { accepts } = node;
  switch (bytes[start]) {
    case QUOTE:
      return (accepts & ACCEPT.string) === 0 ? SURPRISE : scanString(bytes, start + 1);
    case LOWER_N:
      return (accepts & ACCEPT.null) === 0 ? SURPRISE : scanWord(bytes, start, NULL);
    case LOWER_T:
      return (accepts & ACCEPT.boolean) === 0 ? SURPRISE : scanWord(bytes, start, TRUE);
    case LOWER_F:
      return (accepts & ACCEPT.boolean) === 0 ? SURPRISE : scanWord(bytes, start, FALSE);
    case OPEN_BRACE:
      return (accepts & ACCEPT.object) === 0 ? SURPRISE : node.members.verify(bytes, start);
    case OPEN_BRACKET:
      return (accepts & ACCEPT.array) === 0 ? SURPRISE : verifyList(bytes, start, node.items);
    default:
      return scanNumber(bytes, start, accepts);
  }
}

function verifyList(bytes: Buffer, start: number, items: ValueNode | undefined): number {
  if (bytes[start + 1] === CLOSE_BRACKET) return start + 2;
  if (items === undefined) return SURPRISE;
  let at = start + 1;
  for (;;) {
    at = verifyValue(bytes, at, items);
    if (at < 0) return SURPRISE;
    const next = bytes[at];
    at += 1;
    if (next === CLOSE_BRACKET) return at;
    if (next !== COMMA) return SURPRISE;
  }
}

/** The position behind `word` if it stands at `start`, else {@link SURPRISE}. */
export function scanWord(bytes: Uint8Array, start: number, word: Uint8Array): number {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[start + index] !== word[index]) return SURPRISE;
  }
  return start + word.length;
}
