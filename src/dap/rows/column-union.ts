import type { JsonObject } from '../../util/json.js';
import type { ColumnType, EnumType } from './column.js';

type Of<K extends ColumnType['kind']> = Extract<ColumnType, { kind: K }>;

/**
 * The one type that holds the values of all `types`; unknown when no type does.
 *
 * @param node - the union, kept with an unknown type.
 */
export function unionType(types: readonly ColumnType[], node: JsonObject): ColumnType {
  const [first, ...others] = types;
  if (first === undefined) return { kind: 'unknown', types: [], node };
  const widest = others.reduce<ColumnType | undefined>(
    (all, type) => (all === undefined ? undefined : widen(all, type)),
    first,
  );
  return widest ?? { kind: 'unknown', types: [...new Set(types.flatMap(jsonTypes))], node };
}

/** Type words of JSON Schema for the values of a type; none where the schema does not say. */
export function jsonTypes(type: ColumnType): readonly string[] {
  switch (type.kind) {
    case 'unknown':
      return type.types;
    case 'integer':
    case 'boolean':
    case 'object':
    case 'array':
      return [type.kind];
    case 'float':
    case 'decimal':
      return ['number'];
    default:
      return ['string'];
  }
}

function widen(left: ColumnType, right: ColumnType): ColumnType | undefined {
  if (isKind(left, 'enum') && isKind(right, 'enum')) return mergeEnums(left, right);
  if (isKind(left, 'enum') && isKind(right, 'text')) return openEnum(left, right);
  if (isKind(left, 'text') && isKind(right, 'enum')) return openEnum(right, left);
  if (isKind(left, 'ip') && isKind(right, 'ip'))
    return left.versions === right.versions ? left : { ...left, versions: 'both' };
  if (isKind(left, 'text') && isKind(right, 'text')) return longerText(left, right);
  if (isKind(left, 'integer') && isKind(right, 'integer')) {
    return { kind: 'integer', bits: left.bits > right.bits ? left.bits : right.bits };
  }
  return widenOthers(left, right);
}

function widenOthers(left: ColumnType, right: ColumnType): ColumnType | undefined {
  const [word, ...more] = new Set([...jsonTypes(left), ...jsonTypes(right)]);
  if (more.length > 0) return undefined;
  switch (word) {
    case 'string':
      return left.kind === right.kind ? left : { kind: 'text' };
    case 'number':
      return { kind: 'float', bits: 64 };
    case 'object':
      return { kind: 'object', closed: false };
    case 'array':
      return { kind: 'array' };
    default:
      return left.kind === right.kind ? left : undefined;
  }
}

function isKind<K extends ColumnType['kind']>(type: ColumnType, kind: K): type is Of<K> {
  return type.kind === kind;
}

function mergeEnums(left: EnumType, right: EnumType): EnumType {
  const values = [...new Set([...left.values, ...right.values])];
  return { ...left, ...right, values, typeName: left.typeName, open: left.open || right.open };
}

function openEnum(known: EnumType, text: Of<'text'>): EnumType {
  return { ...known, open: true, ...(text.maxLength === undefined ? {} : { maxLength: text.maxLength }) };
}

function longerText(left: Of<'text'>, right: Of<'text'>): Of<'text'> {
  if (left.maxLength === undefined || right.maxLength === undefined) return { kind: 'text' };
  return { kind: 'text', maxLength: Math.max(left.maxLength, right.maxLength) };
}
