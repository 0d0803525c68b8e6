import type { JsonSchema } from '../schema/json-schema.js';
import { concernsAllTables } from './failure-scope.js';

/** What is needed of a stream here. */
interface SchemaHolder {
  getJsonSchema(): Promise<JsonSchema>;
}

/**
 * Loads the schema of the first stream, which keeps it for its own read.
 *
 * @throws CodedError when the failure concerns every stream. A failure of the one table is left to its stream.
 */
export async function proveAccess(streams: readonly SchemaHolder[]): Promise<void> {
  try {
    await streams[0]?.getJsonSchema();
  } catch (error) {
    if (concernsAllTables(error)) throw error;
  }
}
