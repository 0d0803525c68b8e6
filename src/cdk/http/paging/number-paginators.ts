import type { AnswerPath } from '../answer-path.js';
import type { AnsweredPage, PageRequest, Paginator } from './paginator.js';
import { type Place, put, together } from './place.js';
import { countRecords, judge, type StopRule } from './stop-rules.js';

/** What paginators by offset and by number have in common. */
export interface NumberOptions {
  /** When to stop. An empty page is always the end, unless a `hasMore` rule says that more will come. */
  readonly stop?: readonly StopRule[];
  /** Where the body tells its number of records, a list or a number; by default those that `parseResponse` yields count. */
  readonly records?: AnswerPath;
}

/** Pages by the number of records before them. */
export interface OffsetOptions extends NumberOptions {
  /** Records that are asked for. */
  readonly size: number;
  /** Where the request carries `size`; default: the parameter `limit`. */
  readonly limit?: Place;
  /** Where it carries the offset; default: the parameter `offset`. */
  readonly offset?: Place;
  /** The offset of the first record. Default 0. */
  readonly start?: number;
}

/**
 * `?limit=100&offset=200`. The offset grows by the records that came, so nothing is lost if the API gives fewer than asked.
 *
 * @example
 * override readonly paginator = offsetPaginator({ size: 100 });
 */
export function offsetPaginator(options: OffsetOptions): Paginator<number> {
  const { size, limit = 'limit', offset = 'offset', start = 0 } = options;
  return {
    request: (page = start) => together(put(size, limit), put(page, offset)),
    next: (answered, page = start) => {
      const records = countRecords(answered, options.records);
      // Also right where the read began in the middle.
      const recordsSoFar = page - start + records;
      const isLast = isEnd({ ...answered, records, recordsSoFar }, options, size, undefined);
      return isLast ? undefined : page + (records === 0 ? size : records);
    },
  };
}

/** Pages by their number. */
export interface PageNumberOptions extends NumberOptions {
  /** Where the request carries the number; default: the parameter `page`. */
  readonly page?: Place;
  /** The number of the first page. Default 1. */
  readonly start?: number;
  /** Records that are asked for; by default the API decides. */
  readonly size?: number;
  /** Where the request carries `size`; default: the parameter `per_page`. */
  readonly limit?: Place;
  /** False if the first request must not carry its number. */
  readonly sendsFirst?: boolean;
}

/**
 * `?page=3&per_page=100`
 *
 * @example
 * override readonly paginator = pageNumberPaginator({ size: 50, stop: [{ pages: 'meta.page_count' }] });
 */
export function pageNumberPaginator(options: PageNumberOptions = {}): Paginator<number> {
  const { page: place = 'page', start = 1, size, limit = 'per_page', sendsFirst = true } = options;
  const sized: PageRequest = size === undefined ? {} : put(size, limit);
  return {
    request: (page) => (page === undefined && !sendsFirst ? sized : together(sized, put(page ?? start, place))),
    next: (answered, page = start) => {
      const counted = { ...answered, records: countRecords(answered, options.records) };
      return isEnd(counted, options, size, page - start + 1) ? undefined : page + 1;
    },
  };
}

function isEnd(
  answered: AnsweredPage,
  { stop = [] }: NumberOptions,
  size: number | undefined,
  pageNumber: number | undefined,
): boolean {
  const verdict = judge(stop, { ...answered, size, pageNumber });
  return verdict === 'end' || (verdict === undefined && answered.records === 0);
}
