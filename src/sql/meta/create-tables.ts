import { type Compilable, type RawBuilder, sql } from 'kysely';
import type { RunSql } from '../contract/meta.js';
import { type DialectName, META_SCHEMA } from '../contract/names.js';
import { compilable, runQuery } from './compiled.js';
import { metaTableStatements } from './create-statements.js';
import type { MetaBuilder } from './meta-schema.js';
import type { TableStatements } from './table-parts.js';

/**
 * Makes what is absent. The catalogue is asked first, because `IF NOT EXISTS` needs the right to create even where
 * nothing has to be made.
 */
export async function createTables(run: RunSql, meta: MetaBuilder): Promise<void> {
  if (meta.dialect !== 'mysql') await createSchema(run, meta);
  const names = await tableNames(run, meta);
  for (const table of metaTableStatements(meta)) {
    if (!names.has(table.name)) await makeTable(run, meta, table);
  }
}

/** Makes a table that was absent a moment ago. */
export async function makeTable(run: RunSql, meta: MetaBuilder, { name, statements }: TableStatements): Promise<void> {
  await makeOrFind(
    async () => {
      for (const statement of statements) await runQuery(run, statement);
    },
    async () => (await tableNames(run, meta)).has(name),
  );
}

/** The meta tables that exist, by their bare names in the catalogue. */
export async function tableNames(run: RunSql, meta: MetaBuilder): Promise<ReadonlySet<string>> {
  const rows = await runQuery(run, compilable(meta.db, TABLES[meta.dialect]));
  return new Set(rows.map((row) => String(row['name'])));
}

async function createSchema(run: RunSql, meta: MetaBuilder): Promise<void> {
  const exists = async () => (await runQuery(run, compilable(meta.db, SCHEMAS[meta.dialect]))).length > 0;
  if (await exists()) return;
  const statement: Compilable = meta.db.schema.createSchema(META_SCHEMA).ifNotExists();
  await makeOrFind(async () => {
    await runQuery(run, statement);
  }, exists);
}

/**
 * `IF NOT EXISTS` of PostgreSQL fails when another process makes the same thing at the same time. Whatever the failure:
 * if the thing is there now, the other has made it.
 */
async function makeOrFind(make: () => Promise<void>, exists: () => Promise<boolean>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(await exists().catch(() => false))) throw error;
  }
}

const PREFIX = `${META_SCHEMA}__`;

/** The catalogue itself: `information_schema` of PostgreSQL hides what the user may not touch. */
const TABLES: Readonly<Record<DialectName, RawBuilder<unknown>>> = {
  postgresql: sql`select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ${sql.lit(META_SCHEMA)}`,
  mysql: sql`select table_name as name from information_schema.tables where table_schema = database() and left(table_name, ${sql.lit(PREFIX.length)}) = ${sql.lit(PREFIX)}`,
  duckdb: sql`select table_name as name from information_schema.tables where table_catalog = current_database() and table_schema = ${sql.lit(META_SCHEMA)}`,
};

const SCHEMAS: Readonly<Record<DialectName, RawBuilder<unknown>>> = {
  postgresql: sql`select nspname as name from pg_catalog.pg_namespace where nspname = ${sql.lit(META_SCHEMA)}`,
  mysql: sql`select schema_name as name from information_schema.schemata where schema_name = database()`,
  duckdb: sql`select schema_name as name from information_schema.schemata where catalog_name = current_database() and schema_name = ${sql.lit(META_SCHEMA)}`,
};
