import type { MetaTables, StoredRecord } from '../../contract/meta.js';
import { META_SCHEMA } from '../../contract/names.js';
import type { ListedTable } from '../../contract/record.js';
import type { PostgresqlConnection } from './connection.js';
import { cutName } from './names.js';
import { runOf } from './work.js';

/** The schemas that the official client writes to. */
const NAMESPACES = ['canvas', 'canvas_logs', 'catalog', 'new_quizzes'];

const TABLES = `SELECT n.nspname::text AS schema, c.relname::text AS table,
  k.conname::text = left('pk_' || c.relname, 63) AND cardinality(k.conkey) = 1 AS "isNamedLikeOurs",
  EXISTS (SELECT FROM pg_catalog.pg_constraint u WHERE u.conrelid = c.oid AND u.contype = 'u'
    AND u.conname::text = left('uq_' || c.relname, 63)) AS "isLookup"
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1::text[]) ORDER BY 1, 2`;

/** Bookkeeping of older clients; not data. */
const NO_DATA = new Set(['dap_meta', 'dap_meta_backup']);

/**
 * Recorded tables, and tables without a record that look like those of a load that was interrupted. Our own loads leave
 * nothing behind, so such a table comes from another client: it stands in a schema of DAP or of a recorded table, has a
 * primary key of one column that is called `pk_` and its name, and is no table of values. Others are the user's.
 */
export async function listTables(connection: PostgresqlConnection, meta: MetaTables): Promise<readonly ListedTable[]> {
  const records = await meta.records(runOf(connection));
  const namespaces = new Map(NAMESPACES.map((name) => [name, name]));
  for (const { target, ref } of records) namespaces.set(target.schema, ref.namespace);
  namespaces.delete(META_SCHEMA);
  const tables = await connection.rows(TABLES, [[...namespaces.keys()]]);
  const present = new Set(tables.map(({ schema, table }) => placeOf(String(schema), String(table))));
  const recorded = new Set(records.map(({ target }) => placeOf(target.schema, target.table)));
  const halfLoaded = tables.flatMap((row): ListedTable[] => {
    const [schema, table] = [String(row['schema']), String(row['table'])];
    const isOurs = row['isNamedLikeOurs'] === true && row['isLookup'] !== true && !NO_DATA.has(table);
    if (!isOurs || recorded.has(placeOf(schema, table))) return [];
    const ref = { namespace: namespaces.get(schema) ?? schema, table };
    return [{ ref, target: { schema, table }, state: 'half-loaded' }];
  });
  return [...records.map((record) => listedRecord(record, present)), ...halfLoaded];
}

function listedRecord(record: StoredRecord, present: ReadonlySet<string>): ListedTable {
  const { ref, target, syncedAt } = record;
  return {
    ref,
    target,
    record,
    ...(syncedAt === undefined ? {} : { syncedAt }),
    state: present.has(placeOf(target.schema, target.table)) ? 'ready' : 'missing',
  };
}

function placeOf(schema: string, table: string): string {
  return `${cutName(schema)}\0${cutName(table)}`;
}
