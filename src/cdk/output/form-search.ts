/** A place in a text, from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Length of the prefix by which texts are distinguished first. No text may be shorter. */
export const PREFIX_LENGTH = 3;

/**
 * Finds every place of many texts in another text, those that overlap as well.
 *
 * A table of prefixes shows which texts can occur at all; only these are searched for, each by the method of
 * Knuth, Morris and Pratt. So a search costs at most the length of the text for each text that may be in it,
 * however repetitive either is.
 */
export class FormSearch {
  readonly #known = new Set<string>();
  readonly #byPrefix = new Map<number, string[]>();

  /** Searches for `form` from now on; it has at least {@link PREFIX_LENGTH} characters. */
  add(form: string): void {
    if (this.#known.has(form)) return;
    this.#known.add(form);
    const prefix = prefixAt(form, 0);
    const forms = this.#byPrefix.get(prefix);
    if (forms === undefined) this.#byPrefix.set(prefix, [form]);
    else forms.push(form);
  }

  /** All places, ordered by their starts; overlapping places of one form are merged. */
  find(text: string): Span[] {
    const seen = new Set<number>();
    const found: Span[][] = [];
    for (let at = 0; at + PREFIX_LENGTH <= text.length; at += 1) {
      const prefix = prefixAt(text, at);
      const forms = this.#byPrefix.get(prefix);
      if (forms === undefined || seen.has(prefix)) continue;
      seen.add(prefix);
      for (const form of forms) found.push(findForm(text, form, at));
    }
    return found.flat().sort((a, b) => a.start - b.start);
  }
}

/** Three characters of 16 bits as one number, which a double holds exactly. */
function prefixAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1)) * 0x10000 + text.charCodeAt(at + 2);
}

function findForm(text: string, form: string, from: number): Span[] {
  const spans: { start: number; end: number }[] = [];
  const borders = bordersOf(form);
  let matched = 0;
  for (let at = from; at < text.length; at += 1) {
    if (matched === form.length) matched = borders[matched - 1] ?? 0;
    matched = nextMatch(form, borders, matched, text.charCodeAt(at));
    if (matched !== form.length) continue;
    const start = at + 1 - form.length;
    const last = spans.at(-1);
    if (last !== undefined && start < last.end) last.end = at + 1;
    else spans.push({ start, end: at + 1 });
  }
  return spans;
}

/** For each position of `form`: the length of the longest proper prefix that ends there. */
function bordersOf(form: string): Int32Array {
  const borders = new Int32Array(form.length);
  let matched = 0;
  for (let at = 1; at < form.length; at += 1) {
    matched = nextMatch(form, borders, matched, form.charCodeAt(at));
    borders[at] = matched;
  }
  return borders;
}

/** How many characters of `form` end with the character `code`, if `matched` of them ended before it. */
function nextMatch(form: string, borders: Int32Array, matched: number, code: number): number {
  let length = matched;
  while (length > 0 && form.charCodeAt(length) !== code) length = borders[length - 1] ?? 0;
  return form.charCodeAt(length) === code ? length + 1 : length;
}
