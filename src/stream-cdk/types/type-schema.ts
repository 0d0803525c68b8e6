import { declaredTypes, type JsonSchema, ownValue, setOwn } from '../../schema/json-schema.js';
import { isJsonObject } from '../../util/json.js';

/** TypeScript's words for the types that need no further keyword, in the order in which a union names them. */
const SCALARS: readonly (readonly [type: string, ...words: string[]])[] = [
  ['string', 'string'],
  ['integer', 'number', 'bigint'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['null', 'null'],
];

/** The schema of which nothing is known. */
const UNKNOWN: JsonSchema = { tsType: 'unknown' };

/**
 * What the type generator is given of a resolved schema: only the keywords that say what a value is, for a sample
 * value or a title deep inside must not change the types. Integers become `number | bigint` unless their bounds or
 * the format `int32` show that a double holds them; columns of `number` stay so, since one rarely holds such an
 * integer; null comes last; objects whose properties are spelt out get no
 * index signature, so that the compiler finds a misspelt name.
 */
export function toTypeSchema(schema: JsonSchema): JsonSchema {
  const values = pick(schema, ['enum', 'const']);
  const type = Object.keys(values).length > 0 ? values : typeOf(schema);
  return { ...pick(schema, ['description', 'deprecated']), ...type };
}

function typed(schema: unknown): JsonSchema {
  if (isJsonObject(schema)) return toTypeSchema(schema);
  return schema === false ? { tsType: 'never' } : UNKNOWN;
}

/** Objects and lists take their keywords along; what else the value may be stands beside them. */
function typeOf(schema: JsonSchema): JsonSchema {
  const types = typesOf(schema);
  const choices = choicesOf(schema);
  if (types.length === 0) return Object.keys(choices).length > 0 ? choices : UNKNOWN;
  const alternatives: JsonSchema[] = [];
  if (types.includes('object')) alternatives.push({ type: 'object', ...membersOf(schema), ...choices });
  if (types.includes('array')) alternatives.push({ type: 'array', ...itemsOf(schema) });
  for (const tsType of scalarsOf(types, schema)) alternatives.push({ tsType });
  const [only = UNKNOWN, ...others] = alternatives;
  return others.length === 0 ? only : { anyOf: alternatives };
}

function typesOf(schema: JsonSchema): string[] {
  const declared = declaredTypes(schema);
  if (declared.length > 0) return declared;
  if (isJsonObject(ownValue(schema, 'properties'))) return ['object'];
  return Object.hasOwn(schema, 'items') ? ['array'] : [];
}

function scalarsOf(types: readonly string[], schema: JsonSchema): Set<string> {
  const words = SCALARS.filter(([type]) => types.includes(type)).flatMap(([, ...ofType]) => ofType);
  return new Set(isSmall(schema) ? words.filter((word) => word !== 'bigint') : words);
}

/** Whether a double holds every integer that the schema allows. */
function isSmall(schema: JsonSchema): boolean {
  if (ownValue(schema, 'format') === 'int32') return true;
  const least = ownValue(schema, 'minimum') ?? ownValue(schema, 'exclusiveMinimum');
  const most = ownValue(schema, 'maximum') ?? ownValue(schema, 'exclusiveMaximum');
  return Number.isSafeInteger(least) && Number.isSafeInteger(most);
}

/** What `anyOf`, `oneOf` and `allOf` say; nothing if one alternative may be anything. */
function choicesOf(schema: JsonSchema): JsonSchema {
  const choices: JsonSchema = {};
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
    const list = ownValue(schema, keyword);
    const parts = Array.isArray(list) ? list.map(typed) : [];
    const known = parts.filter((part) => part['tsType'] !== 'unknown');
    if (known.length > 0 && (keyword === 'allOf' || known.length === parts.length)) choices[keyword] = known;
  }
  return choices;
}

function membersOf(schema: JsonSchema): JsonSchema {
  const properties: JsonSchema = {};
  for (const [name, member] of Object.entries(ownValue(schema, 'properties') ?? {}))
    setOwn(properties, name, typed(member));
  const additional = ownValue(schema, 'additionalProperties');
  const isOpen = Object.keys(properties).length === 0 && additional !== false;
  return {
    properties,
    additionalProperties: isJsonObject(additional) ? typed(additional) : isOpen,
    ...pick(schema, ['required']),
  };
}

function itemsOf(schema: JsonSchema): JsonSchema {
  const items = ownValue(schema, 'items');
  if (!Array.isArray(items)) return { items: typed(items) };
  const more = ownValue(schema, 'additionalItems');
  return { items: items.map(typed), additionalItems: more === false ? false : typed(more) };
}

function pick(schema: JsonSchema, keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(keywords.filter((name) => Object.hasOwn(schema, name)).map((name) => [name, schema[name]]));
}
