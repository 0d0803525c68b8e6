const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** What a {@link JsonListScanner} finds. */
export interface JsonParts {
  /** The text of a member of the list, without the comma after it; blanks around it may be left. */
  member(text: string): void;
  /** Called before a text would grow beyond the limit. */
  tooLarge(): Error;
}

/**
 * Cuts JSON, which arrives in pieces, into the members of one list and the rest around it. Neither is parsed here: the
 * members go to the parser of all JSON in this package, which keeps integers exact, and so does the rest, which is valid
 * only if the whole was.
 */
export class JsonListScanner {
  readonly #path: readonly string[];
  readonly #parts: JsonParts;
  readonly #maxChars: number;
  #around: string[] = [];
  #aroundChars = 0;
  #member: string[] = [];
  #memberChars = 0;
  /** Open lists and objects. */
  #depth = 0;
  /** How many of them, from the outside, lie on the path. */
  #onPath = 0;
  #isInList = false;
  #members = 0;
  #isInString = false;
  #isEscaped = false;
  /** The last string at the innermost level of the path: the key, once a colon follows. */
  #string: string[] | undefined;
  #key: string | undefined;

  constructor(path: readonly string[], maxChars: number, parts: JsonParts) {
    this.#path = path;
    this.#maxChars = maxChars;
    this.#parts = parts;
  }

  /** The JSON around the members; the list is empty there. */
  get around(): string {
    return this.#around.join('');
  }

  add(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#isInString) {
        at = this.#string === undefined ? this.#skipString(text, at) : this.#readString(text, at, code);
      } else if (code === QUOTE) {
        this.#isInString = true;
        if (!this.#isInList && this.#depth === this.#onPath) this.#string = ['"'];
      } else if (code === COMMA && this.#isInList && this.#depth === this.#onPath) {
        this.#keep(text.slice(from, at));
        this.#endMember();
        from = at + 1;
      } else if (code === COLON) {
        this.#takeKey();
      } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
        from = this.#open(text, from, at, code);
      } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        from = this.#close(text, from, at);
      }
    }
    this.#keep(text.slice(from));
  }

  /** Jumps to the end of a string that does not matter, or of this piece. */
  #skipString(text: string, start: number): number {
    let at = start;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === BACKSLASH) this.#isEscaped = true;
      else if (code === QUOTE) {
        this.#isInString = false;
        return at;
      }
    }
    return at;
  }

  #readString(text: string, at: number, code: number): number {
    this.#string?.push(text.charAt(at));
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === BACKSLASH) this.#isEscaped = true;
    else if (code === QUOTE) {
      this.#isInString = false;
      this.#key = this.#string?.join('');
      this.#string = undefined;
    }
    return at;
  }

  #takeKey(): void {
    if (this.#isInList || this.#depth !== this.#onPath) return;
    // A key that is not valid JSON is found when the rest is parsed.
    this.#key = this.#key?.includes('\\') === true ? unescaped(this.#key) : this.#key?.slice(1, -1);
  }

  #open(text: string, from: number, at: number, code: number): number {
    const isOnPath =
      !this.#isInList &&
      this.#depth === this.#onPath &&
      this.#depth <= this.#path.length &&
      (this.#depth === 0 || this.#key === this.#path[this.#depth - 1]);
    this.#depth += 1;
    if (!isOnPath) return from;
    const isEnd = this.#depth > this.#path.length;
    if (isEnd !== (code === OPEN_LIST)) return from;
    this.#onPath = this.#depth;
    this.#key = undefined;
    if (!isEnd) return from;
    this.#keep(text.slice(from, at + 1));
    this.#isInList = true;
    this.#members = 0;
    return at + 1;
  }

  #close(text: string, from: number, at: number): number {
    let kept = from;
    if (this.#isInList && this.#depth === this.#onPath) {
      this.#keep(text.slice(from, at));
      const isEmpty = this.#members === 0 && this.#member.every((part) => part.trim() === '');
      if (isEmpty) this.#member = [];
      else this.#endMember();
      this.#isInList = false;
      kept = at;
    }
    if (this.#depth === this.#onPath) this.#onPath -= 1;
    this.#depth -= 1;
    return kept;
  }

  #endMember(): void {
    const text = this.#member.join('');
    this.#member = [];
    this.#memberChars = 0;
    this.#members += 1;
    this.#parts.member(text);
  }

  #keep(text: string): void {
    if (this.#isInList) {
      this.#member.push(text);
      this.#memberChars += text.length;
    } else {
      this.#around.push(text);
      this.#aroundChars += text.length;
    }
    if (Math.max(this.#memberChars, this.#aroundChars) > this.#maxChars) throw this.#parts.tooLarge();
  }
}

function unescaped(key: string): string | undefined {
  try {
    return JSON.parse(key);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
