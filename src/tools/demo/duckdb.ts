import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { CodedError } from '../../errors.js';

/** An open DuckDB file. */
export interface Database {
  readonly connection: DuckDBConnection;
  close(): void;
}

/**
 * Opens a DuckDB file; times are shown in UTC.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING` when DuckDB is not installed.
 */
export async function openDatabase(path: string, mode: 'READ_ONLY' | 'READ_WRITE'): Promise<Database> {
  const { DuckDBInstance: Instance } = await loadDuckDb();
  const instance: DuckDBInstance = await Instance.create(path, { access_mode: mode });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function loadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw new CodedError('OPTIONAL_PACKAGE_MISSING', {
      message:
        'The demo keeps its data in DuckDB, but the optional package @duckdb/node-api cannot be loaded: run "npm install".',
      details: { package: '@duckdb/node-api' },
      cause,
    });
  }
}

/** A quoted SQL name. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A quoted SQL string. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
