import type { ColumnType, Member } from './column.js';
import type { TableColumns } from './columns.js';
import type { CellType, CellTypes } from './row-cells.js';

/**
 * The types of the cells of a table in CSV and TSV, of both modes: a closed object has one name for itself as JSON
 * (`condensed`), and one for each of its members (`expanded`).
 *
 * @example
 * cellTypesOf(readColumns(ref, schema)).get('value.settings.course_format') // 'text'
 */
export function cellTypesOf({ columns }: TableColumns): CellTypes {
  const types = new Map<string, CellType>();
  for (const column of columns) addMember(types, `${column.part}.${column.name}`, column);
  return types;
}

function addMember(types: Map<string, CellType>, name: string, { type }: Member): void {
  types.set(name, cellTypeOf(type));
  if (type.kind !== 'object' || !type.closed) return;
  for (const member of type.members ?? []) addMember(types, `${name}.${member.name}`, member);
}

function cellTypeOf(type: ColumnType): CellType {
  switch (type.kind) {
    case 'integer':
      return 'integer';
    case 'float':
    case 'decimal':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object':
    case 'array':
      return 'json';
    case 'unknown':
      return type.types.includes('string') ? 'text' : 'json';
    default:
      return 'text';
  }
}
