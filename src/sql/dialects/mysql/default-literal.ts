import type { Column } from '../../../dap/index.js';
import type { DeclaredType } from '../../contract/design.js';
import { literal } from './names.js';
import { typeWords } from './type-words.js';

/**
 * The default of a column as the catalogue would give it back, as a literal; undefined where the column can have none.
 *
 * @example
 * defaultLiteral(column, { type: 'decimal(5,2)', … }) // '1.50' for the default 1.5
 */
export function defaultLiteral(column: Column, declared: DeclaredType): string | undefined {
  const value = column.default;
  if (value === undefined || value === null) return undefined;
  const { form } = declared;
  switch (form.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? String(Number(value)) : undefined;
    case 'integer':
      return /^-?\d+$/.test(String(value)) ? String(value) : undefined;
    case 'float':
      return Number.isFinite(Number(value)) ? String(Number(value)) : undefined;
    case 'decimal':
      return decimalDefault(String(value), typeWords(declared.type).numbers[1] ?? 0);
    case 'enum':
      return form.values.includes(String(value)) ? literal(String(value)) : undefined;
    case 'timestamp':
      return instantDefault(String(value));
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? literal(String(value)) : undefined;
    case 'json':
    case 'array':
      return literal(JSON.stringify(value));
    case 'uuid':
      return undefined;
    default:
      return literal(typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
}

function decimalDefault(value: string, scale: number): string | undefined {
  const [, whole = '', part = ''] = /^(-?\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  if (whole === '' || part.length > scale) return undefined;
  return scale === 0 ? whole : `${whole}.${part.padEnd(scale, '0')}`;
}

function instantDefault(value: string): string | undefined {
  const [, day, time, part = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/.exec(value) ?? [];
  return day === undefined ? undefined : literal(`${day} ${time}.${part.padEnd(6, '0')}`);
}
