import { dueTables } from '../../sync/due/due-tables.js';
import { findTables } from '../../sync/due/find-tables.js';
import type { TableSelection } from '../../sync/due/select-tables.js';
import type { DatabaseSession } from '../database/database-session.js';
import type { ServiceFlags } from '../settings/sync-options.js';

/** Prints what a run would do with each table, in its order, for `--dry-run`. Changes nothing. */
export async function planOnly(
  { client, database, log, results, signal }: DatabaseSession<ServiceFlags>,
  selection: TableSelection,
): Promise<number> {
  const { tables, warnings, refused } = await findTables(await client(), selection, signal);
  for (const warning of warnings) log.warning(warning);
  for (const { namespace, table, schema, since } of dueTables(tables, await database.list())) {
    const plan = since === undefined ? 'initialize' : `load what changed since ${since}`;
    results.add({ namespace, table, schema, plan }, `${namespace}.${table}: ${plan}`);
  }
  if (refused !== undefined) throw refused;
  return 0;
}
