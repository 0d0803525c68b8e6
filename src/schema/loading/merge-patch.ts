import { isSchemaObject, ownValue, setOwn } from '../json-schema.js';

/**
 * Applies a JSON merge patch: objects are merged member by member, `null` takes a member away, everything else
 * replaces what was there. Source of the rule: RFC 7396.
 *
 * @example
 * mergePatch({ a: { b: 1, c: 2 } }, { a: { b: null, d: 3 } }) // { a: { c: 2, d: 3 } }
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isSchemaObject(patch)) return patch;
  const result = isSchemaObject(target) ? { ...target } : {};
  for (const [name, member] of Object.entries(patch)) {
    if (member === null) Reflect.deleteProperty(result, name);
    else setOwn(result, name, mergePatch(ownValue(result, name), member));
  }
  return result;
}
