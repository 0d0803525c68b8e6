import { isSchemaObject, type JsonSchema, setOwn } from '../json-schema.js';

const MAX_DEPTH = 500;

/** A copy of a schema that is cut where the schema contains itself, and below 500 levels at the latest. */
export function pruneSchema(schema: JsonSchema): JsonSchema {
  return pruneMembers(schema, new Set<object>([schema]));
}

function pruneMembers(schema: JsonSchema, above: ReadonlySet<object>): JsonSchema {
  const copy: JsonSchema = {};
  for (const [key, value] of Object.entries(schema)) setOwn(copy, key, prune(value, above));
  return copy;
}

function prune(value: unknown, above: ReadonlySet<object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (above.size >= MAX_DEPTH || above.has(value)) return {};
  const inside = new Set(above).add(value);
  if (Array.isArray(value)) return value.map((element) => prune(element, inside));
  return isSchemaObject(value) ? pruneMembers(value, inside) : {};
}
