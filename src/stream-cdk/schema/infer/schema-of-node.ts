import { type JsonSchema, setOwn } from '../../../schema/json-schema.js';
import { type FieldNode, TYPE } from './field-node.js';
import { formatKeywords } from './string-formats.js';

/** In the order in which a schema lists them. */
const SCALARS = ['boolean', 'integer', 'number', 'string'] as const;

/**
 * The schema of a stream whose records were observed by `root`. Every field may be null but those in `required`.
 *
 * - Integers and numbers make a number; other scalars a list of types; lists and objects beside other types `anyOf`.
 * - A field that was always null counts as text, as Airbyte sends what has no type.
 * - A list that was always empty says nothing about its elements.
 */
export function schemaOfRecords(root: FieldNode, required: ReadonlySet<FieldNode>): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...objectSchema(root, ['object'], required),
  };
}

function schemaOfNode(node: FieldNode, required: ReadonlySet<FieldNode>): JsonSchema {
  const nullType = required.has(node) ? [] : ['null'];
  const scalars = scalarTypes(node.types);
  const makers: ((types: readonly string[]) => JsonSchema)[] = [];
  if (scalars.length > 0) makers.push((types) => scalarSchema(node, [...types, ...scalars]));
  if (node.types & TYPE.array) makers.push((types) => arraySchema(node, [...types, 'array'], required));
  if (node.types & TYPE.object) makers.push((types) => objectSchema(node, [...types, 'object'], required));
  // Null is said once, in the first alternative.
  const [first, ...others] = makers.map((make, index) => make(index === 0 ? nullType : []));
  if (first === undefined) return { type: [...nullType, 'string'] };
  return others.length === 0 ? first : { anyOf: [first, ...others] };
}

function scalarTypes(types: number): string[] {
  return SCALARS.filter((name) => {
    const isCovered = name === 'integer' && (types & TYPE.number) !== 0;
    return (types & TYPE[name]) !== 0 && !isCovered;
  });
}

function scalarSchema(node: FieldNode, types: readonly string[]): JsonSchema {
  return { type: oneOrList(types), ...(node.types === TYPE.string ? formatKeywords(node.formats) : {}) };
}

function arraySchema(node: FieldNode, types: readonly string[], required: ReadonlySet<FieldNode>): JsonSchema {
  return {
    type: oneOrList(types),
    ...(node.items === undefined ? {} : { items: schemaOfNode(node.items, required) }),
  };
}

function objectSchema(node: FieldNode, types: readonly string[], required: ReadonlySet<FieldNode>): JsonSchema {
  const properties = {};
  const names = [...node.properties.keys()].sort();
  for (const name of names) setOwn(properties, name, schemaOfNode(node.properties.get(name) as FieldNode, required));
  const needed = names.filter((name) => required.has(node.properties.get(name) as FieldNode));
  return {
    type: oneOrList(types),
    additionalProperties: true,
    ...(names.length === 0 ? {} : { properties }),
    ...(needed.length === 0 ? {} : { required: needed }),
  };
}

function oneOrList(types: readonly string[]): string | readonly string[] {
  const [first, ...others] = types;
  return first === undefined || others.length > 0 ? types : first;
}
