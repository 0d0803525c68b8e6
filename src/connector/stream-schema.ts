import traverse from 'json-schema-traverse';
import type { TableRef, VersionedSchema } from '../dap/index.js';
import { CodedError } from '../errors.js';
import type { JsonSchema } from '../schema/json-schema.js';
import { isJsonObject } from '../util/json.js';
import { CDC_PROPERTIES } from './cdc-columns.js';
import { simplifyNode } from './simplify-node.js';

/** The schema of a stream as Airbyte wants it, and the columns of its primary key. */
export interface StreamSchema {
  readonly jsonSchema: JsonSchema;
  readonly keyColumns: readonly string[];
}

/**
 * Turns the answer of DAP's schema endpoint (JSON Schema 2020-12 of `meta`, `key` and `value`) into the
 * schema of a stream: draft-07, key and value columns side by side, every `$ref` and union written out, all
 * types nullable but the key's. Limits and enumerations are left out: they widen over time, and records of
 * tomorrow must fit the catalog of today.
 *
 * @param described - the static schema of the table: gives descriptions where the server has none.
 * @throws CodedError `DAP_RESPONSE_INVALID` when the document lacks `key` or its properties.
 */
export function toStreamSchema(ref: TableRef, live: VersionedSchema, described: JsonSchema | undefined): StreamSchema {
  const document = structuredClone(live.schema);
  const definitions = members(document, 'definitions') ?? members(document, '$defs') ?? {};
  const parts = members(document, 'properties') ?? {};
  const key = members(parts['key'], 'properties');
  const value = members(parts['value'], 'properties') ?? {};
  if (key === undefined || Object.keys(key).length === 0) {
    throw new CodedError('DAP_RESPONSE_INVALID', {
      message: `The schema of table ${ref.namespace}.${ref.table} names no key column.`,
      details: { namespace: ref.namespace, table: ref.table },
    });
  }
  const keyColumns = Object.keys(key);
  const properties = { ...key, ...value };
  const simplify: traverse.Callback = (node, pointer, _root, _parentPointer, _keyword, _parent, name) => {
    if (pointer === '') return;
    const isTopLevel = pointer.split('/').length === 3;
    simplifyNode(node, definitions, !(isTopLevel && keyColumns.includes(String(name))));
  };
  traverse({ properties }, { cb: simplify });
  const jsonSchema: JsonSchema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    properties: { ...properties, ...structuredClone(CDC_PROPERTIES) },
  };
  const title = describeTable(parts, described);
  if (title !== undefined) jsonSchema['description'] = title;
  if (described !== undefined) addDescriptions(jsonSchema, described);
  return { jsonSchema, keyColumns };
}

function describeTable(parts: Record<string, unknown>, described: JsonSchema | undefined): string | undefined {
  const candidates = [
    text(parts['value'], 'description'),
    text(described, 'description'),
    text(parts['value'], 'title'),
  ];
  return candidates.find((candidate) => candidate !== undefined);
}

/** Fills in descriptions that the server does not give, place by place. */
function addDescriptions(schema: JsonSchema, described: JsonSchema): void {
  const describe: traverse.Callback = (node, pointer) => {
    if (node['description'] !== undefined) return;
    const description = text(atPointer(described, pointer), 'description');
    if (description !== undefined) node['description'] = description;
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

function members(holder: unknown, name: string): Record<string, unknown> | undefined {
  const value = isJsonObject(holder) ? holder[name] : undefined;
  return isJsonObject(value) ? value : undefined;
}

function text(holder: unknown, name: string): string | undefined {
  const value = isJsonObject(holder) ? holder[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
