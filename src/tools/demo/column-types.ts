import type { AirbyteStream } from '../../protocol/catalog.js';
import { isJsonObject } from '../../util/json.js';

/** Types of the warehouse that columns get. */
export type SqlType = 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMPTZ' | 'DATE' | 'VARCHAR' | 'JSON';

/** A column of a table in the warehouse. */
export interface Column {
  readonly name: string;
  readonly type: SqlType;
  readonly isKey: boolean;
}

/** The columns of a stream's table, as its `json_schema` types them. */
export function columnsOf(stream: AirbyteStream): readonly Column[] {
  const properties = stream.json_schema['properties'];
  if (!isJsonObject(properties)) throw new Error(`The schema of stream ${stream.name} has no properties.`);
  const keys = new Set((stream.source_defined_primary_key ?? []).map((path) => path.join('.')));
  return Object.entries(properties).map(([name, schema]) => ({ name, type: sqlType(schema), isKey: keys.has(name) }));
}

function sqlType(schema: unknown): SqlType {
  if (!isJsonObject(schema)) return 'JSON';
  const types = [schema['type']].flat().filter((type) => type !== 'null');
  if (types.length !== 1) return 'JSON';
  switch (types[0]) {
    case 'integer':
      return 'BIGINT';
    case 'number':
      return 'DOUBLE';
    case 'boolean':
      return 'BOOLEAN';
    case 'string':
      return textType(schema['format']);
    default:
      return 'JSON';
  }
}

function textType(format: unknown): SqlType {
  if (format === 'date-time') return 'TIMESTAMPTZ';
  return format === 'date' ? 'DATE' : 'VARCHAR';
}
