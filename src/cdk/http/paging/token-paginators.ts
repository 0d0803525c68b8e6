import { CodedError } from '../../../errors.js';
import { type AnswerPath, pathText, valueAt } from '../answer-path.js';
import type { HttpPage } from '../http-page.js';
import { linkTarget } from './link-header.js';
import type { AnsweredPage, PageRequest, Paginator } from './paginator.js';
import { type Place, put, together } from './place.js';
import { countRecords, judge, type StopRule } from './stop-rules.js';

/** Where an answer names the next page. */
export type NextIn = { readonly body: AnswerPath } | { readonly header: string };

/** What paginators by token and by URL have in common. */
export interface TokenOptions {
  /** When to stop although a next page is named. Without rules the end is where none is named: empty pages may come before it. */
  readonly stop?: readonly StopRule[];
  /** Where the body tells its number of records, a list or a number; by default those that `parseResponse` yields count. */
  readonly records?: AnswerPath;
  /** Records that are asked for; by default the API decides. */
  readonly size?: number;
  /** Where the request carries `size`; default: the parameter `limit`. */
  readonly limit?: Place;
}

/** A token that names the next page: a text, a number, or any JSON where it travels in a JSON body. */
export type PageToken = unknown;

/** Pages by a token of the API. */
export interface CursorOptions extends TokenOptions {
  /** Where the answer holds the token. Absent, null, an empty text and `false` mean the end. */
  readonly next: NextIn;
  /** Where the request carries it; default: the parameter `cursor`. */
  readonly token?: Place;
}

/**
 * A token in the answer names the next page.
 *
 * @example
 * override readonly paginator = cursorPaginator({ next: { body: 'meta.next' }, token: 'after' });
 * // The key of the last record is the token:
 * cursorPaginator({ next: { body: 'data.-1.id' }, token: 'starting_after', stop: [{ hasMore: 'has_more' }] });
 */
export function cursorPaginator(options: CursorOptions): Paginator<PageToken> {
  const { next, token = 'cursor' } = options;
  const sized = sizeOf(options);
  return {
    request: (page) => (page === undefined ? sized : together(sized, put(page, token))),
    next: (answered) => {
      const value = isLast(answered, options) ? undefined : read(answered.answer, next);
      return value === '' || value === false ? undefined : value;
    },
  };
}

/** Pages by a URL of the API. */
export interface NextUrlOptions extends TokenOptions {
  /** Where the answer holds the URL, absolute or relative to the one that was asked. */
  readonly next: NextIn;
  /** Adds those parameters of the stream that the URL does not name. By default the URL is taken as it is. */
  readonly addsMissingParams?: boolean;
}

/**
 * A URL in the answer leads to the next page. It is asked as it is; of another origin, without credentials.
 *
 * @example
 * override readonly paginator = nextUrlPaginator({ next: { body: 'paging.next' } });
 */
export function nextUrlPaginator(options: NextUrlOptions): Paginator<string> {
  const { next, addsMissingParams = false } = options;
  return urlPaginator(options, addsMissingParams, (answer) => {
    const value = read(answer, next);
    if (value === undefined || value === null || value === false) return undefined;
    if (typeof value === 'string') return value;
    const where = 'body' in next ? pathText(next.body) : `its header ${next.header}`;
    throw new CodedError('CDK_HTTP_RESPONSE', { message: `The answer to ${answer.label} has no URL at ${where}.` });
  });
}

/** Pages by the `Link` header. */
export interface LinkHeaderOptions extends TokenOptions {
  /** The relation that leads on. Default `next`. */
  readonly rel?: string;
  /** See {@link NextUrlOptions}. */
  readonly addsMissingParams?: boolean;
}

/**
 * `Link: <https://…?page=2>; rel="next"`, by RFC 8288.
 *
 * @example
 * override readonly paginator = linkHeaderPaginator({ size: 100, limit: 'per_page' });
 */
export function linkHeaderPaginator(options: LinkHeaderOptions = {}): Paginator<string> {
  const { rel = 'next', addsMissingParams = false } = options;
  return urlPaginator(options, addsMissingParams, (answer) => linkTarget(answer.header('link') ?? '', rel));
}

function urlPaginator(
  options: TokenOptions,
  addsMissingParams: boolean,
  find: (answer: HttpPage) => string | undefined,
): Paginator<string> {
  const first = sizeOf(options);
  return {
    request: (url) => (url === undefined ? first : { url, addsMissingParams }),
    next: (answered) => {
      const url = isLast(answered, options) ? undefined : find(answered.answer)?.trim();
      return url === undefined || url === '' ? undefined : absolute(url, answered);
    },
  };
}

/** A relative URL is meant from the one that was asked, not from `urlBase`. */
function absolute(url: string, { url: asked, answer }: AnsweredPage): string {
  const target = URL.canParse(url, asked) ? new URL(url, asked) : undefined;
  if (target !== undefined && /^https?:$/.test(target.protocol)) return target.href;
  throw new CodedError('CDK_HTTP_RESPONSE', {
    message: `The answer to ${answer.label} names a next page that is not an http or https URL.`,
  });
}

function isLast(answered: AnsweredPage, { stop = [], size, records }: TokenOptions): boolean {
  const counted = { ...answered, records: countRecords(answered, records) };
  return judge(stop, { ...counted, size, pageNumber: undefined }) === 'end';
}

function sizeOf({ size, limit = 'limit' }: TokenOptions): PageRequest {
  return size === undefined ? {} : put(size, limit);
}

function read(answer: HttpPage, place: NextIn): unknown {
  return 'body' in place ? valueAt(answer, place.body) : answer.header(place.header);
}
