import { isJsonObject } from '../../util/json.js';

/** The name of a type, or for an object the types of its members by name. */
export type TypeStructure = string | { readonly [name: string]: TypeStructure };

const MAX_DEPTH = 3;

/**
 * The type of a value; objects are written out three levels deep, lists are just `array`.
 *
 * @example
 * typeStructure({ k: { l: [1] }, m: null }) // { k: { l: 'array' }, m: 'null' }
 */
export function typeStructure(value: unknown, depth = 0): TypeStructure {
  if (!isJsonObject(value) || depth >= MAX_DEPTH) return typeName(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, typeStructure(member, depth + 1)]));
}

/**
 * The JSON Schema name of a value's type; what JSON cannot hold keeps JavaScript's name.
 *
 * @example
 * typeName(1.5) // 'number'
 * typeName(2n)  // 'integer'
 */
function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
