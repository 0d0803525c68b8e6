import { declaredTypes, isSchemaObject, type JsonSchema, ownValue } from '../../schema/json-schema.js';
import { MemberTable } from './member-table.js';
import { ACCEPT, type ValueNode } from './value-node.js';

const ALL = 127;
const ACCEPTED_BY_TYPE: Readonly<Record<string, number>> = {
  string: ACCEPT.string,
  integer: ACCEPT.integer,
  number: ACCEPT.integer | ACCEPT.fraction,
  boolean: ACCEPT.boolean,
  null: ACCEPT.null,
  object: ACCEPT.object,
  array: ACCEPT.array,
};

/** Keywords whose meaning is known here. The last ones say nothing about the type of a value. */
const KNOWN = new Set([
  'type',
  'properties',
  'items',
  ...['format', 'airbyte_type', 'title', 'description', 'additionalProperties'],
]);

/** Takes no value as it is: each of them is parsed. */
export const OPEN_NODE: ValueNode = { accepts: 0, members: new MemberTable([]), items: undefined };

/** Compiles the schema of a value; undefined when it has keywords that are not known here. */
export function toValueNode(schema: unknown): ValueNode | undefined {
  if (!isSchemaObject(schema)) return undefined;
  if (Object.keys(schema).some((keyword) => !KNOWN.has(keyword))) return undefined;
  const accepts = readAccepts(schema);
  const items = ownValue(schema, 'items');
  const node = items === undefined ? undefined : toValueNode(items);
  if (accepts === undefined || (items !== undefined && node === undefined)) return undefined;
  return { accepts, members: toMemberTable(ownValue(schema, 'properties')), items: node };
}

function toMemberTable(properties: unknown): MemberTable {
  const entries = isSchemaObject(properties) ? Object.entries(properties) : [];
  return new MemberTable(
    entries.flatMap(([name, schema]) => {
      const node = toValueNode(schema);
      return node === undefined ? [] : [{ name, node }];
    }),
  );
}

function readAccepts(schema: JsonSchema): number | undefined {
  if (ownValue(schema, 'type') === undefined) return ALL;
  const bits = declaredTypes(schema).map((type) =>
    Object.hasOwn(ACCEPTED_BY_TYPE, type) ? ACCEPTED_BY_TYPE[type] : 0,
  );
  return bits.length === 0 || bits.includes(0) ? undefined : bits.reduce<number>((all, bit) => all | (bit ?? 0), 0);
}
