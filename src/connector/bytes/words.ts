/** The bytes of a text as words of four bytes. The last one ends with the text, so it may overlap the one before. */
export function wordsOf(token: Uint8Array): number[] {
  const view = new DataView(token.buffer, token.byteOffset, token.length);
  const words: number[] = [];
  for (let at = 0; at + WORD <= token.length; at += WORD) words.push(view.getInt32(at, true));
  if (token.length % WORD !== 0) words.push(view.getInt32(token.length - WORD, true));
  return words;
}

/** Bytes of a word. */
export const WORD = 4;

/** A text that is looked for at a known place. */
export class Token {
  readonly length: number;
  readonly #words: Int32Array;

  /** @param text - at least four bytes long. */
  constructor(text: string) {
    const bytes = new Uint8Array(Buffer.from(text));
    this.length = bytes.length;
    this.#words = Int32Array.from(wordsOf(bytes));
  }

  /** Whether the text stands at `at`. */
  standsAt(view: DataView, at: number): boolean {
    const words = this.#words;
    const last = words.length - 1;
    for (let index = 0; index < last; index += 1) {
      if (view.getInt32(at + index * WORD, true) !== words[index]) return false;
    }
    return view.getInt32(at + this.length - WORD, true) === words[last];
  }
}
