import { compareInstants, OutOfRangeError, SnapshotRequiredError, type TableRef } from '../dap/index.js';
import { CodedError } from '../errors.js';
import { UPDATED_AT } from './cdc-columns.js';
import type { TableState } from './table-state.js';

export type InvalidCursorBehavior = 'resync' | 'fail';

/** What to do about a stored instant that the server does not accept. */
export interface InvalidSinceDecision {
  readonly action: 'nothing-new' | 'resync';
  readonly warning: string;
}

/**
 * Decides what becomes of a read whose stored instant lies outside what DAP holds.
 *
 * @throws `error` itself when it tells of something else, and a config error when the user wants to be
 * asked (`fail`).
 */
export function decideOnInvalidSince(
  error: unknown,
  ref: TableRef,
  state: TableState | undefined,
  behavior: InvalidCursorBehavior,
): InvalidSinceDecision {
  const isReload = error instanceof SnapshotRequiredError;
  if (state === undefined || !(isReload || error instanceof OutOfRangeError)) throw error;
  const since = state.job?.since ?? state[UPDATED_AT];
  const table = `${ref.namespace}.${ref.table}`;
  if (!isReload && isLater(since, error)) {
    return {
      action: 'nothing-new',
      warning: `Table ${table}: the state (${since}) is later than everything DAP holds${error.until === undefined ? '' : ` (${error.until})`}. Nothing is read and the state stays as it is. If it does not come from this account, reset the stream.`,
    };
  }
  const why = isReload
    ? `the table was reloaded on the server, and changes since ${since} are no longer known`
    : `changes since ${since} are too old for DAP${error.since === undefined ? '' : `, which holds them from ${error.since}`}`;
  if (behavior === 'fail') throw failure(error, table, why);
  return {
    action: 'resync',
    warning: `Table ${table}: ${why}. A new snapshot is read instead. Rows that were deleted in between are not reported and stay in the destination; clear the stream to be rid of them.`,
  };
}

function isLater(since: string, error: OutOfRangeError): boolean {
  const latest = error.until ?? error.since;
  return latest !== undefined && compareInstants(since, latest) > 0;
}

function failure(error: CodedError, table: string, why: string): CodedError {
  return new CodedError(error.code, {
    message: `Table ${table}: ${why}. Reset the stream to read it anew, or set invalid_cursor_behavior to "resync".`,
    failureType: 'config_error',
    details: error.details,
    cause: error,
  });
}
