import { type ColumnDefinitionBuilder, type Compilable, sql } from 'kysely';
import { STAGE_FILES_COMMENT, STAGES_COMMENT } from './comments.js';
import { bareName, type MetaBuilder } from './meta-schema.js';
import { keyName, type TableStatements, withComments } from './table-parts.js';

const required = (col: ColumnDefinitionBuilder): ColumnDefinitionBuilder => col.notNull();

/** How the tables of the stages are made. */
export function stageTableStatements(meta: MetaBuilder): readonly TableStatements[] {
  return [
    { name: bareName(meta.stages), statements: stages(meta) },
    { name: bareName(meta.stageFiles), statements: stageFiles(meta) },
  ];
}

function stages(meta: MetaBuilder): readonly Compilable[] {
  const { db, dialect, stages: name } = meta;
  const isMysql = dialect === 'mysql';
  const key = isMysql ? sql`varchar(64) character set utf8mb4 collate utf8mb4_bin` : ('varchar(64)' as const);
  const text = longText(meta);
  const table = db.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('source_namespace', key, required)
    .addColumn('source_table', key, required)
    .addColumn('target_schema', key, required)
    .addColumn('target_table', key, required)
    .addColumn('stage_id', stageId(meta), required)
    .addColumn('since', 'varchar(64)')
    .addColumn('object_ids', text, required)
    .addColumn('plan', text, required)
    .addColumn('stage_columns', text, required)
    .addColumn('written_by', 'varchar(64)', required)
    .addPrimaryKeyConstraint(keyName(meta, 'dap_stages'), ['source_namespace', 'source_table', 'target_schema']);
  return withComments(meta, name, table, STAGES_COMMENT, {});
}

/** On PostgreSQL as unlogged as the rows: a crash of the server empties both, so that they agree. */
function stageFiles(meta: MetaBuilder): readonly Compilable[] {
  const { db, dialect, stageFiles: name } = meta;
  const text = longText(meta);
  const created = db.schema.createTable(name).ifNotExists();
  const table = (dialect === 'postgresql' ? created.modifyFront(sql`unlogged`) : created)
    .addColumn('stage_id', stageId(meta), required)
    .addColumn('place', 'integer', required)
    .addColumn('object_id', text, required)
    .addColumn('file_rows', 'bigint', required)
    .addColumn('facts', text, required)
    .addPrimaryKeyConstraint(keyName(meta, 'dap_stage_files'), ['stage_id', 'place']);
  return withComments(meta, name, table, STAGE_FILES_COMMENT, {});
}

function stageId({ dialect }: MetaBuilder) {
  return dialect === 'mysql' ? sql`char(32) character set ascii collate ascii_bin` : ('varchar(32)' as const);
}

function longText({ dialect }: MetaBuilder) {
  return dialect === 'mysql' ? sql`longtext character set utf8mb4` : ('text' as const);
}
