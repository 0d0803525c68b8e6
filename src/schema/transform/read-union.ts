import { declaredTypes, isSchemaObject, type JsonSchema, ownValue } from '../json-schema.js';
import { type DateFormat, dateFormatOf } from './dates/date-tests.js';
import { readAccepts } from './read-cast.js';

/** What `anyOf` or `oneOf` say of the type of a value. */
export interface Union {
  readonly accepts: number;
  /** The types of all branches, for the warning. */
  readonly types: readonly string[];
  /** The format of its texts, if they can have but one. */
  readonly format: DateFormat | undefined;
}

/**
 * Reads a schema without a type of its own whose `anyOf` or `oneOf` gives one in each branch, such as
 * `{ "anyOf": [{ "type": "integer" }, { "type": "null" }] }`; undefined for any other.
 */
export function readUnion(schema: JsonSchema): Union | undefined {
  if (Object.hasOwn(schema, 'type')) return undefined;
  const branches = ownValue(schema, 'anyOf') ?? ownValue(schema, 'oneOf');
  if (!Array.isArray(branches) || branches.length === 0 || !branches.every(isSchemaObject)) return undefined;
  const types = branches.map(declaredTypes);
  const bits = types.map((names) => readAccepts(names) ?? 0);
  if (bits.includes(0)) return undefined;
  const textual = branches.filter((_branch, index) => types[index]?.includes('string'));
  const [only, ...others] = textual;
  return {
    accepts: bits.reduce((all, bit) => all | bit, 0),
    types: [...new Set(types.flat())],
    format: only === undefined || others.length > 0 ? undefined : dateFormatOf(only),
  };
}
