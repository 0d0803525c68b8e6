/** Gives a record that has only the selected columns: the record itself where it has no others. */
export type Projection = <T extends object>(record: T) => T;

/**
 * Leaves out what the catalog does not select. Most records need nothing, so the check comes first and a
 * copy is made only when a column has to go.
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
