import { createHash } from 'node:crypto';
import { CodedError } from '../../../errors.js';
import type { HttpRequest } from '../../../http/transport.js';
import { stringifyJson } from '../../../util/json.js';
import type { HttpPage } from '../http-page.js';

/** Digests of pages that are remembered, about 60 bytes each. */
const MAX_REMEMBERED = 100_000;

/** What the guard of a stream is told. */
export interface PageGuardOptions {
  readonly stream: string;
  /** True where the API may give the same records twice in a row. */
  readonly allowsEqualPages: boolean;
  /** Answers without records in a row before the read is given up. */
  readonly maxEmptyPages: number;
}

/**
 * Ends a read whose pages go round in circles. It knows each page by the text or number that names it, or else by its
 * request. Where so many pages were asked that it cannot remember all, a later page is kept as a mark, each time twice as
 * far away (Brent's algorithm), which finds a circle of any length too.
 */
export class PageGuard {
  readonly #options: PageGuardOptions;
  readonly #seen = new Set<string>();
  #mark: string | undefined;
  #sinceMark = 0;
  #markDistance = MAX_REMEMBERED;
  #lastBody: string | undefined;
  #lastKey: string | undefined;
  #hadRecords = false;
  #emptyPages = 0;

  constructor(options: PageGuardOptions) {
    this.#options = options;
  }

  /**
   * Before a page is asked for.
   *
   * @throws CodedError `CDK_HTTP_RESPONSE` when it was read before. Asking again for what was empty is polling.
   */
  ask(page: unknown, request: HttpRequest): void {
    const key = digest(keyOf(page, request));
    const isPolling = key === this.#lastKey && !this.#hadRecords;
    if (!isPolling && this.#isKnown(key)) {
      throw this.#error(`the page ${nameOf(page)} of ${request.label} was read before`, 'so the pages would never end');
    }
    if (!isPolling) this.#remember(key);
    this.#lastKey = key;
  }

  /**
   * Before an answer is parsed.
   *
   * @throws CodedError `CDK_HTTP_RESPONSE` when it repeats the records of the one before.
   */
  answered(page: unknown, answer: HttpPage): void {
    if (this.#options.allowsEqualPages) return;
    const body = digest(answer.text);
    if (this.#hadRecords && body === this.#lastBody) {
      throw this.#error(
        `the page ${nameOf(page)} of ${answer.label} is the same, byte for byte, as the one before`,
        'so the API takes no notice of the page; if it may repeat itself, set allowsEqualPages',
      );
    }
    this.#lastBody = body;
  }

  /**
   * After an answer was parsed.
   *
   * @throws CodedError `CDK_HTTP_RESPONSE` after too many answers without records in a row.
   */
  counted(page: unknown, records: number, label: string): void {
    this.#hadRecords = records > 0;
    this.#emptyPages = records > 0 ? 0 : this.#emptyPages + 1;
    if (this.#emptyPages <= this.#options.maxEmptyPages) return;
    throw this.#error(
      `${this.#emptyPages} answers in a row had no records, the last one for the page ${nameOf(page)} of ${label}`,
      'if that can be, raise maxEmptyPages',
    );
  }

  #isKnown(key: string): boolean {
    return this.#seen.has(key) || key === this.#mark;
  }

  #remember(key: string): void {
    if (this.#seen.size < MAX_REMEMBERED) {
      this.#seen.add(key);
      return;
    }
    this.#sinceMark += 1;
    if (this.#mark !== undefined && this.#sinceMark < this.#markDistance) return;
    this.#mark = key;
    this.#sinceMark = 0;
    this.#markDistance *= 2;
  }

  #error(what: string, why: string): CodedError {
    return new CodedError('CDK_HTTP_RESPONSE', {
      message: `Stream ${this.#options.stream}: ${what}, ${why}.`,
      details: { stream: this.#options.stream },
    });
  }
}

/** A page of another kind, such as `true`, does not always tell itself apart: the state may be in the stream. */
function keyOf(page: unknown, request: HttpRequest): string {
  if (isName(page)) return `page ${typeof page} ${page}`;
  const { method, url, headers, body } = request;
  return `request ${stringifyJson([method, url, headers, body])}`;
}

/** Numbers and short words name a page; a long or strange text may be a token that nobody should see. */
function nameOf(page: unknown): string {
  if (page === undefined) return '(the first)';
  if (typeof page === 'number' || typeof page === 'bigint') return String(page);
  if (typeof page === 'string' && URL.canParse(page)) return new URL(page).pathname;
  const text = typeof page === 'string' ? page : (stringifyJson(page) ?? typeof page);
  return text.length > 24 ? `${text.slice(0, 12)}… (${text.length} characters)` : text;
}

function isName(page: unknown): page is string | number | bigint {
  return ['string', 'number', 'bigint'].includes(typeof page);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 12);
}
