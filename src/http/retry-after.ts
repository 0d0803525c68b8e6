import { DateTime } from 'luxon';

/** A comma between two values; the one within an HTTP date follows the name of a day. */
const SEPARATOR = /(?<!\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\s*,\s*/i;

/** What a `Retry-After` is judged by. */
export interface RetryAfterContext {
  /** The `Date` header of the same answer, because the server's clock may differ from ours. */
  readonly date: string | undefined;
  /** Our time of day, for answers without `Date`. */
  readonly nowMs: number;
}

/**
 * Milliseconds that a `Retry-After` header asks for: a number of seconds or an HTTP date (RFC 9110, 10.2.3). Of
 * several values, which proxies may add, the longest wait counts. Undefined if no value is usable.
 *
 * @example
 * parseRetryAfter('7', { date: undefined, nowMs: Date.now() }) // 7000
 */
export function parseRetryAfter(header: string | undefined, context: RetryAfterContext): number | undefined {
  const waits = (header ?? '')
    .trim()
    .split(SEPARATOR)
    .map((value) => waitOf(value, context))
    .filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

function waitOf(value: string, { date, nowMs }: RetryAfterContext): number | undefined {
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const until = DateTime.fromHTTP(value);
  if (!until.isValid) return undefined;
  const serverNow = DateTime.fromHTTP(date?.trim() ?? '');
  return Math.max(0, until.toMillis() - (serverNow.isValid ? serverNow.toMillis() : nowMs));
}
