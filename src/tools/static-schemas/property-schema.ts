import { type ColumnFact, describeColumn, UNSPECIFIED } from '../../emulator/facts/index.js';

/** A schema as plain JSON. */
export type Schema = Readonly<Record<string, unknown>>;

/** More values than these make no readable sentence. */
const MAX_NAMED_VALUES = 12;

/**
 * Draft-07 schema of a column or member in Airbyte's types, without description. Enums are plain texts, since the
 * server widens them over time.
 */
export function typeSchema(column: ColumnFact): Schema {
  const type = jsonType(column);
  const types = column.key ? type : ['null', type];
  if (column.type === 'timestamp') {
    return { type: types, format: 'date-time', airbyte_type: 'timestamp_with_timezone' };
  }
  if (column.type === 'date') return { type: types, format: 'date' };
  if (type === 'array') return { type: types, items: { type: column.type === 'int32[]' ? 'integer' : 'string' } };
  if (type === 'object') return { type: types, additionalProperties: true, properties: members(column) };
  return { type: types };
}

function members(column: ColumnFact): Schema {
  const entries = (column.members ?? []).map((member) => {
    return [member.name, { ...typeSchema(member), description: propertyDescription(member) }] as const;
  });
  return Object.fromEntries(entries);
}

/** Meaning of a column or member, with the values that Instructure names if the text does not contain them. */
export function propertyDescription(column: ColumnFact): string {
  const text = describeColumn(column);
  const { values: all = [], supposed = [] } = column;
  const values = all.filter((value) => value !== UNSPECIFIED && !supposed.includes(value));
  const mentioned = values.some((value) => new RegExp(`\\b${value.replaceAll(/\W/g, '\\$&')}\\b`).test(text));
  if (values.length === 0 || values.length > MAX_NAMED_VALUES || mentioned) return text;
  return `${text} Known values: ${values.join(', ')}.`;
}

function jsonType(column: ColumnFact): string {
  if (column.type.endsWith('[]')) return 'array';
  switch (column.type) {
    case 'int16':
    case 'int32':
    case 'int64':
    case 'integer-enum':
      return 'integer';
    case 'float64':
    case 'decimal':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object':
      return 'object';
    default:
      return 'string';
  }
}
