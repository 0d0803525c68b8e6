import type { Column, ColumnType } from '../../../dap/index.js';
import type { CellForm } from '../../contract/cell-form.js';
import type { DeclaredType, DialectTypes, ExistingColumn } from '../../contract/design.js';
import { decimalType, declareType, floatType, integerType } from './column-types.js';
import { compareTypes, holds } from './compare-types.js';
import { quoteText } from './names.js';

/** What DuckDB's types hold, and how cells are written into them. */
export const duckdbTypes: DialectTypes = {
  typeOf: ({ type }) => declareType(type),
  formFor: ({ type }, existing) => formFor(type, existing),
  defaultOf,
  compare: (existing, wanted) => compareTypes(existing.type, wanted.type),
};

function formFor(type: ColumnType, existing: ExistingColumn): CellForm | undefined {
  const declared = declareType(type);
  if (existing.type === declared.type) return declared.form;
  if (holds(existing.type, declared.type)) return formOfNumber(existing.type) ?? declared.form;
  return undefined;
}

/** What an existing column of exact numbers takes, whatever the service says. */
function formOfNumber(type: string): CellForm | undefined {
  if (type === 'SMALLINT' || type === 'INTEGER' || type === 'BIGINT') return integerType(type).form;
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  if (precision !== undefined) return decimalType(Number(precision), Number(scale)).form;
  if (type === 'FLOAT' || type === 'DOUBLE') return floatType(type === 'FLOAT' ? 32 : 64).form;
  return undefined;
}

/**
 * Lists have none: the catalogue gives them back in words of its own. A truth value is written as a text: to DuckDB
 * `true` is an expression, and a column with such a default is added by an UPDATE, which allows no NOT NULL behind it.
 */
function defaultOf({ default: value }: Column, { type, form }: DeclaredType): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (form.kind === 'array') return undefined;
  if (type === 'JSON') return quoteText(JSON.stringify(value));
  if (typeof value === 'boolean') return type === 'BOOLEAN' ? quoteText(String(value)) : undefined;
  const isNumeric = form.kind === 'integer' || form.kind === 'float' || form.kind === 'decimal';
  if (typeof value === 'number' || typeof value === 'bigint') {
    return isNumeric && type !== 'VARCHAR' ? String(value) : quoteText(String(value));
  }
  if (typeof value !== 'string') return undefined;
  return isNumeric && type !== 'VARCHAR' && /^-?\d+(\.\d+)?$/.test(value) ? value : quoteText(value);
}
