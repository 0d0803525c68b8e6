import type { MetaTables, StoredRecord } from '../../contract/meta.js';
import type { TargetTable } from '../../contract/names.js';
import type { ListedTable } from '../../contract/record.js';
import { readTableNames } from './catalog.js';
import type { Connection } from './connection.js';
import { plainName } from './names.js';

/** Schemas that tables of DAP lie in unless the user says otherwise. */
const NAMESPACES = ['canvas', 'canvas_logs', 'catalog', 'new_quizzes'];

/** Recorded tables, and tables without a record in schemas of DAP; sorted. */
export async function listTables(connection: Connection, meta: MetaTables): Promise<readonly ListedTable[]> {
  const records = await meta.records((sql, values) => connection.query(sql, values));
  const schemas = [...new Set([...NAMESPACES, ...records.map(({ target }) => target.schema)])];
  const names = await readTableNames(connection, schemas);
  const existing = new Set(names.map(plainName));
  const recorded = new Set(records.map(({ target }) => plainName(target)));
  const listed = [
    ...records.map((record) => toListed(record, existing.has(plainName(record.target)))),
    ...names.filter((target) => !recorded.has(plainName(target))).map(halfLoaded),
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

function halfLoaded(target: TargetTable): ListedTable {
  return { ref: { namespace: target.schema, table: target.table }, target, state: 'half-loaded' };
}
