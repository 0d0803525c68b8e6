import type { Column, EnumType, ValueShape } from '../../../dap/index.js';
import { present } from '../../../util/present.js';
import type {
  ColumnFit,
  DeclaredType,
  DialectTypes,
  EnumTypeDesign,
  ExistingColumn,
  SqlColumn,
} from '../../contract/design.js';
import type { Replica } from '../../contract/names.js';
import { defaultLiteral } from './defaults.js';
import { formOf } from './forms.js';
import { columnNames, hashedName, MAX_NAME_BYTES, qualified } from './names.js';
import { holdsType, parseType, widensType } from './type-text.js';

/** Longest varchar of PostgreSQL. */
const MAX_VARCHAR = 10_485_760;
const INTEGERS = { 16: 'smallint', 32: 'integer', 64: 'bigint' } as const;
const FLOATS = { 32: 'real', 64: 'double precision' } as const;

/** The types of PostgreSQL: those of the official client, except that open enumerations are texts. */
export const postgresqlTypes: DialectTypes = {
  typeOf,
  formFor: (column, existing) => formOf(column, existing),
  defaultOf: (column, declared) => defaultLiteral(column.default, declared),
  compare,
  columnNames,
};

function typeOf(column: Column, replica: Replica): DeclaredType {
  const { type, enumType } = typeOfValue(column, column, replica);
  const labels = enumType === undefined ? {} : { enumValues: enumType.values };
  const form = formOf(column, { name: column.name, type, nullable: true, ...labels });
  if (form === undefined) throw new Error(`The type ${type} has no form for ${column.name}.`);
  return present({ type, form, enumType }) as DeclaredType;
}

interface ValueType {
  readonly type: string;
  readonly enumType?: EnumTypeDesign;
}

function typeOfValue({ type }: ValueShape, column: Column, replica: Replica): ValueType {
  switch (type.kind) {
    case 'integer':
      return { type: INTEGERS[type.bits] };
    case 'float':
      return { type: FLOATS[type.bits] };
    case 'decimal':
      return { type: type.precision === undefined ? 'numeric' : `numeric(${type.precision},${type.scale ?? 0})` };
    case 'boolean':
    case 'uuid':
    case 'date':
      return { type: type.kind };
    case 'date-time':
      return { type: 'timestamp without time zone' };
    case 'time':
      return { type: 'time without time zone' };
    case 'duration':
      return { type: 'interval' };
    case 'text':
      return { type: textType(type.maxLength) };
    case 'ip':
      return { type: 'inet' };
    case 'enum':
      return enumTypeOf(type, column, replica);
    case 'object':
      return { type: 'jsonb' };
    case 'array':
      return type.items === undefined ? { type: 'jsonb' } : arrayType(typeOfValue(type.items, column, replica));
    case 'unknown':
      return { type: 'text' };
  }
}

/** An array of scalars; lists of lists, of objects and of what is not known are JSON. */
function arrayType(items: ValueType): ValueType {
  const isScalar = items.type !== 'jsonb' && !items.type.endsWith('[]');
  return isScalar ? { ...items, type: `${items.type}[]` } : { type: 'jsonb' };
}

function textType(maxLength: number | undefined): string {
  return maxLength === undefined || maxLength < 1 || maxLength > MAX_VARCHAR ? 'text' : `varchar(${maxLength})`;
}

/** Open enumerations and those with values that no label can be are texts. */
function enumTypeOf(type: EnumType, column: Column, { target }: Replica): ValueType {
  if (type.open) {
    const longest = Math.max(0, ...type.values.map((value) => [...value].length));
    return { type: textType(type.maxLength === undefined ? undefined : Math.max(type.maxLength, longest)) };
  }
  const values = [...new Set(type.values)];
  const isUsable = values.length > 0 && values.every(isLabel);
  if (!isUsable) return { type: 'text' };
  const wanted = type.typeName === target.table ? `${target.table}__${column.name}` : type.typeName;
  const name = hashedName(wanted);
  return { type: qualified(target.schema, name), enumType: { schema: target.schema, name, values } };
}

function isLabel(value: string): boolean {
  return Buffer.byteLength(value) <= MAX_NAME_BYTES && !value.includes('\0');
}

/** The closed enumeration of a column, or of the items of its array. */
function closedEnum({ type }: ValueShape): EnumType | undefined {
  if (type.kind === 'array') return type.items === undefined ? undefined : closedEnum(type.items);
  return type.kind === 'enum' && !type.open ? type : undefined;
}

function compare(existing: ExistingColumn, wanted: SqlColumn): ColumnFit {
  const { kind } = wanted.column.type;
  if (existing.lookup !== undefined && (kind === 'enum' || kind === 'text')) return { fit: 'holds' };
  const wantsEnum = parseType(wanted.type).base.startsWith('"');
  if (existing.enumValues !== undefined && wantsEnum) return compareEnums(existing, existing.enumValues, wanted);
  if (existing.type === wanted.type) return { fit: 'same' };
  const holds = holdsType(existing.type, wantsEnum ? labelText(wanted) : wanted.type);
  if (holds && formOf(wanted.column, existing) !== undefined) return { fit: 'holds' };
  if (widensType(existing.type, wanted.type, existing.enumValues)) return { fit: 'widen' };
  return { fit: 'cannot', reason: `${existing.type} cannot become ${wanted.type} without loss` };
}

/** What the values of an enumeration need as texts: `varchar(11)`, `varchar(11)[]`. */
function labelText({ column, type }: SqlColumn): string {
  const longest = Math.max(1, ...(closedEnum(column)?.values ?? []).map((value) => [...value].length));
  return `varchar(${longest})${type.endsWith('[]') ? '[]' : ''}`;
}

function compareEnums(existing: ExistingColumn, present: readonly string[], wanted: SqlColumn): ColumnFit {
  if (existing.type.endsWith('[]') !== wanted.type.endsWith('[]')) {
    return { fit: 'cannot', reason: `${existing.type} cannot become ${wanted.type}` };
  }
  const values = [...new Set((closedEnum(wanted.column)?.values ?? []).filter((value) => !present.includes(value)))];
  if (values.length > 0) return { fit: 'more-values', values };
  return { fit: existing.type === wanted.type ? 'same' : 'holds' };
}
