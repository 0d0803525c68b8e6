import type { RowValue } from '../emulator.js';
import type { ColumnFact } from '../facts/column-fact.js';
import type { ServedValue } from './encoder.js';

/** A value as the writer takes it: 64-bit integers as bigint, instants as microseconds, dates as days. */
export type ParquetValue = RowValue | null | readonly ParquetValue[] | { readonly [name: string]: ParquetValue };

/** Turns a value of a row into that of its column. */
export type Convert = (value: ServedValue) => ParquetValue;

/** The conversion of a column. A value of another type than the column's cannot be stored and is null. */
export function converterFor(column: ColumnFact): Convert {
  const { members } = column;
  if (column.type === 'object' && members !== undefined) return structConverter(members);
  const convert = scalarConverter(column);
  return (value) => (value === undefined ? null : (convert(value) ?? null));
}

/** The conversion of a struct: an object of all its fields, or null. */
function structConverter(fields: readonly ColumnFact[]): Convert {
  const converters = fields.map((field) => [field.name, converterFor(field)] as const);
  return (value) => {
    if (typeof value !== 'object' || Array.isArray(value)) return null;
    const members = value as Readonly<Record<string, RowValue>>;
    return Object.fromEntries(converters.map(([name, convert]) => [name, convert(members[name])]));
  };
}

function scalarConverter(column: ColumnFact): (value: Exclude<ServedValue, undefined>) => ParquetValue | undefined {
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
      return (value) => (typeof value === 'string' ? microsOf(value) : undefined);
    case 'date':
      return (value) => (typeof value === 'string' ? Date.parse(value) / MS_PER_DAY : undefined);
    case 'enum[]':
    case 'int32[]':
    case 'varchar[]':
      return (value) => (Array.isArray(value) ? value : undefined);
    default:
      return (value) => (typeof value === 'string' ? value : undefined);
  }
}

const MS_PER_DAY = 86_400_000;

/** Microseconds of an instant as the generator writes it, always in UTC; several times as fast as a general parser. */
function microsOf(text: string): bigint {
  const wholeMs = Date.parse(`${text.slice(0, 19)}Z`);
  return BigInt(wholeMs) * 1000n + BigInt(text.slice(20, -1).padEnd(6, '0'));
}
