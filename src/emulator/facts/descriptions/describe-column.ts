import type { ColumnFact } from '../column-fact.js';

export function describeColumn(table: string, path: string, column: ColumnFact): string {
  return `${table}.${path} ${column.type}`;
}
