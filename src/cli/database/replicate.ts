import type { TableRef } from '../../dap/index.js';
import { CodedError, isCodedError } from '../../errors.js';
import type { ReplicationResult } from '../../sql/index.js';
import { type LoadFlags, replicationOptions, type SyncFlags } from '../settings/database-options.js';
import { requireTables } from '../settings/table-options.js';
import { chosenFrom, listedTables, readTableList, requireDatabase } from './choose-tables.js';
import type { DatabaseSession } from './database-session.js';
import { RESULT_TITLES, resultLines, resultOutcome } from './describe-result.js';
import { planTables } from './plan-tables.js';
import { replicationEvents } from './replication-events.js';
import { type Outcome, runReplicas } from './run-replicas.js';

/** Does `dap initdb`: loads tables that the database does not have. */
export async function initializeTables(session: DatabaseSession<LoadFlags>): Promise<number> {
  const { database, flags, log, signal } = session;
  const { namespace, concurrency } = flags;
  const list = readTableList(namespace, requireTables(flags));
  const client = await session.client();
  // What is wrong with credentials or namespace shows before a file is made.
  if (await database.isAbsent()) await client.getTables(namespace, { signal });
  const wanted = await client.getTableList(namespace, requireTables(flags), { signal });
  if (flags.dryRun !== true) await database.prepare();
  const listed = await listedTables(session);
  const isThere = (table: string): boolean => listed.get(table)?.record !== undefined;
  const skipped = wanted.filter((table) => isThere(table) && !list.named.has(table));
  for (const table of skipped) log.info('already initialized; dap syncdb brings it up to date', { namespace, table });
  const tables = wanted.filter((table) => !skipped.includes(table));
  if (flags.dryRun === true) {
    return planTables(session, wanted, (table) => (isThere(table) ? 'skip: it is initialized already' : 'initialize'));
  }
  const options = { ...replicationOptions(flags), signal, onEvent: replicationEvents(session) };
  return await runReplicas(session, tables, {
    name: 'initdb',
    titles: RESULT_TITLES,
    concurrency,
    work: async (ref) => told(session, ref, await database.initialize(client, ref, options)),
    doneByAnother: (error) => (isCodedError(error, 'SQL_ALREADY_INITIALIZED') ? DONE_BY_ANOTHER : undefined),
  });
}

/** Does `dap syncdb`: brings tables of the database up to date. */
export async function synchronizeTables(session: DatabaseSession<SyncFlags>): Promise<number> {
  const { database, flags, signal } = session;
  const { concurrency, rebuild } = flags;
  const tables = await replicatedTables(session, 'syncdb');
  if (flags.dryRun === true) {
    const listed = await listedTables(session);
    return planTables(session, tables, (table) => {
      const record = listed.get(table)?.record;
      if (record === undefined) return 'fail: it is not initialized';
      return rebuild === true ? 'rebuild by a new snapshot' : `load what changed since ${record.timestamp}`;
    });
  }
  const unlessSyncedSince = startedAt(await database.now());
  const client = await session.client();
  const events = { signal, onEvent: replicationEvents(session) };
  const options = { ...replicationOptions(flags), ...events, rebuild, unlessSyncedSince };
  return await runReplicas(session, tables, {
    name: 'syncdb',
    titles: RESULT_TITLES,
    concurrency,
    work: async (ref) => told(session, ref, await database.synchronize(client, ref, options)),
  });
}

/**
 * The tables of a command that works on initialized ones: those that are named, and those of the database that `all`
 * or a pattern means. Says which tables of the service are left out.
 */
export async function replicatedTables(session: DatabaseSession<LoadFlags>, name: string): Promise<readonly string[]> {
  const { flags, log, signal } = session;
  const { namespace } = flags;
  const list = readTableList(namespace, requireTables(flags));
  await requireDatabase(session);
  if (flags.dryRun !== true) await session.database.prepare();
  const listed = await listedTables(session);
  const recorded = [...listed.values()].filter(({ record }) => record !== undefined).map(({ ref }) => ref.table);
  if (list.isOpen) {
    const client = await session.client();
    const offered = await client.getTableList(namespace, requireTables(flags), { signal });
    const left = offered.filter((table) => !recorded.includes(table) && !list.named.has(table));
    if (left.length > 0) {
      log.info(`${name} leaves out ${left.length} tables that are not initialized: ${firstOf(left)}`, { namespace });
    }
  }
  const chosen = chosenFrom(list, recorded);
  if (chosen.length > 0) return chosen;
  const message = `The database has no table of ${namespace} that ${name} could work on. Run dap initdb first.`;
  throw new CodedError('SQL_NOT_INITIALIZED', { message, details: { namespace } });
}

/** A line of the log, not a catalogue. */
const NAMES_TOLD = 8;

function firstOf(tables: readonly string[]): string {
  const more = tables.length - NAMES_TOLD;
  const told = tables.slice(0, NAMES_TOLD).join(', ');
  return more > 0 ? `${told} and ${more} more, which dap listdb shows` : told;
}

/** When this process began, by the clock of the database: finding the tables takes time. */
function startedAt(now: string): string {
  return new Date(Date.parse(now) - process.uptime() * 1000).toISOString();
}

const DONE_BY_ANOTHER: Outcome = {
  value: { status: 'skipped' },
  cells: ['done by another process'],
  summary: 'another process has initialized it since this one began',
};

function told(session: DatabaseSession<LoadFlags>, ref: TableRef, result: ReplicationResult): Outcome {
  for (const { level, message } of resultLines(result, session.flags)) session.log.write(level, message, ref);
  return resultOutcome(result);
}
