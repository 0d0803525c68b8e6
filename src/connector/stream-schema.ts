import traverse from 'json-schema-traverse';
import type { Column, TableColumns, TableRef, VersionedSchema } from '../dap/index.js';
import { readColumns, schemaUnusable } from '../dap/index.js';
import { type JsonSchema, setOwn } from '../schema/json-schema.js';
import { isJsonObject } from '../util/json.js';
import { airbyteProperty, unknownTypes } from './airbyte-types.js';
import { CDC_PROPERTIES } from './cdc-columns.js';
import { columnComment } from './column-comment.js';

/** A table as the connector announces it. */
export interface TableSchema {
  /** The schema of the stream's records. */
  readonly jsonSchema: JsonSchema;
  readonly keyColumns: readonly string[];
  readonly columns: readonly Column[];
  /** Version of the table's schema on the server. */
  readonly version: number;
}

/**
 * Translates the schema of a table into that of a stream: key and value columns side by side, then the two columns of
 * the change.
 *
 * @param described - the static schema of the table: gives descriptions where the server has none.
 * @throws CodedError `DAP_SCHEMA_UNUSABLE` when the table cannot be a stream.
 */
export function toStreamSchema(
  ref: TableRef,
  live: Pick<VersionedSchema, 'schema' | 'version'>,
  described: JsonSchema | undefined,
): TableSchema {
  const table = readColumns(ref, live.schema);
  refuseUntranslatable(ref, table.columns);
  const properties: JsonSchema = {};
  for (const column of table.columns) setOwn(properties, column.name, airbyteProperty(column));
  Object.assign(properties, structuredClone(CDC_PROPERTIES));
  const description = describeTable(table, described);
  const jsonSchema: JsonSchema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: columnComment(table.columns),
    type: 'object',
    additionalProperties: true,
    properties,
    ...(description === undefined ? {} : { description }),
  };
  if (described !== undefined) addDescriptions(jsonSchema, described);
  const keyColumns = table.columns.filter(({ part }) => part === 'key').map(({ name }) => name);
  return { jsonSchema, keyColumns, columns: table.columns, version: live.version };
}

function refuseUntranslatable(ref: TableRef, columns: readonly Column[]): void {
  for (const { name, type } of columns) {
    const [word] = unknownTypes(type);
    if (word !== undefined)
      throw schemaUnusable(ref, `the type ${JSON.stringify(word)} of its column ${name} is unknown`);
    if (Object.hasOwn(CDC_PROPERTIES, name)) {
      throw schemaUnusable(ref, `its column ${name} has the name of a column that the connector adds`);
    }
  }
}

function describeTable(table: TableColumns, described: JsonSchema | undefined): string | undefined {
  const own = described?.['description'];
  const fallback = typeof own === 'string' && own !== '' ? own : table.title;
  return table.description ?? fallback;
}

/** Fills in descriptions that the server does not give, place by place. */
function addDescriptions(schema: JsonSchema, described: JsonSchema): void {
  const describe: traverse.Callback = (node, pointer) => {
    if (node['description'] !== undefined) return;
    const place = atPointer(described, pointer);
    const description = isJsonObject(place) ? place['description'] : undefined;
    if (typeof description === 'string' && description !== '') node['description'] = description;
  };
  traverse(schema, { cb: describe });
}

function atPointer(schema: JsonSchema, pointer: string): unknown {
  let place: unknown = schema;
  for (const part of pointer.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isJsonObject(place) || !Object.hasOwn(place, name)) return undefined;
    place = place[name];
  }
  return place;
}
