import type { TableFact } from '../facts/column-fact.js';
import { schemaDocument } from '../facts/index.js';
import type { FaultSpec } from '../faults.js';

type Schema = Record<string, unknown>;
/** What a schema has under `properties`, as far as the odd forms touch it. */
interface Parts {
  readonly key: { properties: Schema; required?: readonly string[] };
  readonly value: { readonly properties: Schema };
}

/** The schema of a table in a form that a client may not expect. */
export function oddSchema(fact: TableFact, kind: NonNullable<FaultSpec['kind']>): Schema {
  const schema = schemaDocument(fact);
  const { key, value } = schema['properties'] as unknown as Parts;
  const [keyName = ''] = fact.keyColumns;
  const [first = ''] = Object.keys(value.properties);
  switch (kind) {
    case 'noKey':
      return withoutKey(schema);
    case 'emptyKey':
      key.properties = {};
      delete key.required;
      return schema;
    case 'objectKey':
      key.properties[keyName] = { type: 'object', properties: {}, additionalProperties: false };
      return schema;
    case 'unknownType':
      value.properties[first] = { type: 'money', description: 'A type that JSON Schema does not have.' };
      return schema;
    case 'recursive':
      value.properties['anything'] = { $ref: '#/definitions/JsonType' };
      return { ...schema, definitions: { ...(schema['definitions'] as Schema | undefined), JsonType: JSON_TYPE } };
    case 'sharedName':
      value.properties[keyName] = { type: 'string', description: 'A value named like the key.' };
      return schema;
  }
}

function withoutKey(schema: Schema): Schema {
  const { key: _, ...properties } = schema['properties'] as Schema;
  const { required: __, ...rest } = schema;
  return { ...rest, properties };
}

/** Any JSON: a definition that refers to itself. */
const JSON_TYPE: Schema = {
  oneOf: [
    { type: 'boolean' },
    { type: 'number' },
    { type: 'string' },
    { type: 'array', items: { $ref: '#/definitions/JsonType' } },
    { type: 'object', additionalProperties: { $ref: '#/definitions/JsonType' } },
  ],
};
