import traverse from 'json-schema-traverse';
import { isSchemaObject, type JsonSchema, ownValue } from '../json-schema.js';
import {
  idToDollarId,
  numericExclusives,
  optionalContains,
  prefixItemsToItems,
  recursiveRefs,
  splitDependencies,
  withoutRefSiblings,
} from './conversions.js';
import { type Dialect, DRAFT_07, readDialect } from './dialect.js';

/** Changes a schema object in place; what is in it is converted on its own. */
type Conversion = (schema: JsonSchema) => void;

/** What changed its name or meaning since each dialect, or is another keyword in draft-07. */
const CONVERSIONS: Readonly<Record<Dialect, readonly Conversion[]>> = {
  'draft-04': [numericExclusives, idToDollarId, withoutRefSiblings],
  'draft-06': [withoutRefSiblings],
  'draft-07': [],
  '2019-09': [splitDependencies, recursiveRefs, optionalContains],
  '2020-12': [splitDependencies, recursiveRefs, optionalContains, prefixItemsToItems],
};

/**
 * Converts a schema of any readable dialect to draft-07, in place. Keywords that keep their meaning stay as they are,
 * among them `$defs`, which references name.
 *
 * @param schema - walked as deep as it nests; must contain itself nowhere
 * @param dialect - of the schema
 * @throws RangeError when it nests too deep to be walked.
 */
export function convertToDraft07(schema: JsonSchema, dialect: Dialect): void {
  const declared = readDialect(ownValue(schema, '$schema'));
  if (declared.dialect !== undefined && !isDraft07(schema['$schema'])) schema['$schema'] = DRAFT_07;
  const conversions = CONVERSIONS[dialect];
  if (conversions.length === 0) return;
  const parts = new Set<JsonSchema>();
  visit(schema, parts);
  for (const part of parts) for (const convert of conversions) convert(part);
}

/**
 * As {@link convertToDraft07} with the dialect that the schema itself names, of a copy if there is anything to change.
 * What cannot be read stays as it is.
 *
 * @example
 * asDraft07({ $schema: 'http://json-schema.org/draft-04/schema#', minimum: 0, exclusiveMinimum: true })
 * // { $schema: 'http://json-schema.org/draft-07/schema#', exclusiveMinimum: 0 }
 */
export function asDraft07(schema: JsonSchema): JsonSchema {
  const $schema = ownValue(schema, '$schema');
  const { dialect } = readDialect($schema);
  if (dialect === undefined || isDraft07($schema)) return schema;
  const copy = structuredClone(schema);
  convertToDraft07(copy, dialect);
  return copy;
}

function isDraft07($schema: unknown): boolean {
  return $schema === DRAFT_07 || $schema === DRAFT_07.slice(0, -1);
}

/** Keywords that hold schemas, which the walker does not know. */
const NEW_KEYWORDS = ['prefixItems', 'dependentSchemas', 'unevaluatedItems', 'unevaluatedProperties'];

/** Collects every schema in `schema`, before anything is changed. */
function visit(schema: JsonSchema, parts: Set<JsonSchema>): void {
  traverse(schema, {
    cb: (part) => {
      if (parts.has(part)) return;
      parts.add(part);
      for (const keyword of NEW_KEYWORDS) {
        for (const inner of schemasIn(ownValue(part, keyword), keyword)) if (!parts.has(inner)) visit(inner, parts);
      }
    },
  });
}

function schemasIn(value: unknown, keyword: string): JsonSchema[] {
  if (Array.isArray(value)) return value.filter(isSchemaObject);
  if (!isSchemaObject(value)) return [];
  return keyword === 'dependentSchemas' ? Object.values(value).filter(isSchemaObject) : [value];
}
