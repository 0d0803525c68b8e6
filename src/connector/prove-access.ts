import { NotFoundError } from '../dap/index.js';
import { isCodedError } from '../errors.js';
import type { JsonSchema } from '../schema/json-schema.js';

/** What is needed of a stream here. */
interface SchemaHolder {
  getJsonSchema(): Promise<JsonSchema>;
}

/**
 * Loads the schema of the first stream, which keeps it for its own read.
 *
 * @throws CodedError when the answer concerns every stream alike: no network, no login, no account, no DAP at
 * that address. What concerns the one table is left to its stream.
 */
export async function proveAccess(streams: readonly SchemaHolder[]): Promise<void> {
  try {
    await streams[0]?.getJsonSchema();
  } catch (error) {
    if (concernsAllStreams(error)) throw error;
  }
}

function concernsAllStreams(error: unknown): boolean {
  // DAP says what it does not find; a 404 that does not is none of DAP's.
  if (error instanceof NotFoundError) return error.kind === undefined;
  return isCodedError(
    error,
    'DAP_ACCOUNT_DISABLED',
    'DAP_ACCOUNT_NOT_ONBOARDED',
    'DAP_ACCOUNT_UNDER_MAINTENANCE',
    'DAP_AUTHENTICATION',
    'DAP_INSECURE_URL',
    'DAP_NETWORK',
    'DAP_TLS',
    'DAP_TOKEN_REFUSED',
  );
}
