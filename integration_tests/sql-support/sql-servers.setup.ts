import mysql from 'mysql2/promise';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { errorText } from '../../src/errors.js';
import { startEmbeddedPostgresql } from './embedded-postgresql.js';

/** Where a server answers; `missing` tells why none does. */
export type SqlServer = { readonly host: string; readonly port: number } | { readonly missing: string };

/** The servers of a test run. */
export interface SqlServers {
  readonly postgresql: SqlServer;
  readonly mysql: SqlServer;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly sqlServers: SqlServers;
  }
}

const HOST = '127.0.0.1';

/**
 * Finds the database servers before a run: PostgreSQL at 127.0.0.1:5432, user `postgres`, or one that is started for
 * the run (always with `DAP_TEST_EMBEDDED=1`); MySQL or MariaDB at 127.0.0.1:3306, user `root`; no passwords.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const mysqlServer = await findMysql();
  if (process.env['DAP_TEST_EMBEDDED'] !== '1' && (await postgresqlAnswers())) {
    project.provide('sqlServers', { postgresql: { host: HOST, port: 5432 }, mysql: mysqlServer });
    return undefined;
  }
  try {
    const { host, port, stop } = await startEmbeddedPostgresql();
    process.stdout.write(`PostgreSQL of this run: an embedded one at ${host}:${port}\n`);
    project.provide('sqlServers', { postgresql: { host, port }, mysql: mysqlServer });
    return stop;
  } catch (error) {
    const missing = `no PostgreSQL at ${HOST}:5432, and an embedded one does not start: ${errorText(error)}`;
    project.provide('sqlServers', { postgresql: { missing }, mysql: mysqlServer });
    return undefined;
  }
}

async function postgresqlAnswers(): Promise<boolean> {
  const client = new pg.Client({ host: HOST, port: 5432, user: 'postgres', database: 'postgres' });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function findMysql(): Promise<SqlServer> {
  try {
    const connection = await mysql.createConnection({ host: HOST, port: 3306, user: 'root' });
    await connection.end();
    return { host: HOST, port: 3306 };
  } catch (error) {
    return { missing: `no MySQL or MariaDB at ${HOST}:3306: ${errorText(error)}` };
  }
}
