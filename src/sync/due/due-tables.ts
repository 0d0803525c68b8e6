import { compareInstants } from '../../dap/index.js';
import type { ListedTable } from '../../sql/index.js';
import type { SyncAction, SyncTable } from '../contract/events.js';

/** A table and what is to be done with it. */
export interface DueTable extends SyncTable {
  readonly action: SyncAction;
  /** The state of the service that the database has; absent for one that is to be loaded. */
  readonly since?: string | undefined;
}

/** The service keeps web logs for a short time only: what is not read in time is lost. */
const FIRST: Readonly<Record<string, string>> = { namespace: 'canvas_logs', table: 'web_logs' };

/**
 * What is to be done with tables, in this order: synchronizations, the oldest first, then initializations. Web logs come
 * before the others of each.
 */
export function dueTables(tables: readonly SyncTable[], listed: readonly ListedTable[]): readonly DueTable[] {
  const byName = new Map(listed.map((entry) => [keyOf({ ...entry.ref, schema: entry.target.schema }), entry]));
  const recorded: (DueTable & { readonly syncedAt: string | undefined })[] = [];
  const absent: DueTable[] = [];
  for (const table of tables) {
    const { record, syncedAt } = byName.get(keyOf(table)) ?? {};
    if (record === undefined) absent.push({ ...table, action: 'initialize' });
    else recorded.push({ ...table, action: 'synchronize', since: record.timestamp, syncedAt });
  }
  recorded.sort((a, b) => byAge(a.syncedAt, b.syncedAt));
  return [...webLogsFirst(recorded.map(({ syncedAt: _, ...table }) => table)), ...webLogsFirst(absent)];
}

/** Tables that the database has and the service no longer offers. */
export function abandonedTables(
  tables: readonly SyncTable[],
  listed: readonly ListedTable[],
  isMeant: (table: SyncTable) => boolean,
): readonly SyncTable[] {
  const offered = new Set(tables.map(keyOf));
  return listed
    .filter(({ record }) => record !== undefined)
    .map(({ ref, target }) => ({ ...ref, schema: target.schema }))
    .filter((table) => isMeant(table) && !offered.has(keyOf(table)));
}

/** A table that nobody of ours has synchronized yet is the oldest. */
function byAge(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareInstants(a, b);
}

function webLogsFirst<T extends SyncTable>(tables: readonly T[]): readonly T[] {
  const isFirst = ({ namespace, table }: SyncTable) => namespace === FIRST['namespace'] && table === FIRST['table'];
  return [...tables.filter(isFirst), ...tables.filter((table) => !isFirst(table))];
}

function keyOf({ namespace, table, schema }: SyncTable): string {
  return JSON.stringify([namespace, table, schema]);
}
