import { declaredTypes, type JsonSchema, ownValue } from '../../../schema/json-schema.js';
import type { ConversionNotes } from './conversion-notes.js';
import { simpleTypes } from './merge-shapes.js';

/** Types, null apart, and the keywords that make them precise. */
export interface TypesRead {
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly values: readonly unknown[] | undefined;
  readonly keywords: JsonSchema;
}

const TYPES = ['boolean', 'integer', 'number', 'string', 'array', 'object'];

/** Formats of date-times by other names. */
const DATE_TIMES = ['datetime', 'date_time', 'dateTime', 'timestamp', 'iso8601', 'ISO8601', 'rfc3339'];
const INSTANT: JsonSchema = { format: 'date-time', airbyte_type: 'timestamp_with_timezone' };

/** Formats of strings that Airbyte knows; the values of others are rarely as strict as their names. */
const STRING_FORMATS: ReadonlyMap<unknown, JsonSchema> = new Map([
  ['date', { format: 'date' }],
  ['date-time', INSTANT],
  ...DATE_TIMES.map((name): [string, JsonSchema] => [name, INSTANT]),
  ['time', { format: 'time', airbyte_type: 'time_with_timezone' }],
  ['uuid', { format: 'uuid' }],
  ['byte', { contentEncoding: 'base64' }],
  ['base64', { contentEncoding: 'base64' }],
]);

/** Formats of numbers that the types of JSON Schema say as well. */
const INTEGER_FORMATS = ['int32', 'int64', 'int8', 'int16', 'uint8', 'uint16', 'uint32', 'uint64', 'integer', 'long'];
const NUMBER_FORMATS = ['float', 'double', 'decimal', 'number'];

/** Names that generators and people use for types, without regard to case. */
const OTHER_NAMES: ReadonlyMap<string, { readonly type: string; readonly format?: string }> = new Map([
  ...group({ type: 'string' }, 'text', 'char', 'url', 'uri', 'email', 'file', 'binary', 'html', 'password'),
  ...group({ type: 'string', format: 'uuid' }, 'uuid', 'guid'),
  ...group({ type: 'string', format: 'date' }, 'date', 'localdate'),
  ...group({ type: 'string', format: 'date-time' }, 'datetime', 'date-time', 'timestamp', 'instant'),
  ...group({ type: 'string', format: 'time' }, 'time'),
  ...group({ type: 'integer' }, 'int', 'int8', 'int16', 'int32', 'int64', 'long', 'short', 'bigint', 'biginteger'),
  ...group({ type: 'number' }, 'float', 'double', 'decimal', 'bigdecimal', 'numeric', 'real'),
  ...group({ type: 'boolean' }, 'bool'),
  ...group({ type: 'array' }, 'list', 'set', 'collection'),
  ...group({ type: 'object' }, 'map', 'hash', 'dict', 'dictionary', 'json'),
  ...group({ type: 'null' }, 'none', 'nil'),
]);

function group<T>(meaning: T, ...names: readonly string[]): [string, T][] {
  return names.map((name) => [name, meaning]);
}

/** A name of JSON Schema for a type, and the format that its own name implies. */
function usualType(name: string): { readonly type: string; readonly format?: string } {
  const lower = name.toLowerCase();
  return TYPES.includes(lower) || lower === 'null' ? { type: lower } : (OTHER_NAMES.get(lower) ?? { type: name });
}

/**
 * Reads `type`, `format`, `enum`, `const` and the ways in which versions of OpenAPI allow null.
 *
 * @example
 * readTypes({ type: 'string', format: 'date', nullable: true }, notes, 'User.born')
 * // { types: ['string'], nullable: true, values: undefined, keywords: { format: 'date' } }
 */
export function readTypes(schema: JsonSchema, notes: ConversionNotes, place: string): TypesRead {
  const written = declaredTypes(schema);
  const usual = written.map(usualType);
  const declared = usual.map(({ type }) => type);
  if (declared.some((type, at) => type !== written[at])) {
    notes.add('types by other names, read as those of JSON Schema', place);
  }
  const strange = declared.filter((type) => type !== 'null' && !TYPES.includes(type));
  if (strange.length > 0) notes.add('types that JSON Schema does not know, left out', place);
  const format = ownValue(schema, 'format') ?? usual.find((type) => type.format !== undefined)?.format;
  const allowed = allowedValues(schema);
  const known = [...new Set(declared.filter((type) => TYPES.includes(type)))];
  const base = known.length > 0 ? known : impliedTypes(schema, format, allowed);
  const types = simpleTypes(
    base.map((type) => (type === 'number' && INTEGER_FORMATS.includes(String(format)) ? 'integer' : type)),
  );
  const nullable =
    declared.includes('null') ||
    ['nullable', 'x-nullable'].some((keyword) => ownValue(schema, keyword) === true) ||
    (allowed ?? []).includes(null);
  return {
    types,
    nullable,
    values: fittingValues(allowed, types, notes, place),
    keywords: formatKeywords(schema, format, types, notes, place),
  };
}

function allowedValues(schema: JsonSchema): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [ownValue(schema, 'const')];
  const values = ownValue(schema, 'enum');
  return Array.isArray(values) ? values : undefined;
}

function impliedTypes(schema: JsonSchema, format: unknown, values: readonly unknown[] | undefined): string[] {
  if (['properties', 'additionalProperties'].some((keyword) => Object.hasOwn(schema, keyword))) return ['object'];
  if (values !== undefined) return [...new Set(values.filter((value) => value !== null).map(typeOf))];
  if (STRING_FORMATS.has(format)) return ['string'];
  if (INTEGER_FORMATS.includes(String(format))) return ['integer'];
  return NUMBER_FORMATS.includes(String(format)) ? ['number'] : [];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint' || Number.isInteger(value)) return 'integer';
  return typeof value;
}

/** Values that no type allows are mistakes of the description, such as texts that YAML read as numbers. */
function fittingValues(
  values: readonly unknown[] | undefined,
  types: readonly string[],
  notes: ConversionNotes,
  place: string,
): readonly unknown[] | undefined {
  if (values === undefined) return undefined;
  const others = values.filter((value) => value !== null);
  const fits = (type: string): boolean => types.includes(type) || (type === 'integer' && types.includes('number'));
  const fitting = others.filter((value) => types.length === 0 || fits(typeOf(value)));
  if (fitting.length < others.length) notes.add('allowed values that their type forbids, left out', place);
  const distinct = [...new Map(fitting.map((value) => [stableText(value), value])).values()];
  return distinct.length === 0 || fitting.length < others.length ? undefined : distinct;
}

function stableText(value: unknown): string {
  return typeof value === 'bigint'
    ? `${value}n`
    : JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member));
}

function formatKeywords(
  schema: JsonSchema,
  format: unknown,
  types: readonly string[],
  notes: ConversionNotes,
  place: string,
): JsonSchema {
  if (ownValue(schema, 'contentEncoding') === 'base64') return { contentEncoding: 'base64' };
  if (format === undefined || [...INTEGER_FORMATS, ...NUMBER_FORMATS].includes(String(format))) return {};
  const known = types.length === 1 && types[0] === 'string' ? STRING_FORMATS.get(format) : undefined;
  if (known === undefined) notes.add('formats that Airbyte has no type for, left out', place);
  return known ?? {};
}
