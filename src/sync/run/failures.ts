import { type ErrorCode, isCodedError } from '../../errors.js';

/** Failures that every further table would meet. */
const OF_ALL_TABLES: readonly ErrorCode[] = [
  'DAP_ACCOUNT_DISABLED',
  'DAP_ACCOUNT_NOT_ONBOARDED',
  'DAP_ACCOUNT_UNDER_MAINTENANCE',
  'DAP_AUTHENTICATION',
  'DAP_CREDENTIALS_MISSING',
  'DAP_INSECURE_URL',
  'DAP_TLS',
  'OPTIONAL_PACKAGE_MISSING',
  'SQL_AUTHENTICATION',
  'SQL_CONNECTION_STRING',
  'SQL_DATABASE_BUSY',
  'SQL_DIALECT_UNSUPPORTED',
  'SQL_LEGACY_DATABASE',
];

/** What no wait mends: it was given to this process when it began. */
const OF_THE_PROCESS: readonly ErrorCode[] = [
  'DAP_CREDENTIALS_MISSING',
  'DAP_INSECURE_URL',
  'DAP_VALIDATION',
  'OPTIONAL_PACKAGE_MISSING',
  'SQL_CONNECTION_STRING',
  'TOOL_INPUT',
];

/**
 * Tells whether further tables would fail in the same way. A lost connection concerns all of them if the database does not
 * answer at all.
 *
 * @param ask - asks the database anything
 */
export async function concernsAll(error: Error, ask: () => Promise<unknown>): Promise<boolean> {
  if (!isCodedError(error, 'SQL_CONNECTION')) return isCodedError(error, ...OF_ALL_TABLES);
  try {
    await ask();
    return false;
  } catch (other) {
    return isCodedError(other, 'SQL_CONNECTION', ...OF_ALL_TABLES);
  }
}

/** True if no later run of this process can succeed. */
export function isHopeless(error: unknown): boolean {
  return isCodedError(error, ...OF_THE_PROCESS);
}
