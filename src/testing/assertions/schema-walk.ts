import traverse from 'json-schema-traverse';
import { checkIsSchema } from '../../schema/ajv.js';
import { isJsonObject } from '../../util/json.js';

type Schema = Readonly<Record<string, unknown>>;

/** A schema inside another. */
export interface SchemaNode {
  readonly schema: Schema;
  /** JSON pointer from the root; '' for the root itself. */
  readonly pointer: string;
  /** The keyword it stands under: `properties`, `oneOf`, `items`; undefined for the root. */
  readonly keyword: string | undefined;
  /** Its name under `properties`. */
  readonly property: string | undefined;
  readonly parent: Schema | undefined;
}

/** All schemas in `schema`, itself first. Property names are never taken for keywords. */
export function schemaNodes(schema: unknown): SchemaNode[] {
  const nodes: SchemaNode[] = [];
  if (!isJsonObject(schema)) return nodes;
  traverse(schema, {
    allKeys: true,
    cb: (part, pointer, _root, _parentPointer, keyword, parent, index) => {
      const property = keyword === 'properties' ? String(index) : undefined;
      nodes.push({ schema: part, pointer, keyword, property, parent });
    },
  });
  return nodes;
}

/**
 * What keeps `schema` from being a valid draft-07 schema. Whatever draft it declares, Airbyte reads it as that one.
 */
export function schemaProblems(schema: Schema): string[] {
  const { $schema: _, ...draft7 } = schema;
  return checkIsSchema(draft7);
}

/** The schema of a field, looked for through properties and unions; undefined if there is none. */
export function schemaAt(schema: unknown, path: readonly string[]): Schema | undefined {
  if (!isJsonObject(schema)) return undefined;
  const [name, ...rest] = path;
  if (name === undefined) return schema;
  const properties = schema['properties'];
  if (isJsonObject(properties) && Object.hasOwn(properties, name)) return schemaAt(properties[name], rest);
  for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
    const branches = schema[keyword];
    const found = Array.isArray(branches) ? branches.map((branch) => schemaAt(branch, path)).find(Boolean) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The types a schema allows by its own `type`, in a list. */
export function typesOf(schema: Schema): string[] {
  const type = schema['type'];
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((name) => typeof name === 'string') : [];
}

/** The schemas of the list under `keyword`, such as `oneOf`; those that are not objects are left out. */
export function branchesOf(schema: Schema, keyword: string): Schema[] {
  const branches = schema[keyword];
  return Array.isArray(branches) ? branches.filter(isJsonObject) : [];
}

/** The properties of a schema, empty if it has none. */
export function propertiesOf(schema: Schema): Schema {
  return isJsonObject(schema['properties']) ? schema['properties'] : {};
}
