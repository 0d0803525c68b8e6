import { isSchemaObject, type JsonSchema, ownValue, setOwn } from '../json-schema.js';

// Each changes one schema object in place to what draft-07 calls the same.

/**
 * Draft 04, and OpenAPI up to 3.0: `exclusiveMinimum: true` makes `minimum` exclusive. Source of the rule: draft 04,
 * validation, 5.1.
 */
export function numericExclusives(schema: JsonSchema): void {
  for (const [limit, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    const flag = ownValue(schema, exclusive);
    if (typeof flag !== 'boolean') continue;
    delete schema[exclusive];
    const value = ownValue(schema, limit);
    if (!flag || value === undefined) continue;
    delete schema[limit];
    schema[exclusive] = value;
  }
}

/** Draft 04: `id` is what `$id` is later. */
export function idToDollarId(schema: JsonSchema): void {
  const id = ownValue(schema, 'id');
  if (typeof id !== 'string') return;
  delete schema['id'];
  if (!Object.hasOwn(schema, '$id')) schema['$id'] = id;
}

/** Keywords that only describe. Beside a reference they are kept, whatever the draft. */
const ANNOTATIONS = ['$ref', '$schema', '$id', 'title', 'description', 'default', 'examples', 'definitions', '$defs'];

/**
 * Drafts 04 and 06: what stands beside a `$ref` is ignored. Of draft-07 too by its text, but sources of its time rely
 * on the opposite, so there it is kept.
 */
export function withoutRefSiblings(schema: JsonSchema): void {
  if (typeof ownValue(schema, '$ref') !== 'string') return;
  for (const keyword of Object.keys(schema)) if (!ANNOTATIONS.includes(keyword)) delete schema[keyword];
}

/** From 2019-09: `dependencies` is two keywords, one for lists of names and one for schemas. */
export function splitDependencies(schema: JsonSchema): void {
  const merged: JsonSchema = {};
  for (const keyword of ['dependencies', 'dependentRequired', 'dependentSchemas']) {
    const value = ownValue(schema, keyword);
    if (!isSchemaObject(value)) continue;
    for (const [name, condition] of Object.entries(value)) addDependency(merged, name, condition);
    delete schema[keyword];
  }
  if (Object.keys(merged).length > 0) schema['dependencies'] = merged;
}

/** One property may need others and also have a schema; draft-07 has one place for both. */
function addDependency(merged: JsonSchema, name: string, condition: unknown): void {
  const known = ownValue(merged, name);
  const both = [known, condition].map((part) => (Array.isArray(part) ? { required: part } : part));
  setOwn(merged, name, known === undefined ? condition : { allOf: both });
}

/** From 2019-09: references that follow the schema which includes this one. Within one file they lead to its place. */
export function recursiveRefs(schema: JsonSchema): void {
  for (const keyword of ['$recursiveRef', '$dynamicRef']) {
    const ref = ownValue(schema, keyword);
    if (typeof ref !== 'string' || Object.hasOwn(schema, '$ref')) continue;
    delete schema[keyword];
    schema['$ref'] = ref;
  }
}

/** From 2019-09: with `minContains: 0`, no element has to fit `contains`. */
export function optionalContains(schema: JsonSchema): void {
  if (ownValue(schema, 'minContains') === 0) delete schema['contains'];
}

/** 2020-12: the list form of `items` is `prefixItems`, and `items` is what `additionalItems` was. */
export function prefixItemsToItems(schema: JsonSchema): void {
  const prefix = ownValue(schema, 'prefixItems');
  if (!Array.isArray(prefix)) return;
  const rest = ownValue(schema, 'items');
  delete schema['prefixItems'];
  delete schema['additionalItems'];
  schema['items'] = prefix;
  if (rest !== undefined) schema['additionalItems'] = rest;
}
