import { type ColumnDefinitionBuilder, type Compilable, sql } from 'kysely';
import {
  DATABASE_VERSION_COLUMN_COMMENTS,
  DATABASE_VERSION_COMMENT,
  LIMITS_COMMENT,
  REPLICAS_COMMENT,
  TABLE_SYNC_COLUMN_COMMENTS,
  TABLE_SYNC_COMMENT,
} from './comments.js';
import { compilable } from './compiled.js';
import { stageTableStatements } from './create-stage-tables.js';
import { bareName, type MetaBuilder, SYNC_SEQUENCE } from './meta-schema.js';
import { columnComment, keyName, type TableStatements, withComments } from './table-parts.js';

/** How each table is made where it is absent. */
export function metaTableStatements(meta: MetaBuilder): readonly TableStatements[] {
  return [
    { name: bareName(meta.tableSync), statements: tableSync(meta) },
    { name: bareName(meta.databaseVersion), statements: databaseVersion(meta) },
    { name: bareName(meta.replicas), statements: replicas(meta) },
    ...(meta.dialect === 'duckdb' ? [] : [{ name: bareName(meta.limits), statements: limits(meta) }]),
    ...stageTableStatements(meta),
  ];
}

function tableSync(meta: MetaBuilder): readonly Compilable[] {
  const { db, dialect, tableSync: name } = meta;
  const comment = columnComment(meta, TABLE_SYNC_COLUMN_COMMENTS);
  const required = (column: string) => (col: ColumnDefinitionBuilder) => comment(column)(col.notNull());
  const table = db.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('id', 'bigint', identity(meta))
    .addColumn('source_namespace', 'varchar(64)', required('source_namespace'))
    .addColumn('source_table', 'varchar(64)', required('source_table'))
    .addColumn('timestamp', dialect === 'mysql' ? 'datetime' : 'timestamp', required('timestamp'))
    .addColumn('schema_version', 'bigint', required('schema_version'))
    .addColumn('target_schema', 'varchar(64)', comment('target_schema'))
    .addColumn('target_table', 'varchar(64)', required('target_table'))
    .addColumn('schema_description_format', 'varchar(64)', required('schema_description_format'))
    .addColumn('schema_description', dialect === 'mysql' ? sql`mediumtext` : 'text', required('schema_description'))
    .addPrimaryKeyConstraint(keyName(meta, 'table_sync'), ['id']);
  const statements = withComments(meta, name, table, TABLE_SYNC_COMMENT, TABLE_SYNC_COLUMN_COMMENTS);
  if (dialect !== 'duckdb') return statements;
  return [compilable(db, sql`create sequence if not exists ${sql.table(SYNC_SEQUENCE)}`), ...statements];
}

function databaseVersion(meta: MetaBuilder): readonly Compilable[] {
  const { db, databaseVersion: name } = meta;
  const comments = DATABASE_VERSION_COLUMN_COMMENTS;
  const table = db.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('version', 'bigint', (col) => columnComment(meta, comments)('version')(identity(meta)(col)))
    .addPrimaryKeyConstraint(keyName(meta, 'database_version'), ['version']);
  return withComments(meta, name, table, DATABASE_VERSION_COMMENT, comments);
}

function replicas(meta: MetaBuilder): readonly Compilable[] {
  const { db, dialect, replicas: name } = meta;
  const isMysql = dialect === 'mysql';
  // Two names of the service that differ only in case are two tables, whatever the collation of the database says.
  const key = isMysql ? sql`varchar(64) character set utf8mb4 collate utf8mb4_bin` : ('varchar(64)' as const);
  const text = isMysql ? sql`mediumtext character set utf8mb4` : ('text' as const);
  const required = (col: ColumnDefinitionBuilder) => col.notNull();
  const table = db.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('source_namespace', key, required)
    .addColumn('source_table', key, required)
    .addColumn('target_schema', key, required)
    .addColumn('target_table', key, required)
    .addColumn('exact_timestamp', 'varchar(64)')
    .addColumn('synced_at', isMysql ? sql`datetime(6)` : 'timestamp')
    .addColumn('facts', text)
    .addColumn('load_state', 'varchar(16)')
    .addColumn('load_shadow', key)
    .addColumn('load_record', text)
    .addPrimaryKeyConstraint(keyName(meta, 'dap_replicas'), ['source_namespace', 'source_table', 'target_schema']);
  return withComments(meta, name, table, REPLICAS_COMMENT, {});
}

/** As rate-limiter-flexible wants it. */
function limits(meta: MetaBuilder): readonly Compilable[] {
  const { db, dialect, limits: name } = meta;
  const isMysql = dialect === 'mysql';
  const table = db.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('key', isMysql ? sql`varchar(255) character set utf8mb4 collate utf8mb4_bin` : 'varchar(255)', (col) =>
      col.notNull(),
    )
    .addColumn('points', 'integer', (col) => col.notNull().defaultTo(0))
    .addColumn('expire', 'bigint')
    .addPrimaryKeyConstraint(keyName(meta, 'dap_limits'), ['key']);
  return withComments(meta, name, table, LIMITS_COMMENT, {});
}

/**
 * Numbers by the database, unless a value is given. DuckDB has sequences only, and none is the default of a column: it
 * cannot replay the log of a killed process that gave such a table a comment.
 */
function identity({ dialect }: MetaBuilder) {
  return (col: ColumnDefinitionBuilder): ColumnDefinitionBuilder => {
    if (dialect === 'mysql') return col.notNull().autoIncrement();
    return dialect === 'postgresql' ? col.notNull().generatedByDefaultAsIdentity() : col.notNull();
  };
}
