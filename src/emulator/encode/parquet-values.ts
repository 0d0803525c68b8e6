import type { RowValue } from '../emulator.js';
import type { ColumnFact } from '../facts/column-fact.js';
import { MICROS_PER_DAY, parseInstant } from '../instant.js';

/** A value as the writer takes it: 64-bit integers as bigint, instants as microseconds, dates as days. */
export type ParquetValue = RowValue | null | readonly ParquetValue[] | { readonly [name: string]: ParquetValue };

/** Turns a value of a row into that of its column. */
export type Convert = (value: RowValue | undefined) => ParquetValue;

/** The conversion of a column. A value of another type than the column's cannot be stored and is null. */
export function converterFor(column: ColumnFact): Convert {
  const { members } = column;
  if (column.type === 'json' && members !== undefined) return structConverter(members);
  const convert = scalarConverter(column);
  return (value) => (value === undefined ? null : (convert(value) ?? null));
}

/** The conversion of a struct: an object of all its fields, or null. */
export function structConverter(fields: readonly ColumnFact[]): Convert {
  const converters = fields.map((field) => [field.name, converterFor(field)] as const);
  return (value) => {
    if (typeof value !== 'object' || Array.isArray(value)) return null;
    const members = value as Readonly<Record<string, RowValue>>;
    return Object.fromEntries(converters.map(([name, convert]) => [name, convert(members[name])]));
  };
}

function scalarConverter(column: ColumnFact): (value: RowValue) => ParquetValue | undefined {
  switch (column.type) {
    case 'int64':
      return (value) => (typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : undefined);
    case 'int16':
    case 'int32':
    case 'integer-enum':
    case 'float64':
    case 'decimal':
      return (value) => (typeof value === 'number' ? value : undefined);
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : undefined);
    case 'timestamp':
      return (value) => micros(value, (at) => BigInt(at));
    case 'date':
      return (value) => micros(`${String(value)}T00:00:00Z`, (at) => at / MICROS_PER_DAY);
    case 'enum[]':
    case 'int32[]':
    case 'varchar[]':
      return (value) => (Array.isArray(value) ? value : undefined);
    default:
      return (value) => (typeof value === 'string' ? value : undefined);
  }
}

function micros(value: RowValue, toValue: (at: number) => ParquetValue): ParquetValue | undefined {
  const at = typeof value === 'string' ? parseInstant(value) : undefined;
  return at === undefined ? undefined : toValue(at);
}
