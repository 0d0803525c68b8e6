import type { JsonSchema } from '../schema/json-schema.js';
import { isJsonObject } from '../util/json.js';

/** Keywords that survive; everything else limits values and would break when the limit moves. */
const KEPT = new Set(['type', 'format', 'airbyte_type', 'properties', 'items', 'title', 'description']);

/** References that lead to references: more than this many in a row are a cycle. */
const MAX_REFS = 20;

/**
 * Rewrites one node of DAP's schema in place: resolves its `$ref` and its union, keeps what Airbyte's types
 * know, makes it nullable. The caller walks on into the rewritten node.
 *
 * Unions are of few kinds: an oversize marker or known values beside a plain text, and two forms of an
 * address. What remains without constants has one type; should it have several, all are kept.
 */
export function simplifyNode(node: JsonSchema, definitions: Record<string, unknown>, nullable: boolean): void {
  resolveRef(node, definitions);
  resolveUnion(node, definitions);
  if (node['type'] === undefined) inferType(node);
  for (const keyword of Object.keys(node)) if (!KEPT.has(keyword)) delete node[keyword];
  keepKnownFormat(node);
  if (nullable) makeNullable(node);
  if (isJsonObject(node['properties'])) node['additionalProperties'] = true;
}

function resolveRef(node: JsonSchema, definitions: Record<string, unknown>): void {
  for (let count = 0; typeof node['$ref'] === 'string' && count < MAX_REFS; count += 1) {
    const name = node['$ref'].split('/').at(-1) ?? '';
    const target = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    delete node['$ref'];
    if (!isJsonObject(target)) return;
    for (const [keyword, value] of Object.entries(structuredClone(target))) node[keyword] ??= value;
  }
}

function resolveUnion(node: JsonSchema, definitions: Record<string, unknown>): void {
  const branches = node['oneOf'] ?? node['anyOf'];
  if (!Array.isArray(branches)) return;
  const schemas = branches.filter(isJsonObject).map((branch) => {
    const resolved = structuredClone(branch);
    resolveRef(resolved, definitions);
    if (resolved['type'] === undefined) inferType(resolved);
    return resolved;
  });
  const open = schemas.filter((schema) => schema['const'] === undefined && schema['enum'] === undefined);
  const chosen = open.length > 0 ? open : schemas;
  const types = new Set(chosen.flatMap((schema) => schema['type'] ?? []));
  const formats = new Set(chosen.map((schema) => schema['format']));
  for (const schema of chosen) for (const [keyword, value] of Object.entries(schema)) node[keyword] ??= value;
  node['type'] = types.size === 1 ? [...types][0] : [...types];
  if (formats.size > 1) delete node['format'];
}

/** A node that only lists its values has the types of these values. */
function inferType(node: JsonSchema): void {
  const values = Array.isArray(node['enum']) ? node['enum'] : 'const' in node ? [node['const']] : [];
  const types = new Set(values.map((value) => (Number.isInteger(value) ? 'integer' : typeof value)));
  if (types.size === 1) node['type'] = [...types][0];
}

function keepKnownFormat(node: JsonSchema): void {
  if (node['format'] === 'date-time') node['airbyte_type'] = 'timestamp_with_timezone';
  else if (node['format'] !== 'date') delete node['format'];
}

function makeNullable(node: JsonSchema): void {
  const type = node['type'];
  if (type === undefined) return;
  node['type'] = ['null', ...(Array.isArray(type) ? type : [type]).filter((name) => name !== 'null')];
}
