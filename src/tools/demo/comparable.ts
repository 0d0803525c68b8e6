import { isJsonObject, parseJson, stringifyJson } from '../../util/json.js';
import type { SqlType } from './column-types.js';

/**
 * A value of the server's truth in the form it must have in the warehouse, so that both can be compared by `===`:
 * integers as `bigint`, instants as microseconds since the epoch, dates as days, nested values as JSON with sorted
 * members, null for what is absent.
 */
export type Comparable = bigint | number | string | boolean | null;

/** A value as the server holds it. */
export function fromTruth(value: unknown, type: SqlType): Comparable {
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'BIGINT':
      return BigInt(value as number | bigint);
    case 'TIMESTAMPTZ':
      return toMicros(String(value));
    case 'DATE':
      return Date.parse(`${String(value)}T00:00:00Z`) / 86_400_000;
    case 'JSON':
      return sortedJson(value);
    case 'DOUBLE':
      return Number(value);
    case 'BOOLEAN':
    case 'VARCHAR':
      return value as string | boolean;
    default:
      return type satisfies never;
  }
}

/** A value that DuckDB returned for a column of `type`. */
export function fromWarehouse(value: unknown, type: SqlType): Comparable {
  if (value === null || value === undefined) return null;
  if (type === 'TIMESTAMPTZ') return (value as { readonly micros: bigint }).micros;
  if (type === 'DATE') return (value as { readonly days: number }).days;
  if (type === 'JSON') return sortedJson(parseJson(String(value)));
  return value as Comparable;
}

/** Exact to the microsecond, which `Date` is not. */
function toMicros(instant: string): bigint {
  const match = /^(.{19})(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(instant);
  if (match === null) throw new Error('The server holds an invalid instant.');
  const wholeMs = Date.parse(`${match[1]}${match[3]}`);
  return BigInt(wholeMs) * 1000n + BigInt((match[2] ?? '').slice(0, 6).padEnd(6, '0'));
}

function sortedJson(value: unknown): string {
  return stringifyJson(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
