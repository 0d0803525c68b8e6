import type { ColumnFact, ColumnType, TableFact } from './column-fact.js';
import { describeColumn } from './describe-column.js';

/** A schema as plain JSON. */
type Schema = Record<string, unknown>;

/** What the service writes in place of a text that is too big. */
const OVERSIZE_MARKER: Schema = { type: 'string', const: '__dap_oversized_truncated__' };

/**
 * The JSON Schema 2020-12 that the schema endpoint answers for a table: `meta`, `key` and `value`, objects closed,
 * nullability only by absence from `required`, shared enums under `definitions`.
 *
 * @example
 * schemaDocument(tableFact('canvas', 'users')!)['required'] // ['key']
 */
export function schemaDocument(fact: TableFact): Schema {
  const { description: title, table: owner } = fact;
  const keys = fact.columns.filter((column) => column.key);
  const values = fact.columns.filter((column) => !column.key);
  const definitions = sharedEnums(fact.columns);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    ...(Object.keys(definitions).length === 0 ? {} : { definitions }),
    properties: {
      meta: metaSchema(),
      key: { type: 'object', title, ...objectOf(owner, keys) },
      value: { type: 'object', title, ...objectOf(owner, values) },
    },
    additionalProperties: false,
    required: ['key'],
  };
}

function metaSchema(): Schema {
  return {
    type: 'object',
    title: 'Facts about the change that the record stands for.',
    properties: {
      ts: {
        type: 'string',
        format: 'date-time',
        description: 'Time at which the change was committed to the data lake.',
      },
      action: { type: 'string', enum: ['U', 'D'], title: 'Kind of change: U for an upsert, D for a deletion.' },
    },
    additionalProperties: false,
    required: ['ts'],
  };
}

function objectOf(table: string, columns: readonly ColumnFact[]): Schema {
  const properties: Schema = {};
  for (const column of columns) {
    properties[column.name] = { ...columnSchema(table, column), description: describeColumn(column) };
  }
  const required = columns.filter((column) => !column.nullable).map((column) => column.name);
  return { properties, additionalProperties: false, ...(required.length === 0 ? {} : { required }) };
}

function columnSchema(table: string, column: ColumnFact): Schema {
  const schema = column.oversize
    ? { oneOf: [{ ...OVERSIZE_MARKER }, scalarSchema(column)] }
    : bareSchema(table, column);
  return column.default === undefined ? schema : { ...schema, default: column.default };
}

function bareSchema(table: string, column: ColumnFact): Schema {
  if (column.type === 'object') {
    const title = `Type extracted from column \`${table}.${column.name}\`.`;
    return { type: 'object', ...objectOf(table, column.members ?? []), title };
  }
  if (column.sharedEnum === true) return sharedReference(column);
  return scalarSchema(column);
}

function sharedReference(column: ColumnFact): Schema {
  const reference = { $ref: `#/definitions/${column.enumName ?? ''}` };
  return column.type === 'open-enum' ? { oneOf: [reference, { type: 'string' }] } : reference;
}

function sharedEnums(columns: readonly ColumnFact[]): Schema {
  const shared = columns.filter((column) => column.sharedEnum === true);
  return Object.fromEntries(shared.map((column) => [column.enumName, stringEnum(column)]));
}

function stringEnum(column: ColumnFact): Schema {
  return { type: 'string', enum: [...(column.values ?? [])] };
}

const FIXED = {
  int16: { type: 'integer', format: 'int16' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  'int32[]': { type: 'array', items: { type: 'integer', format: 'int32' } },
  float64: { type: 'number', format: 'float64' },
  boolean: { type: 'boolean' },
  text: { type: 'string' },
  timestamp: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
  uuid: { type: 'string', format: 'uuid' },
  inet: {
    oneOf: [
      { type: 'string', format: 'ipv4' },
      { type: 'string', format: 'ipv6' },
    ],
  },
} as const satisfies Partial<Record<ColumnType, Schema>>;

function scalarSchema(column: ColumnFact): Schema {
  switch (column.type) {
    case 'varchar':
      return { type: 'string', maxLength: column.maxLength };
    case 'varchar[]':
      return { type: 'array', items: { type: 'string', maxLength: column.maxLength } };
    case 'enum':
      return stringEnum(column);
    case 'enum[]':
      return { type: 'array', items: stringEnum(column) };
    case 'integer-enum':
      return { type: 'integer', enum: (column.values ?? []).map(Number) };
    case 'decimal':
      return decimalSchema(column);
    case 'object':
    case 'open-enum':
      throw new Error(`Column ${column.name} is of type ${column.type}, which is not a scalar.`);
    default:
      return structuredClone(FIXED[column.type]);
  }
}

/**
 * Bounds are exclusive powers of ten: decimal(5,2) lies between -1000 and 1000 in steps of 0.01. Without a precision
 * it is any number.
 */
function decimalSchema({ precision, scale = 0 }: ColumnFact): Schema {
  if (precision === undefined) return { type: 'number' };
  const bound = 10 ** (precision - scale);
  return { type: 'number', multipleOf: Number(`1e-${scale}`), exclusiveMinimum: -bound, exclusiveMaximum: bound };
}
