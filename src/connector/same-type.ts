import { declaredTypes, isSchemaObject, type JsonSchema, ownValue } from '../schema/json-schema.js';

/**
 * True when two properties of a stream hold values of the same type. Nullability and texts do not count; of nested
 * objects, only the members that both have.
 */
export function haveSameType(left: JsonSchema, right: JsonSchema): boolean {
  if (typeWords(left) !== typeWords(right) || ownValue(left, 'format') !== ownValue(right, 'format')) return false;
  const items = [ownValue(left, 'items'), ownValue(right, 'items')] as const;
  if (isSchemaObject(items[0]) && isSchemaObject(items[1]) && !haveSameType(items[0], items[1])) return false;
  return sharedMembers(left, right).every(([before, now]) => haveSameType(before, now));
}

/** The types of a property for people: `string (date-time)`, `integer or string`. */
export function typeText(property: JsonSchema): string {
  const format = ownValue(property, 'format');
  const words = typeWords(property);
  return typeof format === 'string' ? `${words} (${format})` : words;
}

function typeWords(schema: JsonSchema): string {
  const words = declaredTypes(schema).filter((word) => word !== 'null');
  return words.length === 0 ? 'any type' : words.sort().join(' or ');
}

function sharedMembers(left: JsonSchema, right: JsonSchema): [JsonSchema, JsonSchema][] {
  const [before, now] = [ownValue(left, 'properties'), ownValue(right, 'properties')];
  if (!isSchemaObject(before) || !isSchemaObject(now)) return [];
  return Object.entries(before).flatMap(([name, member]): [JsonSchema, JsonSchema][] => {
    const other = ownValue(now, name);
    return isSchemaObject(member) && isSchemaObject(other) ? [[member, other]] : [];
  });
}
