import type { SchemaElement } from 'hyparquet-writer';
import type { ColumnFact } from '../facts/column-fact.js';
import type { ColumnPlan } from '../generator/column-plan.js';

type Repetition = 'REQUIRED' | 'OPTIONAL';

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
const MICROSECONDS = {
  type: 'INT64',
  converted_type: 'TIMESTAMP_MICROS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
} as const;

/**
 * The schema of a file as Spark lays it out: three struct columns `meta`, `key` and `value`; UUIDs, addresses and
 * enums are texts, lists have three levels. `value` is null in a deletion; `meta.action` exists in incremental files
 * alone and is never null there.
 */
export function parquetSchema(columns: readonly ColumnPlan[], incremental: boolean): SchemaElement[] {
  const keys = columns.filter((column) => column.key).map((column) => column.fact);
  const values = columns.filter((column) => !column.key).map((column) => column.fact);
  const action: SchemaElement[] = incremental ? [{ name: 'action', repetition_type: 'REQUIRED', ...TEXT }] : [];
  const meta: SchemaElement[] = [{ name: 'ts', repetition_type: 'REQUIRED', ...MICROSECONDS }, ...action];
  return [
    { name: 'spark_schema', num_children: 3 },
    { name: 'meta', repetition_type: 'REQUIRED', num_children: meta.length },
    ...meta,
    { name: 'key', repetition_type: 'REQUIRED', num_children: keys.length },
    ...keys.flatMap(columnElements),
    { name: 'value', repetition_type: 'OPTIONAL', num_children: values.length },
    ...values.flatMap(columnElements),
  ];
}

function columnElements(column: ColumnFact): SchemaElement[] {
  const { name } = column;
  const repetition_type: Repetition = column.nullable ? 'OPTIONAL' : 'REQUIRED';
  if (column.type === 'object') {
    const members = column.members ?? [];
    return [{ name, repetition_type, num_children: members.length }, ...members.flatMap(columnElements)];
  }
  if (!column.type.endsWith('[]')) return [{ name, repetition_type, ...scalar(column) }];
  return [
    { name, repetition_type, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    {
      name: 'element',
      repetition_type: 'OPTIONAL',
      ...(column.type === 'int32[]' ? { type: 'INT32' as const } : TEXT),
    },
  ];
}

function scalar(column: ColumnFact): Omit<SchemaElement, 'name'> {
  switch (column.type) {
    case 'int16':
      return { type: 'INT32', converted_type: 'INT_16' };
    case 'int32':
    case 'integer-enum':
      return { type: 'INT32' };
    case 'int64':
      return { type: 'INT64' };
    case 'float64':
      return { type: 'DOUBLE' };
    case 'decimal':
      return decimal(column);
    case 'boolean':
      return { type: 'BOOLEAN' };
    case 'timestamp':
      return MICROSECONDS;
    case 'date':
      return { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } };
    default:
      return TEXT;
  }
}

/** Spark packs a decimal into the smallest integer that holds it; how one without a precision comes is not known. */
function decimal({ precision, scale = 0 }: ColumnFact): Omit<SchemaElement, 'name'> {
  if (precision === undefined) return { type: 'DOUBLE' };
  return { type: precision <= 9 ? 'INT32' : 'INT64', converted_type: 'DECIMAL', precision, scale };
}
