import type { JsonObject } from '../../util/json.js';

const ID: JsonObject = { type: 'integer', format: 'int64' };

/** A document of the schema endpoint; `required` names columns of `value`. */
export function schemaDocument(value: JsonObject, required: string[] = [], key: JsonObject = { id: ID }): JsonObject {
  const part = (properties: JsonObject, names: string[]): JsonObject => ({
    type: 'object',
    properties,
    additionalProperties: false,
    required: names,
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      meta: part({ ts: { type: 'string', format: 'date-time' } }, ['ts']),
      key: part(key, Object.keys(key)),
      value: part(value, required),
    },
    additionalProperties: false,
    required: ['key'],
  };
}
