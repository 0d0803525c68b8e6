import { type Cursor, compareCursors, cursorMs } from './cursor-value.js';

const DAY_MS = 86_400_000;

/**
 * Tells whether a record's cursor lies before `since`, by more than the source is allowed to look back. What cannot
 * be compared is not older.
 *
 * @example
 * isOlder('2026-01-01', '2026-01-03')    // true
 * isOlder('2026-01-01', '2026-01-03', 2) // false
 */
export function isOlder(cursor: Cursor | undefined, since: Cursor | undefined, lookbackDays = 0): boolean {
  if (cursor === undefined || since === undefined || (compareCursors(cursor, since) ?? 0) >= 0) return false;
  const [ms, sinceMs] = [cursorMs(cursor), cursorMs(since)];
  return lookbackDays === 0 || ms === undefined || sinceMs === undefined || ms < sinceMs - lookbackDays * DAY_MS;
}
