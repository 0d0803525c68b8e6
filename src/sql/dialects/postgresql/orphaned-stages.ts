import { sql } from 'kysely';
import type { MetaTables } from '../../contract/meta.js';
import { META_SCHEMA } from '../../contract/names.js';
import type { PostgresqlConnection } from './connection.js';
import { isServerError } from './errors.js';
import { render } from './render.js';
import { inTransaction, runOf } from './work.js';

const STAGE_TABLES = `SELECT c.relname::text AS name FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '${META_SCHEMA}' AND c.relkind = 'r' AND c.relname ~ '^dap_stage_[0-9a-f]{32}$' ORDER BY 1`;

/** Another session uses the table, has just dropped it, or it is the table of another user. */
const NOT_NOW = ['55P03', '42P01', '42501'];

/**
 * Drops the tables of stages that are not recorded any more, and their ledgers. Safe beside other processes: table and
 * record are committed together and the tables are listed first, so the record of a table that was seen is seen as well.
 * A table in use stays until the next time.
 */
export async function dropOrphans(connection: PostgresqlConnection, meta: MetaTables): Promise<void> {
  const tables = (await connection.rows(STAGE_TABLES)).map(({ name }) => String(name));
  const recorded = new Set(await meta.stages.ids(runOf(connection)));
  for (const table of tables) {
    if (!recorded.has(table.slice('dap_stage_'.length))) await dropUnused(connection, table, 100);
  }
  await meta.stages.removeOrphans(runOf(connection));
}

/** Drops a table unless it is in use for so long. */
export async function dropUnused(connection: PostgresqlConnection, table: string, patienceMs: number): Promise<void> {
  try {
    await inTransaction(connection, async () => {
      await connection.execute(`SET LOCAL lock_timeout = ${patienceMs}`);
      await connection.execute(render(sql`DROP TABLE IF EXISTS ${sql.id(META_SCHEMA, table)}`));
    });
  } catch (error) {
    if (!isServerError(error, ...NOT_NOW)) throw error;
  }
}
