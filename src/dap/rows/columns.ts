import { CodedError } from '../../errors.js';
import type { JsonObject } from '../../util/json.js';
import type { TableRef } from '../table-ref.js';
import type { Column } from './column.js';
import { readMembers } from './column-shape.js';
import { memberOf, textOf, topPlace } from './schema-place.js';

/** A table as its schema describes it. */
export interface TableColumns {
  /** Key columns first; the server's order otherwise. */
  readonly columns: readonly Column[];
  readonly title?: string;
  readonly description?: string;
}

/**
 * Reads the document of the schema endpoint (JSON Schema 2020-12 of `meta`, `key` and `value`). A column that cannot
 * be understood is of kind `unknown`; a schema that contains itself ends in open JSON where it does.
 *
 * @throws CodedError `DAP_SCHEMA_UNUSABLE` when rows of the table could not be told apart: no key column, a key of a
 * composed type, one name for two columns.
 * @example
 * readColumns({ namespace: 'canvas', table: 'users' }, (await client.getTableSchema('canvas', 'users')).schema);
 */
export function readColumns(ref: TableRef, document: JsonObject): TableColumns {
  const parts = memberOf(document, 'properties');
  const value = partOf(ref, document, parts, 'value');
  const columns = [...partOf(ref, document, parts, 'key'), ...value];
  refuseUnusable(ref, columns);
  const described = memberOf(parts, 'value') ?? memberOf(parts, 'key');
  const title = textOf(described, 'title');
  const description = textOf(described, 'description');
  return {
    columns,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
}

function partOf(ref: TableRef, document: JsonObject, parts: JsonObject | undefined, part: Column['part']): Column[] {
  const node = memberOf(parts, part);
  if (node === undefined) return [];
  const members = readMembers(topPlace(document, node, ref.table));
  return members.map((member) => ({ ...member, part, nullable: part === 'value' && member.nullable }));
}

function refuseUnusable(ref: TableRef, columns: readonly Column[]): void {
  const keys = columns.filter(({ part }) => part === 'key');
  if (keys.length === 0) throw schemaUnusable(ref, 'it has no key column');
  const composed = keys.find(({ type }) => type.kind === 'object' || type.kind === 'array');
  if (composed !== undefined)
    throw schemaUnusable(ref, `its key column ${composed.name} is of type ${composed.type.kind}`);
  const names = new Set(keys.map(({ name }) => name));
  const shared = columns.find(({ name, part }) => part === 'value' && names.has(name));
  if (shared !== undefined) throw schemaUnusable(ref, `the column ${shared.name} is both in its key and in its value`);
}

/** The error for a table whose schema cannot be used. `reason` follows "because". */
export function schemaUnusable({ namespace, table }: TableRef, reason: string): CodedError {
  return new CodedError('DAP_SCHEMA_UNUSABLE', {
    message: `Table ${namespace}.${table} cannot be read, because ${reason}.`,
    details: { namespace, table },
  });
}
