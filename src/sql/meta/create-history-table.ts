import { type ColumnDefinitionBuilder, sql } from 'kysely';
import { HISTORY_COMMENT } from './comments.js';
import { bareName, type MetaBuilder } from './meta-schema.js';
import { keyName, type TableStatements, withComments } from './table-parts.js';

const required = (col: ColumnDefinitionBuilder): ColumnDefinitionBuilder => col.notNull();

/** How the table of the history is made. It is not one of those without which nothing can be replicated. */
export function historyTableStatements(meta: MetaBuilder): TableStatements {
  const { db, dialect, history: name } = meta;
  const isMysql = dialect === 'mysql';
  const key = isMysql ? sql`varchar(64) character set utf8mb4 collate utf8mb4_bin` : ('varchar(64)' as const);
  const instant = isMysql ? sql`datetime(6)` : ('timestamp' as const);
  const table = db.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('id', 'varchar(36)', required)
    .addColumn('run_id', 'varchar(64)', required)
    .addColumn('source_namespace', key, required)
    .addColumn('source_table', key, required)
    .addColumn('target_schema', key, required)
    .addColumn('action', 'varchar(16)', required)
    .addColumn('status', 'varchar(16)', required)
    .addColumn('started_at', instant, required)
    .addColumn('ended_at', instant, required)
    .addColumn('rows_written', 'bigint', required)
    .addColumn('rows_deleted', 'bigint', required)
    .addColumn('entry', isMysql ? sql`mediumtext character set utf8mb4` : 'text', required)
    .addPrimaryKeyConstraint(keyName(meta, 'dap_history'), ['id']);
  return { name: bareName(name), statements: withComments(meta, name, table, HISTORY_COMMENT, {}) };
}
