import { declaredColumns, type JsonSchema, ownValue } from '../../schema/json-schema.js';
import type { PlannedStream } from './plan.js';

/** Which columns of a stream are written. */
export interface ColumnSelection {
  /** The columns that are wanted; undefined where all are, undeclared ones too. */
  readonly columns: ReadonlySet<string> | undefined;
  /** The columns that the stream declares, selected or not, and those that the catalog knows. */
  readonly known: ReadonlySet<string>;
}

/**
 * Compares the columns of the catalog with those that the stream declares. A platform takes columns that the user does
 * not want out of the catalog's schema. So a column that the stream declares and the catalog lacks is not wanted, and
 * then columns that neither knows are not wanted either: only what was chosen is. The same holds for a catalog whose
 * schema has `additionalProperties: false`. Any other catalog selects nothing, and undeclared columns are written.
 *
 * @param schema - the stream's own
 */
export function selectColumns(
  planned: Pick<PlannedStream, 'columns' | 'catalogSchema'>,
  schema: JsonSchema,
): ColumnSelection {
  const declared = declaredColumns(schema);
  const { columns, catalogSchema = {} } = planned;
  if (columns === undefined) return { columns: undefined, known: new Set(declared) };
  const isClosed = ownValue(catalogSchema, 'additionalProperties') === false;
  const selects = isClosed || declared.some((name) => !columns.has(name));
  return { columns: selects ? columns : undefined, known: new Set([...declared, ...columns]) };
}
