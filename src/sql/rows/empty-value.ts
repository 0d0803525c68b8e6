import { stringifyJson } from '../../util/json.js';
import type { CellForm } from '../contract/cell-form.js';
import type { SqlColumn } from '../contract/design.js';
import type { ConvertCell } from './convert/cell.js';

const UNSPECIFIED = '__dap_unspecified__';

/**
 * What a column that forbids NULL gets where a value is missing: the default of the schema if the column holds it, else
 * the empty value of its type. `convert` counts nothing that anybody sees.
 */
export function emptyValue({ column, form }: SqlColumn, convert: ConvertCell): string {
  const { default: value } = column;
  const given = value === undefined || value === null ? null : convert(textOf(value));
  return given ?? convert(emptyText(form, column.type.kind)) ?? '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : stringifyJson(value);
}

function emptyText(form: CellForm, kind: string): string {
  switch (form.kind) {
    case 'integer':
      return form.minimum > 0n ? String(form.minimum) : '0';
    case 'float':
    case 'decimal':
      return '0';
    case 'boolean':
      return 'false';
    case 'timestamp':
      return '1970-01-01T00:00:00Z';
    case 'date':
      return '1970-01-01';
    case 'time':
      return '00:00:00';
    case 'duration':
      return 'PT0S';
    case 'uuid':
      return '00000000-0000-0000-0000-000000000000';
    case 'ip':
      return form.versions === 'v6' ? '::' : '0.0.0.0';
    case 'text':
      return '';
    case 'enum':
      return form.values.includes(UNSPECIFIED) ? UNSPECIFIED : (form.values[0] ?? '');
    case 'array':
      return '[]';
    case 'json':
      return emptyJson(kind);
  }
}

function emptyJson(kind: string): string {
  if (kind === 'object') return '{}';
  return kind === 'array' ? '[]' : 'null';
}
