import { matchesTable, parseTablePattern } from '../dap/index.js';

/** Tells whether the configuration selects a table. */
export type TableFilter = (namespace: string, table: string) => boolean;

/**
 * Makes a filter of patterns (see `parseTablePattern`). Without patterns it selects everything.
 *
 * @throws Error when a pattern cannot match any table; the configuration is checked for that before.
 * @example
 * createTableFilter(['enroll*', 'canvas_logs.*'])('canvas', 'enrollments') // true
 */
export function createTableFilter(patterns: readonly string[] | undefined): TableFilter {
  if (patterns === undefined || patterns.length === 0) return () => true;
  const parsed = patterns.map(parseTablePattern);
  return (namespace, table) => parsed.some((pattern) => matchesTable(pattern, { namespace, table }));
}
