import type { JsonValue } from '../../util/json.js';
import { CDC_PROPERTIES, DELETED_AT, UPDATED_AT } from '../cdc-columns.js';
import { type Column, ColumnTable } from './column-table.js';
import { Edits } from './edits.js';
import type { LineNotes } from './line-notes.js';
import { isPlainName } from './member-table.js';
import { columnSchemas, type RecordPlan } from './record-plan.js';
import { RowVerifier } from './row-verifier.js';
import { OPEN_NODE, toValueNode } from './to-value-node.js';

/**
 * Compiles the schema of a stream to a verifier of DAP's lines. Values of columns that it cannot judge are parsed, each
 * by itself. Columns that are not selected are verified and left out.
 *
 * @param notes - what the verifier notes of a line while it looks at it.
 */
export function compileRowVerifier(plan: RecordPlan, notes: LineNotes): RowVerifier {
  const { columns: selected } = plan;
  const isSelected = (name: string): boolean => selected === undefined || selected.has(name);
  const all = Object.entries(columnSchemas(plan.schema));
  const reserved = new Set([...all.map(([name]) => name), ...Object.keys(CDC_PROPERTIES), '__proto__', '']);
  const castRecord = plan.transformer.compile(plan.schema, notes.warn);
  const columns = all
    .filter(([name]) => isPlainName(name) && !Object.hasOwn(CDC_PROPERTIES, name))
    .map(([name, schema]): Column => {
      const cast = castOf(name, castRecord);
      const quotesIntegers = cast(1) === '1' && cast(-1) === '-1';
      const node = toValueNode(schema) ?? OPEN_NODE;
      return { name, node, schema, isSelected: isSelected(name), cast, quotesIntegers };
    });
  // The trials above may have been warned of.
  notes.clear();
  const tableOf = (isKey: boolean): ColumnTable => {
    const some = columns.filter(({ name }) => plan.keyColumns.includes(name) === isKey);
    return new ColumnTable(some, { reserved, isSelected }, notes, new Edits());
  };
  return new RowVerifier({
    key: tableOf(true),
    value: tableOf(false),
    hasUpdatedAt: isSelected(UPDATED_AT),
    hasDeletedAt: isSelected(DELETED_AT),
  });
}

/** The cast of one column: that of a record which has no other. */
function castOf(name: string, castRecord: (record: unknown) => void): (value: JsonValue) => unknown {
  return (value) => {
    const record = { [name]: value };
    castRecord(record);
    return record[name];
  };
}
