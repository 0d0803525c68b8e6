import type { MetaTables, StoredRecord } from '../../contract/meta.js';
import type { TargetTable } from '../../contract/names.js';
import type { ListedTable } from '../../contract/record.js';
import { readTableNames } from './catalog.js';
import type { Connection } from './connection.js';
import { plainName } from './names.js';
import { loadedTable } from './shadow.js';

/**
 * Recorded tables, and loads that were interrupted, under the name of their table; sorted. Any other table is the
 * user's: a load of ours leaves nothing else behind, and no other client of DAP writes to DuckDB.
 */
export async function listTables(connection: Connection, meta: MetaTables): Promise<readonly ListedTable[]> {
  const records = await meta.records((sql, values) => connection.query(sql, values));
  const names = await readTableNames(connection);
  const existing = new Set(names.map(plainName));
  const recorded = new Set(records.map(({ target }) => plainName(target)));
  const halfLoaded = names
    .flatMap((name) => loadedTable(name) ?? [])
    .filter((target) => !recorded.has(plainName(target)) && !existing.has(plainName(target)));
  const listed = [
    ...records.map((record) => toListed(record, existing.has(plainName(record.target)))),
    ...halfLoaded.map(toHalfLoaded),
  ];
  return listed.sort((a, b) => (plainName(a.target) < plainName(b.target) ? -1 : 1));
}

function toListed({ syncedAt, ...record }: StoredRecord, exists: boolean): ListedTable {
  const { ref, target } = record;
  return {
    ref,
    target,
    record,
    ...(syncedAt === undefined ? {} : { syncedAt }),
    state: exists ? 'ready' : 'missing',
  };
}

function toHalfLoaded(target: TargetTable): ListedTable {
  return { ref: { namespace: target.schema, table: target.table }, target, state: 'half-loaded' };
}
