import type { Column, ColumnType, Member, ValueShape } from '../dap/index.js';
import { jsonTypes } from '../dap/index.js';
import { type JsonSchema, setOwn } from '../schema/json-schema.js';

const JSON_TYPES = new Set(['string', 'integer', 'number', 'boolean', 'object', 'array']);

/**
 * The property of a column in Airbyte's words: draft-07, nullable unless it is part of the key. Limits and enumerations
 * are left out: they widen over time, and records of tomorrow must fit the catalog of today.
 */
export function airbyteProperty(column: Column): JsonSchema {
  return shapeSchema(column, column.part === 'value');
}

/** The type words of a column that JSON Schema does not know. */
export function unknownTypes(type: ColumnType): string[] {
  if (type.kind === 'object') return (type.members ?? []).flatMap((member) => unknownTypes(member.type));
  if (type.kind === 'array') return type.items === undefined ? [] : unknownTypes(type.items.type);
  return type.kind === 'unknown' ? type.types.filter((word) => !JSON_TYPES.has(word)) : [];
}

function shapeSchema({ type, title, description }: ValueShape, isNullable: boolean): JsonSchema {
  const words = jsonTypes(type);
  const [word = ''] = words;
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(words.length === 0 ? {} : { type: isNullable ? ['null', ...words] : words.length === 1 ? word : [...words] }),
    ...detailsOf(type),
  };
}

function detailsOf(type: ColumnType): JsonSchema {
  switch (type.kind) {
    case 'date-time':
      return { format: 'date-time', airbyte_type: 'timestamp_with_timezone' };
    case 'date':
      return { format: 'date' };
    case 'object':
      return type.members === undefined ? {} : { properties: memberSchemas(type.members), additionalProperties: true };
    case 'array':
      return type.items === undefined ? {} : { items: shapeSchema(type.items, true) };
    default:
      return {};
  }
}

function memberSchemas(members: readonly Member[]): JsonSchema {
  const schemas: JsonSchema = {};
  for (const member of members) setOwn(schemas, member.name, shapeSchema(member, true));
  return schemas;
}
