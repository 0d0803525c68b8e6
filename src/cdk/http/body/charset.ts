import { TextDecoder } from 'node:util';
import type { BodyErrorOptions } from './body-error.js';
import { peek } from './peek.js';

type Fail = (what: string, options?: BodyErrorOptions) => Error;

/** Byte order marks, the longest first: that of UTF-32 begins like that of UTF-16. */
const MARKS: readonly (readonly [readonly number[], string])[] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** The charset that a `Content-Type` names. */
export function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*["']?([^\s;,"']+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
}

/**
 * A body as text, by the names of the Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels). A byte
 * order mark takes precedence over `charset` and is left out; without both it is UTF-8.
 *
 * @param isExact - false replaces bytes that are not of the charset by U+FFFD, and an unknown charset by UTF-8
 * @throws what `fail` makes, for bytes that are not of the charset, and for an unknown charset.
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  charset: string | undefined,
  fail: Fail,
  isExact = true,
): AsyncGenerator<string, void, void> {
  const { head, whole } = await peek(chunks, 4);
  const marked = MARKS.find(([mark]) => mark.every((byte, at) => head[at] === byte))?.[1];
  const name = marked ?? charset ?? 'utf-8';
  try {
    const decoder = createDecoder(name, isExact);
    if (decoder === undefined) throw fail(`is in the charset "${name.slice(0, 40)}", which is not known`);
    for await (const chunk of whole) {
      const text = decodePart(decoder, chunk, name, fail);
      if (text !== '') yield text;
    }
    const last = decodePart(decoder, undefined, name, fail);
    if (last !== '') yield last;
  } finally {
    await whole.return();
  }
}

function createDecoder(name: string, isExact: boolean): TextDecoder | undefined {
  try {
    return new TextDecoder(name, { fatal: isExact });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return isExact ? undefined : new TextDecoder();
  }
}

/** Always as a stream: in one piece, Node 20 takes windows-1252 for ISO-8859-1 and loses the euro sign. */
function decodePart(decoder: TextDecoder, chunk: Uint8Array | undefined, name: string, fail: Fail): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw fail(`holds bytes that are not ${name}`, { cause });
  }
}
