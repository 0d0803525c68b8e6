import { CodedError } from '../../errors.js';

/** Values cannot be taken out of the way in one of the ways that there are; the message says why. */
export class NoWay extends Error {
  override readonly name = 'NoWay';
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
