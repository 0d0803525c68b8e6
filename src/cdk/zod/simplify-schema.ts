import { declaredTypes, isSchemaObject, type JsonSchema, ownValue, setOwn } from '../../schema/json-schema.js';
import { addNull } from './add-null.js';
import { zodSchemaError } from './zod-schema-error.js';

type Path = readonly (string | number)[];

/** Formats of JSON Schema; zod has more of its own, which no one else knows. */
const STANDARD_FORMATS = new Set([
  'date',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'time',
  'uri',
  'uuid',
]);
/** What zod says of every number of a format, and which therefore says nothing: the safe integers and the floats. */
const LEAST_FLOAT_BOUND = 3.4028234663852886e38;

/** Keywords that can only narrow values; of those that need an `allOf`, none is kept. */
const NARROWING = new Set(['type', 'pattern', 'multipleOf']);

/**
 * A schema made by zod, as Airbyte wants it: open objects, null as one type of a list, no `allOf`, `not` or `$ref`,
 * and without the noise of bounds and patterns that only repeat a format. Defaults go as well: records have them
 * already, and those that a function gives would differ at each call.
 *
 * @throws CodedError `SCHEMA_REF_CYCLE` where it contains itself, `SCHEMA_INVALID` where it cannot be said otherwise.
 */
export function simplifySchema(schema: JsonSchema, path: Path = []): JsonSchema {
  refuseUnsayable(schema, path);
  const { allOf: _, default: __, propertyNames, ...rest } = schema;
  const result: JsonSchema = rest;
  simplifyParts(result, path);
  if (declaredTypes(result).includes('object')) openObject(result, propertyNames);
  dropNoise(result);
  return mergeChoice(result);
}

function refuseUnsayable(schema: JsonSchema, path: Path): void {
  if (typeof ownValue(schema, '$ref') === 'string') {
    const advice = 'contains itself, which no schema of a stream can say: write z.unknown() where it does.';
    throw zodSchemaError('SCHEMA_REF_CYCLE', path, advice);
  }
  if (Object.hasOwn(schema, 'not'))
    throw zodSchemaError('SCHEMA_INVALID', path, 'can never have a value: leave it out.');
  const parts = ownValue(schema, 'allOf');
  if (!Array.isArray(parts) || parts.every((part) => Object.keys(part).every((key) => NARROWING.has(key)))) return;
  const advice = 'is an intersection that Airbyte cannot read: write one z.object({ ...a.shape, ...b.shape }).';
  throw zodSchemaError('SCHEMA_INVALID', path, advice);
}

function simplifyParts(schema: JsonSchema, path: Path): void {
  for (const keyword of ['items', 'additionalItems', 'additionalProperties']) {
    const part = ownValue(schema, keyword);
    if (isSchemaObject(part)) schema[keyword] = simplifySchema(part, [...path, keyword]);
  }
  for (const keyword of ['items', 'anyOf', 'oneOf']) {
    const list = ownValue(schema, keyword);
    if (Array.isArray(list))
      schema[keyword] = list.map((part, index) => simplifySchema(part, [...path, keyword, index]));
  }
  for (const keyword of ['properties', 'patternProperties']) {
    const map = ownValue(schema, keyword);
    if (isSchemaObject(map))
      schema[keyword] = mapMembers(map, (name, part) => simplifySchema(part, [...path, keyword, name]));
  }
}

function mapMembers(map: JsonSchema, change: (name: string, part: JsonSchema) => JsonSchema): JsonSchema {
  const result: JsonSchema = {};
  for (const [name, part] of Object.entries(map))
    setOwn(result, name, isSchemaObject(part) ? change(name, part) : part);
  return result;
}

/** What a record of known keys holds become properties, for Airbyte wants every object open. */
function openObject(schema: JsonSchema, propertyNames: unknown): void {
  const values = ownValue(schema, 'additionalProperties');
  if (isSchemaObject(values) && isSchemaObject(propertyNames)) {
    const names = [ownValue(propertyNames, 'enum') ?? ownValue(propertyNames, 'const') ?? []].flat();
    const properties: JsonSchema = {};
    for (const name of names) setOwn(properties, String(name), structuredClone(values));
    if (names.length > 0) schema['properties'] = properties;
  }
  schema['additionalProperties'] = true;
}

function dropNoise(schema: JsonSchema): void {
  const format = ownValue(schema, 'format');
  if (typeof format === 'string') delete schema[STANDARD_FORMATS.has(format) ? 'pattern' : 'format'];
  for (const keyword of ['minimum', 'maximum']) {
    const bound = Math.abs(Number(ownValue(schema, keyword)));
    if (bound === Number.MAX_SAFE_INTEGER || bound >= LEAST_FLOAT_BOUND) delete schema[keyword];
  }
}

/** A choice between types becomes a list of types, one between a schema and null that schema with null among its types. */
function mergeChoice(schema: JsonSchema): JsonSchema {
  const { anyOf: choice, ...rest } = schema;
  if (!Array.isArray(choice)) return schema;
  const options = distinct(choice.flatMap((option) => (isOnlyChoice(option) ? option.anyOf : [option])));
  const others = options.filter((option) => option['type'] !== 'null');
  const [only] = others;
  if (only !== undefined && others.length === 1) {
    const merged = { ...only, ...rest };
    return options.length === 1 ? merged : addNull(merged);
  }
  const isTypesOnly = options.every((option) => Object.keys(option).join() === 'type');
  return isTypesOnly ? { ...rest, type: distinct(options.flatMap(declaredTypes)) } : { ...rest, anyOf: options };
}

function isOnlyChoice(option: JsonSchema): option is { anyOf: JsonSchema[] } {
  return Array.isArray(option['anyOf']) && Object.keys(option).length === 1;
}

/** Without repetitions, such as those of `z.int()` beside `z.bigint()`. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
