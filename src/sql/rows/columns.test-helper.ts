import type { Column, ColumnType } from '../../dap/index.js';
import type { CellForm, LoadFormat } from '../contract/cell-form.js';
import type { SqlColumn } from '../contract/design.js';

/** A column of a target with the form that a test wants. */
export function sqlColumn(name: string, form: CellForm, more: Partial<SqlColumn> = {}): SqlColumn {
  const isKey = more.isKey ?? false;
  return {
    name,
    headerName: `${isKey ? 'key' : 'value'}.${name}`,
    column: { name, part: isKey ? 'key' : 'value', nullable: !isKey, type: { kind: 'text' } },
    type: 'text',
    form,
    isKey,
    nullable: !isKey,
    ...more,
  };
}

/** Columns of a DAP table with forms such as the dialects give them. */
export function sqlColumns(columns: readonly Column[], format: LoadFormat): SqlColumn[] {
  return columns.map((column) =>
    sqlColumn(column.name, formOf(column.type, format), {
      column,
      headerName: `${column.part}.${column.name}`,
      isKey: column.part === 'key',
      nullable: column.nullable,
    }),
  );
}

const YEARS = { minYear: 1, maxYear: 9999 };

function formOf(type: ColumnType, format: LoadFormat): CellForm {
  const isMysql = format === 'load-data';
  const holdsNul = format !== 'copy';
  switch (type.kind) {
    case 'integer':
      return { kind: 'integer', minimum: -(2n ** BigInt(type.bits - 1)), maximum: 2n ** BigInt(type.bits - 1) - 1n };
    case 'float':
      return { kind: 'float', bits: type.bits, holdsNonFinite: !isMysql };
    case 'decimal':
      return { ...type, kind: 'decimal' };
    case 'boolean':
      return { kind: 'boolean', write: isMysql ? 'digit' : 'word' };
    case 'date-time':
      return { kind: 'timestamp', write: isMysql ? 'plain' : 'iso', digits: 6, ...YEARS };
    case 'date':
      return { kind: 'date', ...YEARS };
    case 'uuid':
      return { kind: 'uuid', write: isMysql ? 'hex' : 'text' };
    case 'ip':
      return { kind: 'ip', versions: type.versions, write: 'text' };
    case 'enum':
      if (!type.open) return { kind: 'enum', values: type.values };
      return { kind: 'text', holdsNul };
    case 'object':
      return { kind: 'json', holdsNul };
    case 'array':
      return arrayForm(type, format);
    case 'text':
      return { kind: 'text', holdsNul, ...(type.maxLength === undefined ? {} : { maxChars: type.maxLength }) };
    default:
      return { kind: 'text', holdsNul };
  }
}

function arrayForm({ items }: ColumnType & { readonly kind: 'array' }, format: LoadFormat): CellForm {
  if (items === undefined || format !== 'copy') return { kind: 'json', holdsNul: format !== 'copy' };
  return { kind: 'array', items: formOf(items.type, format), write: 'braces' };
}
