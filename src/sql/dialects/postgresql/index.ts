/** PostgreSQL 12 and newer. */

export { openPostgresql } from './database.js';
export type { PostgresqlSettings } from './settings.js';
export { postgresqlTypes } from './types.js';
