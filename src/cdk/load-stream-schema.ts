import { isCodedError } from '../errors.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { SchemaLoader } from '../schema/schema-loader.js';

/** The schema file of a stream: that in the folder of its namespace, where there is one, else that of its name. */
export async function loadStreamSchema(
  loader: SchemaLoader,
  name: string,
  namespace: string | undefined,
): Promise<JsonSchema> {
  if (namespace === undefined) return await loader.load(name);
  try {
    return await loader.load(`${namespace}/${name}`);
  } catch (error) {
    // A namespace may be unusable as the name of a folder; then it has none.
    if (!isCodedError(error, 'SCHEMA_NOT_FOUND', 'SCHEMA_NAME_INVALID')) throw error;
    return await loader.load(name);
  }
}
