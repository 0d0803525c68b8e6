import picomatch from 'picomatch';

/** Tells whether the configuration selects a table. */
export type TableFilter = (namespace: string, table: string) => boolean;

/**
 * Makes a filter of glob patterns. One with a dot is `namespace.table`, one without matches the table in
 * every namespace; no patterns select everything.
 *
 * @example
 * createTableFilter(['enroll*', 'canvas_logs.*'])('canvas', 'enrollments') // true
 */
export function createTableFilter(patterns: readonly string[] | undefined): TableFilter {
  if (patterns === undefined || patterns.length === 0) return () => true;
  const matchers = patterns.map(createMatcher);
  return (namespace, table) => matchers.some((matches) => matches(namespace, table));
}

function createMatcher(pattern: string): TableFilter {
  const dot = pattern.indexOf('.');
  if (dot === -1) {
    const matchesTable = picomatch(pattern);
    return (_namespace, table) => matchesTable(table);
  }
  const matchesNamespace = picomatch(pattern.slice(0, dot));
  const matchesTable = picomatch(pattern.slice(dot + 1));
  return (namespace, table) => matchesNamespace(namespace) && matchesTable(table);
}
