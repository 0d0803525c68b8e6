import type { TableRef } from '../dap/index.js';
import type { ChangedColumns } from './changed-columns.js';

/** More names than this are counted instead. */
const MAX_NAMES = 20;

const REFRESH = 'Refresh the schema of the connection.';
const FILL =
  'Rows that were delivered before get values in new columns only when they change on the server. To fill them at ' +
  'once, clear the stream, so that it is read in full again.';

/** The warning about a changed schema; undefined when nothing changed that matters to the rows. */
export function schemaChangeText(ref: TableRef, change: Omit<ChangedColumns, 'text'>): string | undefined {
  const { newColumns, retyped, removed, unfilled } = change;
  const changes = [
    ...list('new, and not read until the schema of the connection is refreshed', newColumns),
    ...list('of another type than in the connection', retyped),
    ...list('gone, and empty from now on', removed),
    ...list('read for the first time, or with another type than before', unfilled),
  ];
  // The catalog knows the new columns, so they cannot be named: the state does not say which ones it knew.
  if (changes.length === 0 && change.changedSinceState) changes.push('changed since the last sync');
  if (changes.length === 0) return undefined;
  const isOutdated = newColumns.length + retyped.length + removed.length > 0;
  const isUnfilled = newColumns.length + unfilled.length > 0 || change.changedSinceState;
  return [
    `Columns of table ${ref.namespace}.${ref.table}: ${changes.join('; ')}.`,
    ...(isOutdated ? [REFRESH] : []),
    ...(isUnfilled ? [FILL] : []),
  ].join(' ');
}

function list(what: string, columns: readonly string[]): string[] {
  if (columns.length === 0) return [];
  const more = columns.length - MAX_NAMES;
  return [`${what}: ${columns.slice(0, MAX_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
}
