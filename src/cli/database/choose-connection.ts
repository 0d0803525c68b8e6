import { CodedError } from '../../errors.js';
import type { DatabaseSettings } from '../settings/database-settings.js';

/** Variables by name, as `process.env` holds them. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Prefix of the variables that name the parts of a connection. */
const PARTS = 'DAP_DATABASE_';

/**
 * Chooses the database: the option or `DAP_CONNECTION_STRING`, else the variables of its parts, else the settings file.
 *
 * @returns its connection string; undefined when the variables name it, or nothing does.
 * @throws CodedError `SQL_CONNECTION_STRING` when the settings file names a variable that is not set.
 */
export function chooseConnection(
  flags: DatabaseSettings & { readonly connectionString?: string },
  environment: Environment,
): string | undefined {
  const { connectionString, fileConnectionString, unsetConnectionVariable } = flags;
  if (connectionString !== undefined) return connectionString;
  const hasParts = Object.entries(environment).some(
    ([name, value]) => name.startsWith(PARTS) && value !== undefined && value !== '',
  );
  if (hasParts) return undefined;
  if (fileConnectionString !== undefined || unsetConnectionVariable === undefined) return fileConnectionString;
  throw new CodedError('SQL_CONNECTION_STRING', {
    message: `The settings file takes the connection string from the variable ${unsetConnectionVariable}, which is not set.`,
    details: { variable: unsetConnectionVariable },
  });
}
