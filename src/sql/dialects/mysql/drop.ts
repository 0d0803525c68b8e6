import { CodedError } from '../../../errors.js';
import type { LookupTable } from '../../contract/design.js';
import { readTable } from './catalog.js';
import { executeDdl } from './ddl.js';
import { leftoverName, quote, realName, shadowName } from './names.js';
import { inTransaction } from './server.js';
import type { MysqlSession } from './session.js';
import { dropStage } from './stage-keeper.js';
import { dependentViews, viewName } from './views.js';

/**
 * Drops a table with its record. DROP TABLE commits on this engine: the table goes first, so that after a kill between
 * the two a record without a table is left, and the same command again finishes.
 */
export async function dropTable(session: MysqlSession, cascade: boolean): Promise<void> {
  const { connection, meta, replica, server, table } = session;
  const views = await dependentViews(connection, server, table);
  if (views.length > 0 && !cascade) {
    const names = views.map(viewName);
    throw new CodedError('SQL_DEPENDENTS', {
      message: `${session.subject}: views depend on the table: ${names.join(', ')}.`,
      details: { views: names },
    });
  }
  for (const view of views) await connection.execute(`DROP VIEW IF EXISTS ${quote(view.schema)}.${quote(view.name)}`);
  const existing = await readTable(connection, table, replica);
  const lookups = (existing?.columns ?? []).flatMap(({ lookup }) => (lookup === undefined ? [] : [lookup]));
  for (const name of [table, shadowName(replica.target), leftoverName(replica.target)]) {
    if (name !== table || existing?.isView !== true) await executeDdl(session, `DROP TABLE IF EXISTS ${quote(name)}`);
  }
  for (const lookup of lookups) await dropUnused(session, lookup);
  await dropStage(session);
  await inTransaction(connection, async () => {
    await meta.remove(connection.query, replica);
    await meta.endLoad(connection.query, replica);
  });
}

/** Drops a table of values that no column refers to any more. */
export async function dropUnused({ connection }: MysqlSession, lookup: LookupTable): Promise<void> {
  const name = realName(lookup);
  const users = await connection.query(
    `SELECT 1 AS found FROM information_schema.KEY_COLUMN_USAGE
     WHERE REFERENCED_TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME = ? LIMIT 1`,
    [name],
  );
  if (users.length === 0) await connection.execute(`DROP TABLE IF EXISTS ${quote(name)}`);
}
