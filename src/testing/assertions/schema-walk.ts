import traverse from 'json-schema-traverse';
import { isJsonObject } from '../../util/json.js';

type Schema = Readonly<Record<string, unknown>>;

/** Calls `visit` for `schema` and every schema inside, with its JSON pointer. */
export function walkSchema(schema: unknown, visit: (schema: Schema, pointer: string) => void): void {
  if (isJsonObject(schema)) traverse(schema, { allKeys: true, cb: (part, pointer) => visit(part, pointer) });
}

/** The schema of a field, looked for through properties and unions; undefined when there is none. */
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

/** The value at a path of a record; undefined when it leads nowhere. */
export function valueAt(record: unknown, path: readonly string[]): unknown {
  let value = record;
  for (const name of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}
