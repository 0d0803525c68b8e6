import { declaredTypes, type JsonSchema } from '../../schema/json-schema.js';

const NULL = { type: 'null' };

/**
 * The schema that allows null as well.
 *
 * @example
 * addNull({ type: 'string', format: 'date' }) // { type: ['string', 'null'], format: 'date' }
 * addNull({ const: 'a' })                     // { enum: ['a', null] }
 */
export function addNull(schema: JsonSchema): JsonSchema {
  if (Object.hasOwn(schema, 'oneOf')) {
    const { oneOf, ...rest } = schema;
    return { ...rest, anyOf: [{ oneOf }, NULL] };
  }
  const { const: only, ...open } = schema;
  const result: JsonSchema = Object.hasOwn(schema, 'const') ? { ...open, enum: [only] } : open;
  const types = declaredTypes(schema);
  if (types.length > 0) result['type'] = [...new Set([...types, 'null'])];
  if (Array.isArray(result['enum'])) result['enum'] = [...new Set([...result['enum'], null])];
  return result;
}
