import type { ColumnSelection } from './column-selection.js';

/** Returns a record with the wanted columns only: the record itself if it has no others. */
export type Projection = <T extends object>(record: T) => T;

/**
 * Leaves out columns that are not wanted. Most records need no change, so a copy is made only if a column must be left
 * out.
 *
 * @param onUndeclared - is called with the name of each column of a record that neither stream nor catalog knows
 */
export function createProjection(
  { columns, known }: ColumnSelection,
  onUndeclared: (name: string) => void,
): Projection {
  if (columns !== undefined) return createPick(columns, known, onUndeclared);
  return (record) => {
    for (const name in record) if (!known.has(name)) onUndeclared(name);
    return record;
  };
}

function createPick(
  columns: ReadonlySet<string>,
  known: ReadonlySet<string>,
  onUndeclared: (name: string) => void,
): Projection {
  const pick = <T extends object>(record: T): T => {
    const names = Object.keys(record);
    for (const name of names) if (!known.has(name)) onUndeclared(name);
    return Object.fromEntries(Object.entries(record).filter(([name]) => columns.has(name))) as T;
  };
  return (record) => {
    for (const name in record) if (!columns.has(name)) return pick(record);
    return record;
  };
}
