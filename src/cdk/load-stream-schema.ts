import { isCodedError } from '../errors.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { SchemaLoader } from '../schema/schema-loader.js';

/** Loads the schema file of a stream: from the folder of its namespace if there is one, else by its name alone. */
export async function loadStreamSchema(
  loader: SchemaLoader,
  name: string,
  namespace: string | undefined,
): Promise<JsonSchema> {
  if (namespace === undefined) return await loader.load(name);
  try {
    return await loader.load(`${namespace}/${name}`);
  } catch (error) {
    // A namespace can be any text. One that cannot be the name of a folder has no files of its own.
    if (!isCodedError(error, 'SCHEMA_NOT_FOUND', 'SCHEMA_NAME_INVALID')) throw error;
    return await loader.load(name);
  }
}
