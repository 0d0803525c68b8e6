import type { RowValue } from '../emulator.js';
import type { ColumnFact } from '../facts/column-fact.js';
import type { MakeValue } from './row-context.js';
import { pick } from './texts.js';

/** Every third row written after a change has a value that was not possible before. */
const SHOWN = 3;

/**
 * Makes the values of a column that changed: rows written before show its default, null, or their old value; rows
 * written since show the new.
 *
 * @param before makes the old values; undefined for a column that was not there.
 */
export function evolvingMaker(column: ColumnFact, make: MakeValue, before: MakeValue | undefined): MakeValue {
  const until = column.former?.until ?? Number.NEGATIVE_INFINITY;
  const beyond = beyondFormer(column);
  return (row, hash) => {
    if (row.at <= until) return before === undefined ? column.default : asTypeOf(column, before(row, hash));
    return beyond !== undefined && hash % SHOWN === 0 ? beyond(row, hash) : make(row, hash);
  };
}

/** Digits, for an integer column that became a text column. */
function asTypeOf(column: ColumnFact, value: RowValue | undefined): RowValue | undefined {
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
