import type { TableRef } from '../../dap/index.js';
import { CodedError } from '../../errors.js';
import type { ListedTable } from '../../sql/index.js';
import type { ReplicaFlags } from '../settings/database-options.js';
import { requireTables } from '../settings/table-options.js';
import { chosenFrom, listedTables, readTableList, requireDatabase } from './choose-tables.js';
import type { DatabaseSession } from './database-session.js';
import { planTables } from './plan-tables.js';
import { type Outcome, runReplicas } from './run-replicas.js';

/** Options of `dap dropdb`. */
export interface DropFlags extends ReplicaFlags {
  readonly cascade?: boolean;
}

const DROPPED: Outcome = { value: { status: 'dropped' }, cells: ['dropped'], summary: 'dropped' };

/**
 * Does `dap dropdb`. `all` and patterns mean the tables that are recorded: one without a record could be the user's own,
 * and has to be named.
 */
export async function dropTables(session: DatabaseSession<DropFlags>): Promise<number> {
  const { database, flags, log } = session;
  const { namespace, schema, cascade = false } = flags;
  const text = requireTables(flags);
  const list = readTableList(namespace, text);
  await requireDatabase(session);
  const listed = await listedTables(session);
  const [recorded, others] = [[...listed].filter(isRecorded), [...listed].filter((entry) => !isRecorded(entry))];
  const tables = chosenFrom(list, recorded.map(nameOf));
  const left = others.map(nameOf).filter((table) => list.matches(table) && !list.named.has(table));
  if (left.length > 0) {
    log.info(`dropdb leaves out tables without a record; name them to drop them: ${left.join(', ')}`, { namespace });
  }
  if (tables.length === 0 && text.trim() !== 'all') {
    const message = `The database has no table of ${namespace} that matches ${JSON.stringify(text)}.`;
    throw new CodedError('SQL_NOT_INITIALIZED', { message, details: { namespace } });
  }
  if (tables.length === 0) log.info('there is nothing to drop', { namespace });
  if (flags.dryRun === true) {
    return planTables(session, tables, (table) => (listed.has(table) ? 'drop' : 'fail: it is not in the database'));
  }
  return await runReplicas(session, tables, {
    name: 'dropdb',
    titles: ['status'],
    concurrency: 1,
    work: async (ref) => {
      if (!listed.has(ref.table)) throw unknownTable(ref);
      await database.drop(ref, { schema, cascade });
      return DROPPED;
    },
  });
}

function unknownTable({ namespace, table }: TableRef): CodedError {
  const message = `${namespace}.${table}: the database has no record of this table, and nothing was dropped.`;
  return new CodedError('SQL_NOT_INITIALIZED', { message, details: { namespace, table } });
}

function isRecorded([, { record }]: readonly [string, ListedTable]): boolean {
  return record !== undefined;
}

function nameOf([table]: readonly [string, ListedTable]): string {
  return table;
}
