import { declaredTypes, isSchemaObject, type JsonSchema, ownValue } from '../../schema/json-schema.js';

/** What a destination sees of a field: all alternatives of its schema taken together. */
export interface FieldShape {
  /** JSON types, and in place of `string` or `number` the more precise type that a destination makes of it. */
  readonly types: ReadonlySet<string>;
  /** Formats that are not types to a destination. */
  readonly formats: ReadonlySet<string>;
  /** Allowed values as JSON texts; undefined where any value is allowed. */
  readonly values: ReadonlySet<string> | undefined;
  readonly required: ReadonlySet<string>;
  /** The schemas of each property. */
  readonly properties: ReadonlyMap<string, readonly unknown[]>;
  /** The schemas of each position for the list form of `items`, of all elements under `''` for the other. */
  readonly items: ReadonlyMap<string, readonly unknown[]>;
}

/** A property without a type is sent as string. Source of the rule: Airbyte's page on data types. */
const UNTYPED = ['null', 'string'];

/**
 * Types of strings by format, where a destination makes another column of them. Source of the rule: Airbyte's
 * destinations read `format` first; `airbyte_type` only says whether there is a time zone.
 */
const STRING_TYPES: ReadonlyMap<unknown, { readonly type: string; readonly local?: string }> = new Map([
  ['date', { type: 'date' }],
  ['date-time', { type: 'timestamp_with_timezone', local: 'timestamp_without_timezone' }],
  ['time', { type: 'time_with_timezone', local: 'time_without_timezone' }],
]);

/**
 * The shape of a field that is described by all of `schemas`.
 *
 * @example
 * shapeOf([{ type: ['null', 'string'], format: 'date' }]).types // Set { 'null', 'date' }
 */
export function shapeOf(schemas: readonly unknown[]): FieldShape {
  const variants = schemas.flatMap((schema) => variantsOf(schema));
  const types = new Set(variants.filter(({ saysType }) => saysType).flatMap(({ schema }) => typesOf(schema)));
  const parts = variants.map(({ schema }) => schema).filter(isSchemaObject);
  return {
    types: types.size === 0 ? new Set(UNTYPED) : types,
    formats: new Set(parts.flatMap(plainFormat)),
    values: valuesOf(parts),
    required: new Set(parts.flatMap((schema) => textsIn(ownValue(schema, 'required')))),
    properties: group(parts.flatMap((schema) => membersOf(ownValue(schema, 'properties')))),
    items: group(parts.flatMap((schema) => itemsOf(schema))),
  };
}

interface Variant {
  readonly schema: unknown;
  /** False where what is around it, or the alternatives in it, say the type. */
  readonly saysType: boolean;
}

/** A schema and the alternatives in it, at any depth. */
function variantsOf(schema: unknown, isTyped = false): Variant[] {
  if (!isSchemaObject(schema)) return [{ schema, saysType: !isTyped }];
  const hasOwnType = ['type', '$ref', 'properties', 'items'].some((keyword) => Object.hasOwn(schema, keyword));
  const branches = ['oneOf', 'anyOf', 'allOf'].flatMap((keyword) => {
    const list = ownValue(schema, keyword);
    return Array.isArray(list) ? list : [];
  });
  const saysType = hasOwnType || (branches.length === 0 && !isTyped);
  return [{ schema, saysType }, ...branches.flatMap((branch) => variantsOf(branch, isTyped || hasOwnType))];
}

function typesOf(schema: unknown): string[] {
  if (schema === false) return [];
  if (!isSchemaObject(schema)) return UNTYPED;
  const ref = ownValue(schema, '$ref');
  if (typeof ref === 'string') return [`reference to ${ref}`];
  const declared = declaredTypes(schema);
  return (declared.length > 0 ? declared : impliedTypes(schema)).map((type) => preciseType(type, schema));
}

function impliedTypes(schema: JsonSchema): string[] {
  if (Object.hasOwn(schema, 'properties')) return ['object'];
  if (Object.hasOwn(schema, 'items')) return ['array'];
  const values = allowedValues(schema);
  return values === undefined ? UNTYPED : values.map(jsonType);
}

function preciseType(type: string, schema: JsonSchema): string {
  const airbyteType = ownValue(schema, 'airbyte_type');
  if (type === 'number') return airbyteType === 'integer' ? 'integer' : 'number';
  if (type !== 'string') return type;
  const known = STRING_TYPES.get(ownValue(schema, 'format'));
  if (known !== undefined) return known.local !== undefined && airbyteType === known.local ? known.local : known.type;
  if (typeof airbyteType === 'string') return airbyteType;
  return ownValue(schema, 'contentEncoding') === 'base64' ? 'binary' : 'string';
}

function plainFormat(schema: JsonSchema): string[] {
  const format = ownValue(schema, 'format');
  return typeof format === 'string' && !STRING_TYPES.has(format) ? [format] : [];
}

/** Values that `enum` or `const` allow. */
export function allowedValues(schema: JsonSchema): unknown[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [ownValue(schema, 'const')];
  const values = ownValue(schema, 'enum');
  return Array.isArray(values) ? values : undefined;
}

function valuesOf(parts: readonly JsonSchema[]): ReadonlySet<string> | undefined {
  const lists = parts.map(allowedValues).filter((values) => values !== undefined);
  return lists.length === 0 ? undefined : new Set(lists.flat().map(valueText));
}

/** A value as text, for comparing. */
export function valueText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member)) ?? '';
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint' || Number.isInteger(value)) return 'integer';
  return typeof value;
}

/** The schemas of elements: by position, or `''` for all. */
export function itemsOf(schema: JsonSchema): [position: string, schema: unknown][] {
  const items = ownValue(schema, 'items');
  if (items === undefined) return [];
  return Array.isArray(items) ? items.map((item, index) => [String(index), item]) : [['', items]];
}

/** The members of an object; empty for anything else. */
export function membersOf(value: unknown): [name: string, member: unknown][] {
  return isSchemaObject(value) ? Object.entries(value) : [];
}

/** The texts in a list; none in anything else. */
export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

function group(members: readonly (readonly [name: string, schema: unknown])[]): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const [name, schema] of members) {
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [schema]);
    else known.push(schema);
  }
  return groups;
}
