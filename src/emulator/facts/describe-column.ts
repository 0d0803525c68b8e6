import type { ColumnFact } from './column-fact.js';

/**
 * One sentence on a column: that of the facts, else what its name and type say.
 *
 * @example
 * describeColumn({ name: 'nickname', type: 'text', nullable: true, key: false, oversize: false }) // 'Text: nickname.'
 */
export function describeColumn(column: ColumnFact): string {
  const { name, type, description } = column;
  if (description !== undefined) return description;
  const words = name.replaceAll('_', ' ');
  if (type === 'boolean') return `True or false: ${words}.`;
  if (type === 'timestamp') return `Time: ${words}.`;
  if (type === 'date') return `Date: ${words}.`;
  if (type.startsWith('int')) return `Whole number: ${words}.`;
  if (type === 'varchar' || type === 'text') return `Text: ${words}.`;
  return `Value: ${words}.`;
}
