/** DuckDB as a database that tables are replicated into. */

export { openDuckdb } from './database.js';
export type { DuckdbSettings } from './settings.js';
export { duckdbTypes } from './types.js';
