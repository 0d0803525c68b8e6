import type { TableRef } from '../dap/index.js';
import { isCodedError } from '../errors.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { SchemaLoader } from '../schema/schema-loader.js';

/** Tables of this namespace have their files at the top of the schema folder. */
const MAIN_NAMESPACE = 'canvas';

/** The static schema of a table, which describes its columns; undefined for tables newer than this package. */
export async function loadDescriptions(schemas: SchemaLoader, ref: TableRef): Promise<JsonSchema | undefined> {
  try {
    return await schemas.load(ref.namespace === MAIN_NAMESPACE ? ref.table : `${ref.namespace}/${ref.table}`);
  } catch (error) {
    if (isCodedError(error, 'SCHEMA_NOT_FOUND', 'SCHEMA_NAME_INVALID')) return undefined;
    throw error;
  }
}
