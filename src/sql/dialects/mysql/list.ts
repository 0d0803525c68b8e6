import type { MetaTables, OpenLoad, StoredRecord } from '../../contract/meta.js';
import { META_SCHEMA, type Replica } from '../../contract/names.js';
import type { ListedTable } from '../../contract/record.js';
import type { MysqlConnection } from './connection.js';
import { realName } from './names.js';
import type { Server } from './server.js';

/** Namespaces of DAP. Others are known by the records. */
const NAMESPACES = ['canvas', 'canvas_logs', 'catalog', 'new_quizzes'];

/** A name of a table as the server compares it. */
type Fold = (name: string) => string;

/** Recorded tables, loads under way, and tables that lie in a place of DAP without a record; sorted by place. */
export async function listTables(
  connection: MysqlConnection,
  meta: MetaTables,
  { foldsNames }: Pick<Server, 'foldsNames'>,
): Promise<readonly ListedTable[]> {
  const fold: Fold = (name) => (foldsNames ? name.toLowerCase() : name);
  const present = new Set([...(await presentTables(connection))].map(fold));
  const records = await meta.records(connection.query);
  const loads = await meta.openLoads(connection.query);
  const recorded = records.map((record) => listRecord(record, present, fold));
  const places = new Set([...records, ...loads].map(({ target }) => fold(realName(target))));
  const open = loads.filter((load) => !records.some((record) => isSame(record, load))).map(halfLoaded);
  const schemas = new Set([...NAMESPACES, ...[...records, ...loads].map(({ target }) => target.schema)]);
  const keyed = new Set([...(await keyedTables(connection))].map(fold));
  const strays = [...present]
    .filter((name) => keyed.has(name) && !places.has(name))
    .flatMap((name) => strayOf(name, schemas, fold));
  return [...recorded, ...open, ...strays].sort((a, b) => compareText(realName(a.target), realName(b.target)));
}

/** Tables of the database, without those of values that others refer to. */
async function presentTables(connection: MysqlConnection): Promise<ReadonlySet<string>> {
  const rows = await connection.query(
    `SELECT t.TABLE_NAME AS name FROM information_schema.TABLES t
     WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' AND t.TABLE_NAME NOT IN
       (SELECT k.REFERENCED_TABLE_NAME FROM information_schema.KEY_COLUMN_USAGE k
        WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL)`,
  );
  return new Set(rows.map((row) => String(row['name'])));
}

/** Tables with a primary key of one column, as all of the official client have. Others are the user's own. */
async function keyedTables(connection: MysqlConnection): Promise<ReadonlySet<string>> {
  const rows = await connection.query(
    `SELECT TABLE_NAME AS name FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME = 'PRIMARY' GROUP BY TABLE_NAME HAVING COUNT(*) = 1`,
  );
  return new Set(rows.map((row) => String(row['name'])));
}

function listRecord({ syncedAt, ...record }: StoredRecord, present: ReadonlySet<string>, fold: Fold): ListedTable {
  const state = present.has(fold(realName(record.target))) ? 'ready' : 'missing';
  const { ref, target } = record;
  return { ref, target, record, state, ...(syncedAt === undefined ? {} : { syncedAt }) };
}

function halfLoaded({ ref, target }: OpenLoad): ListedTable {
  return { ref, target, state: 'half-loaded' };
}

/** A table of a schema of DAP without a record; the longest schema that fits counts. */
function strayOf(name: string, schemas: ReadonlySet<string>, fold: Fold): ListedTable[] {
  if (name.startsWith(`${META_SCHEMA}__`)) return [];
  const [schema] = [...schemas]
    .filter((candidate) => name.startsWith(`${fold(candidate)}__`))
    .sort((a, b) => b.length - a.length);
  if (schema === undefined) return [];
  const table = name.slice(schema.length + 2);
  return [{ ref: { namespace: schema, table }, target: { schema, table }, state: 'half-loaded' }];
}

function isSame(a: Replica, b: Replica): boolean {
  return a.target.schema === b.target.schema && a.target.table === b.target.table;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
