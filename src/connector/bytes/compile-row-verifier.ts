import { isSchemaObject, type JsonSchema, ownValue } from '../../schema/json-schema.js';
import { CDC_PROPERTIES, DELETED_AT, UPDATED_AT } from '../cdc-columns.js';
import { type Member, MemberTable } from './member-table.js';
import { RowVerifier } from './row-verifier.js';
import { toValueNode } from './to-value-node.js';

/**
 * Compiles the schema of a stream to a verifier of DAP's lines. Columns that it cannot judge are unknown to the
 * verifier, so lines that have them are parsed. Columns that are not selected are verified and left out.
 *
 * @param schema - key and value columns side by side, as the stream announces them.
 * @param columns - the selected ones; undefined for all.
 * @returns undefined when no line of the table could be verified: one of its key columns cannot be judged.
 */
export function compileRowVerifier(
  schema: JsonSchema,
  keyColumns: readonly string[],
  columns: ReadonlySet<string> | undefined,
): RowVerifier | undefined {
  const properties = ownValue(schema, 'properties');
  if (!isSchemaObject(properties)) return undefined;
  const isSelected = (name: string): boolean => columns === undefined || columns.has(name);
  const members = Object.entries(properties).flatMap(([name, property]): Member[] => {
    const node = Object.hasOwn(CDC_PROPERTIES, name) ? undefined : toValueNode(property);
    return node === undefined ? [] : [{ name, node, isSelected: isSelected(name) }];
  });
  const isKey = (name: string): boolean => keyColumns.includes(name);
  const key = members.filter(({ name }) => isKey(name));
  if (key.length === 0 || key.length < new Set(keyColumns).size) return undefined;
  return new RowVerifier({
    key: new MemberTable(key),
    value: new MemberTable(members.filter(({ name }) => !isKey(name))),
    hasUpdatedAt: isSelected(UPDATED_AT),
    hasDeletedAt: isSelected(DELETED_AT),
  });
}
