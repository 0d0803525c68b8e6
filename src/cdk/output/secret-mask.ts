import { encodedForms } from './encoded-forms.js';

/** What stands in place of a secret. */
const MASK = '****';

/** Shorter ones are words of everyday texts: masking them would destroy every message and protect nothing. */
const MIN_SECRET_LENGTH = 3;

/**
 * Replaces secrets in texts meant for people, in plain and in every encoded form in which they travel.
 * Works on texts before they are encoded as JSON, so that a message stays a message.
 *
 * @example
 * const mask = new SecretMask();
 * mask.add('p&ss');
 * mask.apply('GET /?key=p%26ss') // 'GET /?key=****'
 */
export class SecretMask {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /** Hides `secret` from now on; of one with several lines, each line too. */
  add(secret: string): void {
    for (const line of [secret, ...secret.split(/\r?\n/)]) this.#addForms(line);
    this.#pattern = undefined;
  }

  /** `text` with every known secret replaced. */
  apply(text: string): string {
    if (this.#forms.size === 0) return text;
    this.#pattern ??= new RegExp([...this.#forms].map(escapePattern).join('|'));
    return this.#pattern.test(text) ? replaceSpans(text, this.#spansIn(text)) : text;
  }

  #addForms(secret: string): void {
    if (secret.trim().length < MIN_SECRET_LENGTH) return;
    for (const form of encodedForms(secret)) {
      if (form.length >= MIN_SECRET_LENGTH) this.#forms.add(form);
    }
  }

  /** Every place of every form: secrets that overlap in a text must not leave a tail of each other. */
  #spansIn(text: string): Span[] {
    const spans: Span[] = [];
    for (const form of this.#forms) {
      for (let start = text.indexOf(form); start !== -1; start = text.indexOf(form, start + 1)) {
        spans.push({ start, end: start + form.length });
      }
    }
    return spans.sort((a, b) => a.start - b.start);
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Spans that overlap become one; those that merely touch stay two. */
function replaceSpans(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const span of spans) {
    if (span.start >= end) parts.push(text.slice(end, span.start), MASK);
    end = Math.max(end, span.end);
  }
  return parts.join('') + text.slice(end);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
