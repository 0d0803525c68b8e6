import { CodedError } from '../../errors.js';

/** A connection that cannot be used as it is given. `reason` never holds a part of the connection string but names. */
export function connectionError(reason: string): CodedError {
  return new CodedError('SQL_CONNECTION_STRING', { message: `The database connection cannot be used: ${reason}.` });
}
