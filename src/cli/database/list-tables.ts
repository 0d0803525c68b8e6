import { paintFor } from '../../shell/paint.js';
import { formatTable, type TextColumn } from '../../shell/text-table.js';
import type { DatabaseFlags } from '../settings/database-options.js';
import { listedTables } from './choose-tables.js';
import type { DatabaseSession } from './database-session.js';
import { type ListRow, listRow } from './list-row.js';

/** Options of `dap listdb`. */
export interface ListFlags extends DatabaseFlags {
  readonly omitNotReplicated?: boolean;
  readonly omitRecordCount?: boolean;
}

/** Does `dap listdb`: a table for people, a JSON array for programs. */
export async function listTables(session: DatabaseSession<ListFlags>): Promise<number> {
  const { flags, results, display } = session;
  const rows = await findRows(session);
  if (process.stdout.isTTY !== true || flags.nonInteractive === true || results.isJson) {
    results.json(rows);
    return 0;
  }
  display.close();
  for (const line of formatTable(columnsFor(flags), rows.map(cellsOf(flags)), { paint: paintFor(process.stdout) })) {
    results.add({}, line);
  }
  return 0;
}

/**
 * Tables of the database first, then those that it lacks; by name. A table without a record is one that a load has left
 * half done only if the service has one of its name; others are the user's own.
 */
async function findRows(session: DatabaseSession<ListFlags>): Promise<readonly ListRow[]> {
  const { database, flags, signal } = session;
  const { namespace, omitNotReplicated = false, omitRecordCount = false } = flags;
  const offered = omitNotReplicated ? undefined : await (await session.client()).getTables(namespace, { signal });
  const listed = [...(await listedTables(session))].filter(
    ([table, { record }]) => record !== undefined || offered?.includes(table) === true,
  );
  const nowMs = Date.parse(await database.now());
  const rows: ListRow[] = [];
  for (const [table, entry] of listed) {
    signal.throwIfAborted();
    const isCounted = !omitRecordCount && entry.state === 'ready';
    const records = isCounted ? await database.countRows(entry) : null;
    rows.push(listRow({ namespace, table }, entry, nowMs, omitRecordCount ? undefined : records));
  }
  const present = new Set(listed.map(([table]) => table));
  const absent = (offered ?? []).filter((table) => !present.has(table)).sort();
  const absentRows = absent.map((table) =>
    listRow({ namespace, table }, undefined, nowMs, omitRecordCount ? undefined : null),
  );
  return [...rows, ...absentRows];
}

function columnsFor({ omitRecordCount }: ListFlags): readonly TextColumn[] {
  return [
    { title: 'name' },
    ...(omitRecordCount === true ? [] : [{ title: 'rows', align: 'right' } as const]),
    { title: 'data as of' },
    { title: 'staleness' },
    { title: 'schema', align: 'right' },
    { title: 'next command' },
  ];
}

function cellsOf({ omitRecordCount }: ListFlags): (row: ListRow) => readonly string[] {
  return ({ name, records, timestamp, staleness, schema, command, state }) => [
    name,
    ...(omitRecordCount === true ? [] : [String(records ?? '')]),
    timestamp ?? state,
    staleness ?? '',
    String(schema ?? ''),
    state === 'ready' || state === 'not replicated' ? command : `${command} (${state})`,
  ];
}
