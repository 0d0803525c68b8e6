import type { SyncTable } from '../contract/events.js';
import type { SyncTarget } from '../contract/target.js';
import { abandonedTables, type DueTable, dueTables } from '../due/due-tables.js';
import { findTables } from '../due/find-tables.js';
import type { TableSelection } from '../due/select-tables.js';
import type { RunPlan, SyncOptions, SyncParts } from './run-options.js';

/** What a run is about to do. */
export interface PlannedRun {
  readonly tables: readonly DueTable[];
  /** {@link RunPlan.dueMs} by the clock of the database, RFC 3339 in UTC. */
  readonly unlessSyncedSince: string;
  /** A namespace that is named cannot be read. The others are kept fresh nevertheless. */
  readonly refused?: Error | undefined;
}

/** Finds what is due, and tells it. The service is asked before anything is made in the database. */
export async function planRun(
  { source, target }: SyncParts,
  { selection, onEvent, clock }: Pick<SyncOptions, 'selection' | 'onEvent' | 'clock'>,
  { reason, dueMs }: RunPlan,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<PlannedRun> {
  const found = await findTables(source, selection, signal);
  await target.prepare();
  const listed = await target.list();
  const tables = dueTables(found.tables, listed);
  const abandoned = abandonedTables(found.tables, listed, (table) => isMeant(selection, table));
  const due = new Date(dueMs).toISOString();
  onEvent({ type: 'run-begin', run: id, reason, due, tables: tables.map(({ since: _, ...table }) => table) });
  for (const message of found.warnings) onEvent({ type: 'note', run: id, level: 'warning', message });
  for (const table of abandoned) {
    const message = 'the service no longer offers this table; its rows stay as they are';
    onEvent({ type: 'note', run: id, table, level: 'warning', message });
  }
  return { tables, unlessSyncedSince: await atDatabase(target, dueMs, clock.now()), refused: found.refused };
}

/** Whether a table of the database would be kept fresh if the service had it. A namespace that was refused says nothing. */
function isMeant({ choices, schemaOf }: TableSelection, { namespace, table, schema }: SyncTable): boolean {
  const choice = choices.find((one) => one.namespace === namespace);
  return choice?.matches?.(table) === true && schemaOf(namespace) === schema;
}

/** The clocks of this machine and of the database may differ by anything. */
async function atDatabase(target: SyncTarget, ms: number, nowMs: number): Promise<string> {
  const offset = Date.parse(await target.now()) - nowMs;
  return new Date(ms + offset).toISOString();
}
