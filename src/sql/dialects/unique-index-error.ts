import { CodedError } from '../../errors.js';

/** The error for a column that cannot take the place of another whose type it replaces. The rows are committed. */
export function unfinishedSwapError(table: string, index: string): CodedError {
  return new CodedError('SQL_UNIQUE_INDEX', {
    message: `${table}: the unique index ${index}, which does not come from the service, does not allow the values of a column whose type has changed: two rows have equal values in it. All rows are committed, but the column shows its old values until the index is dropped. The next run then finishes the change.`,
    details: { table, index },
  });
}

/**
 * The error for rows that a unique index of the user does not allow.
 *
 * @param table - as the database calls it
 * @param reason - why values could not move between rows; undefined where two rows have equal values in the end
 */
export function uniqueIndexError(table: string, index: string, reason?: string): CodedError {
  const why = reason === undefined ? 'two rows have equal values in it' : `values move between rows, and ${reason}`;
  return new CodedError('SQL_UNIQUE_INDEX', {
    message: `${table}: the unique index ${index}, which does not come from the service, does not allow the rows of the service: ${why}. Nothing was changed.`,
    details: { table, index },
  });
}
