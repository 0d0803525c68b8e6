import { type RawBuilder, sql } from 'kysely';
import { CodedError } from '../../errors.js';
import type { RunSql } from '../contract/meta.js';
import { compilable, runQuery } from './compiled.js';
import type { MetaBuilder } from './meta-schema.js';

/** The namespaces of the 0.3 line; each had a `dap_meta` of its own. */
const NAMESPACES = ['canvas', 'canvas_logs', 'catalog'];

/** Columns that were carried over as they are. */
const COLUMNS = [
  'source_table',
  'timestamp',
  'schema_version',
  'target_schema',
  'target_table',
  'schema_description_format',
  'schema_description',
] as const;

/**
 * Carries the records of the 0.3 line over into `table_sync`, as the official client does, and renames their tables to
 * `dap_meta_backup`: one statement, all or nothing.
 *
 * @throws CodedError `SQL_LEGACY_DATABASE` where that is not certain to be right.
 */
export async function convertLegacyRecords(run: RunSql, meta: MetaBuilder): Promise<void> {
  if (meta.dialect === 'duckdb') return;
  if (meta.dialect === 'mysql') return await refuseMysql(run, meta);
  const schemas = await legacySchemas(run, meta);
  if (schemas.length === 0) return;
  const recorded = await runQuery(run, meta.db.selectFrom(meta.tableSync).select('id').limit(1));
  if (recorded.length > 0) {
    refuse('both table_sync and dap_meta hold records, and it cannot be told which of them count');
  }
  await runQuery(run, compilable(meta.db, conversion(meta, schemas)));
}

/** Whether the database has records of the 0.3 line. */
export async function isLegacy(run: RunSql, meta: MetaBuilder): Promise<boolean> {
  if (meta.dialect === 'duckdb') return false;
  return meta.dialect === 'mysql' ? await hasMysqlRecords(run, meta) : (await legacySchemas(run, meta)).length > 0;
}

/** Schemas with a `dap_meta` that has all columns. */
async function legacySchemas(run: RunSql, meta: MetaBuilder): Promise<readonly string[]> {
  const wanted = ['namespace', ...COLUMNS];
  const query = sql`
    select n.nspname as schema, count(*) filter (where a.attname in (${sql.join(wanted.map(sql.lit))})) as known
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relname = 'dap_meta' and c.relkind = 'r' and n.nspname in (${sql.join(NAMESPACES.map(sql.lit))})
    group by n.nspname order by n.nspname`;
  const rows = await runQuery(run, compilable(meta.db, query));
  return rows.map((row) => {
    const schema = String(row['schema']);
    if (Number(row['known']) !== wanted.length) refuse(`${schema}.dap_meta lacks columns that version 0.3 had`);
    return schema;
  });
}

/** Two processes may come here at once: the second waits for the lock, and then finds the version. */
function conversion({ db, tableSync, databaseVersion }: MetaBuilder, schemas: readonly string[]): RawBuilder<unknown> {
  const columns = sql.join(COLUMNS.map((column) => sql.ref(column)));
  const values = sql.join(
    COLUMNS.map((column) => (column === 'target_schema' ? sql`coalesce(target_schema, namespace)` : sql.ref(column))),
  );
  const moves = schemas.map((schema) => {
    const table = sql.id(schema, 'dap_meta');
    return sql`
      insert into ${sql.table(tableSync)} (source_namespace, ${columns}) select namespace, ${values} from ${table};
      alter table ${table} rename to dap_meta_backup;`;
  });
  const body = sql`
    begin
      lock table ${sql.table(databaseVersion)} in exclusive mode;
      if exists (select 1 from ${sql.table(databaseVersion)}) then return; end if;
      ${sql.join(moves, sql` `)}
      insert into ${sql.table(databaseVersion)} (version) values (1);
    end`;
  return sql`do ${sql.lit(body.compile(db).sql)}`;
}

/** There, the tables themselves have other names, and cannot be told from tables of the user. */
async function refuseMysql(run: RunSql, meta: MetaBuilder): Promise<void> {
  if (!(await hasMysqlRecords(run, meta))) return;
  refuse('its tables were made by version 0.3 of the official client (dap_meta), without a namespace in their names');
}

async function hasMysqlRecords(run: RunSql, meta: MetaBuilder): Promise<boolean> {
  const query = sql`select table_name as name from information_schema.tables where table_schema = database() and table_name = 'dap_meta'`;
  return (await runQuery(run, compilable(meta.db, query))).length > 0;
}

function refuse(reason: string): never {
  throw new CodedError('SQL_LEGACY_DATABASE', { message: `The database cannot be used: ${reason}.` });
}
