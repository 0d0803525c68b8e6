import { encodedForms } from './encoded-forms.js';
import { FormSearch, PREFIX_LENGTH, type Span } from './form-search.js';

/** What replaces a secret. */
const MASK = '****';

/** Shorter secrets are everyday words: masking them would destroy messages and protect nothing. */
const MIN_SECRET_LENGTH = PREFIX_LENGTH;

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
  readonly #search = new FormSearch();

  /** Masks `secret` from now on, and each line of a secret with several lines. */
  add(secret: string): void {
    for (const line of [secret, ...secret.split(/\r?\n/)]) this.#addForms(line);
  }

  /** `text` with every known secret replaced, overlapping ones included. */
  apply(text: string): string {
    return replaceSpans(text, this.#search.find(text));
  }

  /** Whether `text` holds a known secret. */
  finds(text: string): boolean {
    return this.#search.find(text).length > 0;
  }

  #addForms(secret: string): void {
    if (secret.trim().length < MIN_SECRET_LENGTH) return;
    for (const form of encodedForms(secret)) {
      if (form.length >= MIN_SECRET_LENGTH) this.#search.add(form);
    }
  }
}

/** Spans that overlap become one; those that merely touch stay two. */
function replaceSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let end = 0;
  for (const span of spans) {
    if (span.start >= end) parts.push(text.slice(end, span.start), MASK);
    end = Math.max(end, span.end);
  }
  return parts.join('') + text.slice(end);
}
