import { isJsonObject } from '../util/json.js';

/** A JSON Schema that is an object, open for every keyword. `true` and `false` appear as subschemas only. */
export type JsonSchema = { [key: string]: unknown };

/** Tells whether `value` can be walked as a schema: a JSON object. */
export function isSchemaObject(value: unknown): value is JsonSchema {
  return isJsonObject(value);
}

/**
 * The property `name` of `holder` if it is an own one: inherited names such as `constructor` are not found.
 *
 * @example
 * ownValue({}, 'constructor') // undefined
 */
export function ownValue(holder: object, name: string): unknown {
  return Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined;
}

/** Sets an own property whatever its name; a plain assignment of `__proto__` would change the prototype. */
export function setOwn(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
}

/**
 * The types that a schema declares, as a list.
 *
 * @example
 * declaredTypes({ type: ['null', 'string'] }) // ['null', 'string']
 * declaredTypes({})                           // []
 */
export function declaredTypes(schema: JsonSchema): string[] {
  const type = ownValue(schema, 'type');
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((name) => typeof name === 'string') : [];
}

/** The names of the columns that the schema of a stream declares. */
export function declaredColumns(schema: JsonSchema): string[] {
  const properties = ownValue(schema, 'properties');
  return isSchemaObject(properties) ? Object.keys(properties) : [];
}
