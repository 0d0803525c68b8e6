import { isSchemaObject, type JsonSchema, ownValue } from '../../schema/json-schema.js';
import type { TransformWarning } from '../../schema/transform/runtime.js';
import type { TypeTransformer } from '../../schema/type-transformer.js';

/** What the records of a stream are: everything that the two ways from a line to a record have to know. */
export interface RecordPlan {
  /** Key and value columns side by side, as the stream announces them. */
  readonly schema: JsonSchema;
  readonly keyColumns: readonly string[];
  /** The selected columns; undefined for all. */
  readonly columns: ReadonlySet<string> | undefined;
  readonly transformer: TypeTransformer;
  /** Receives every value that does not fit its column after the cast. */
  readonly onWarning: (warning: TransformWarning) => void;
  /** Receives the name of each column of a row that the schema does not have. */
  readonly onUndeclared: (name: string) => void;
}

/** The schemas of the columns by name. */
export function columnSchemas(schema: JsonSchema): Readonly<Record<string, unknown>> {
  const properties = ownValue(schema, 'properties');
  return isSchemaObject(properties) ? properties : {};
}
