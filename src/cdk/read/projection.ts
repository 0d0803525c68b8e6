/** Returns a record with the selected columns only: the record itself if it has no others. */
export type Projection = <T extends object>(record: T) => T;

/**
 * Leaves out columns that the catalog does not select. Most records need no change, so a
 * copy is made only if a column must be left out.
 */
export function createProjection(columns: ReadonlySet<string> | undefined): Projection {
  if (columns === undefined) return (record) => record;
  return (record) => {
    for (const name in record) {
      if (!columns.has(name)) return pick(record, columns);
    }
    return record;
  };
}

function pick<T extends object>(record: T, columns: ReadonlySet<string>): T {
  const kept = Object.entries(record).filter(([name]) => columns.has(name));
  return Object.fromEntries(kept) as T;
}
