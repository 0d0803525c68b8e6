import { DateTime } from 'luxon';

/**
 * Milliseconds that a `Retry-After` header asks for: a number of seconds or an HTTP date (RFC 9110, 10.2.3).
 * Undefined when the header is absent or neither.
 *
 * @example
 * parseRetryAfter('7', Date.now()) // 7000
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = DateTime.fromHTTP(text);
  return date.isValid ? Math.max(0, date.toMillis() - nowMs) : undefined;
}
