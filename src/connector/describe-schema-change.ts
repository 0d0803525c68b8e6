import { type Column, compareColumns, digestColumns } from '../dap/index.js';
import { isSchemaObject, type JsonSchema, ownValue } from '../schema/json-schema.js';
import type { ChangedColumns, KnownSchemas } from './changed-columns.js';
import { digestInComment } from './column-comment.js';
import { haveSameType, typeText } from './same-type.js';
import { schemaChangeText } from './schema-change-text.js';
import type { TableSchema } from './stream-schema.js';

/**
 * Finds out what a change of a table's schema means for a read, and words it as one warning.
 *
 * @example
 * const change = describeSchemaChange({ ref, catalogSchema, live, state: { version: 1, columns: '…' } });
 * if (change.text !== undefined) log.warn(change.text);
 */
export function describeSchemaChange(known: KnownSchemas): ChangedColumns {
  const { catalogSchema, live, state } = known;
  const catalog = propertiesOf(catalogSchema);
  const read = live.columns.filter(({ name }) => catalog === undefined || Object.hasOwn(catalog, name));
  const since = state?.columns === undefined ? undefined : compareColumns(state.columns, read);
  const change = {
    newColumns: findNew(known, catalog),
    removed: Object.keys(catalog ?? {}).filter((name) => !Object.hasOwn(propertiesOf(live.jsonSchema) ?? {}, name)),
    retyped: catalog === undefined ? [] : findRetyped(catalog, read, live),
    unfilled: since === undefined ? [] : [...since.added, ...since.retyped],
    changedSinceState: since === undefined && isOlder(state?.version, live.version),
    columns: digestColumns(read),
  };
  const text = schemaChangeText(known.ref, change);
  return text === undefined ? change : { ...change, text };
}

/** Columns that the catalog lacks although the user did not take them out. */
function findNew({ catalogSchema, live, state }: KnownSchemas, catalog: JsonSchema | undefined): string[] {
  if (catalog === undefined) return [];
  const absent = live.columns.filter(({ name }) => !Object.hasOwn(catalog, name));
  const discovered = digestInComment(catalogSchema);
  const difference = discovered === undefined ? undefined : compareColumns(discovered, absent);
  if (difference !== undefined) return [...difference.added];
  // A catalog of an earlier version does not say: then it is only known that something changed since the state.
  return isOlder(state?.version, live.version) ? absent.map(({ name }) => name) : [];
}

function findRetyped(catalog: JsonSchema, read: readonly Column[], live: TableSchema): string[] {
  const now = propertiesOf(live.jsonSchema) ?? {};
  return read.flatMap(({ name }) => {
    const [before, after] = [ownValue(catalog, name), ownValue(now, name)];
    if (!isSchemaObject(before) || !isSchemaObject(after) || haveSameType(before, after)) return [];
    return [`${name} (${typeText(before)} before, ${typeText(after)} now)`];
  });
}

function isOlder(version: number | undefined, live: number): boolean {
  return version !== undefined && version < live;
}

/** The properties of a schema; undefined when it does not name any: then nothing is known of a selection. */
function propertiesOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  const properties = schema === undefined ? undefined : ownValue(schema, 'properties');
  if (!isSchemaObject(properties) || Object.keys(properties).length === 0) return undefined;
  return properties;
}
