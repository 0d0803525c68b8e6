import { isAbort, isCodedError } from '../errors.js';

/** True for failures that every table would meet: no network, no login, no account, no DAP at that address. */
export function concernsAllTables(error: unknown): boolean {
  // DAP names what it does not find; a 404 that names nothing comes from something else.
  if (isCodedError(error, 'DAP_NOT_FOUND')) return error.details['kind'] === undefined;
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

/**
 * True for failures at the schema of one table that leave the others usable. An exhausted request limit could hit any
 * of them: a catalog without the tables that happened to come last would make a platform drop their data.
 */
export function concernsOneTable(error: unknown): boolean {
  if (!isCodedError(error) || isAbort(error)) return false;
  return !concernsAllTables(error) && error.code !== 'DAP_RATE_LIMITED';
}
