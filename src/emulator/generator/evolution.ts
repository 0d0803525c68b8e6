import type { RowValue } from '../emulator.js';
import type { ColumnFact } from '../facts/column-fact.js';
import type { MakeValue } from './row-context.js';
import { pick } from './texts.js';

/** Every third row written after a change has a value that was not possible before. */
const SHOWN = 3;

/** Makes the values of a column that changed, as rows written since have them: some show what became possible. */
export function evolvedMaker(column: ColumnFact, make: MakeValue): MakeValue {
  const beyond = beyondFormer(column);
  if (beyond === undefined) return make;
  return (row, hash) => (hash % SHOWN === 0 ? beyond(row, hash) : make(row, hash));
}

/** The value that a row written before a change has in a column of today. */
export function carriedValue(column: ColumnFact, value: RowValue | undefined): RowValue | undefined {
  // Digits, for an integer column that became a text column.
  const isText = column.type === 'varchar' || column.type === 'text';
  return isText && (typeof value === 'number' || typeof value === 'bigint') ? String(value) : value;
}

/** Makes values that the former column could not hold. */
function beyondFormer(column: ColumnFact): MakeValue | undefined {
  const old = column.former?.fact;
  if (old === undefined) return undefined;
  const added = (column.values ?? []).filter((value) => old.values?.includes(value) !== true);
  if (column.type === 'enum[]') return () => added;
  if (added.length > 0) return (_, hash) => pick(added, hash >>> 2);
  if (column.type === 'int64') return (_, hash) => 2 ** 31 + hash;
  if (column.type === 'int32') return (_, hash) => 2 ** 15 + (hash % 1000);
  const length = Math.min(column.maxLength ?? Number.POSITIVE_INFINITY, (old.maxLength ?? 0) + 24);
  return (_, hash) => `longer ${hash} `.padEnd(length, 'and longer ').slice(0, length);
}
