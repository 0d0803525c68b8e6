import type { Kysely } from 'kysely';
import { createBuilder } from '../builder.js';
import { type DialectName, LIMITS_TABLE, META_SCHEMA } from '../contract/names.js';

/** Where the ids of `table_sync` come from in DuckDB. */
export const SYNC_SEQUENCE = `${META_SCHEMA}.table_sync_id_seq` as const;

/** A row of `table_sync`, which is the official client's. */
export interface TableSyncRow {
  readonly id: number;
  readonly source_namespace: string;
  readonly source_table: string;
  readonly timestamp: string;
  readonly schema_version: number;
  readonly target_schema: string | null;
  readonly target_table: string;
  readonly schema_description_format: string;
  readonly schema_description: string;
}

/** A row of `dap_replicas`, which is ours: one for each table of the service and schema of the database. */
export interface ReplicaRow {
  readonly source_namespace: string;
  readonly source_table: string;
  readonly target_schema: string;
  readonly target_table: string;
  /** `TableRecord.timestamp` with all its digits. NULL until the first load has ended. */
  readonly exact_timestamp: string | null;
  /** By the clock of the database, in UTC. */
  readonly synced_at: string | null;
  /** `OwnFacts` as JSON. */
  readonly facts: string | null;
  readonly load_state: string | null;
  readonly load_shadow: string | null;
  /** `OpenLoad.record` as JSON. */
  readonly load_record: string | null;
}

/** A row of `dap_stages`: one for each replica that has a stage. */
export interface StageRow {
  readonly source_namespace: string;
  readonly source_table: string;
  readonly target_schema: string;
  readonly target_table: string;
  readonly stage_id: string;
  /** `StageRecord.since`. */
  readonly since: string | null;
  /** `StageRecord.objectIds` as JSON. */
  readonly object_ids: string;
  readonly plan: string;
  /** `StageRecord.columns`, see `columnsText`. */
  readonly stage_columns: string;
  readonly written_by: string;
}

/** A row of `dap_stage_files`, the ledger: a file whose rows are in a stage. */
export interface StageFileRow {
  readonly stage_id: string;
  /** Place of the file in the job, from 0: what the file is found by, since its id may be long. */
  readonly place: number;
  readonly object_id: string;
  readonly file_rows: number;
  /** `StagedFile.facts`. */
  readonly facts: string;
}

/** A row of `dap_history`: what became of a table in a run. */
export interface HistoryRow {
  readonly id: string;
  readonly run_id: string;
  readonly source_namespace: string;
  readonly source_table: string;
  readonly target_schema: string;
  readonly action: string;
  readonly status: string;
  /** In UTC, by the clock of the machine that ran it. */
  readonly started_at: string;
  readonly ended_at: string;
  readonly rows_written: number;
  readonly rows_deleted: number;
  /** `HistoryLine.entry`. */
  readonly entry: string;
}

/** The tables by the names that PostgreSQL and DuckDB have for them. */
export interface MetaDatabase {
  readonly 'instructure_dap.table_sync': TableSyncRow;
  readonly 'instructure_dap.database_version': { readonly version: number };
  readonly 'instructure_dap.dap_replicas': ReplicaRow;
  readonly 'instructure_dap.dap_limits': { readonly key: string; readonly points: number; readonly expire: number };
  readonly 'instructure_dap.dap_stages': StageRow;
  readonly 'instructure_dap.dap_stage_files': StageFileRow;
  readonly 'instructure_dap.dap_history': HistoryRow;
}

/** What statements about the meta tables are built with. */
export interface MetaBuilder {
  readonly dialect: DialectName;
  readonly db: Kysely<MetaDatabase>;
  readonly tableSync: 'instructure_dap.table_sync';
  readonly databaseVersion: 'instructure_dap.database_version';
  readonly replicas: 'instructure_dap.dap_replicas';
  readonly limits: 'instructure_dap.dap_limits';
  readonly stages: 'instructure_dap.dap_stages';
  readonly stageFiles: 'instructure_dap.dap_stage_files';
  readonly history: 'instructure_dap.dap_history';
}

/** A builder with the names that the tables have in a dialect: in MySQL the schema is a prefix. */
export function createMetaBuilder(dialect: DialectName): MetaBuilder {
  const nameOf = <T extends keyof MetaDatabase>(name: T): T =>
    dialect === 'mysql' ? (name.replace('.', '__') as T) : name;
  return {
    dialect,
    db: createBuilder<MetaDatabase>(dialect),
    tableSync: nameOf(`${META_SCHEMA}.table_sync`),
    databaseVersion: nameOf(`${META_SCHEMA}.database_version`),
    replicas: nameOf(`${META_SCHEMA}.dap_replicas`),
    limits: nameOf(`${META_SCHEMA}.${LIMITS_TABLE}`),
    stages: nameOf(`${META_SCHEMA}.dap_stages`),
    stageFiles: nameOf(`${META_SCHEMA}.dap_stage_files`),
    history: nameOf(`${META_SCHEMA}.dap_history`),
  };
}

/** The name of a meta table in the catalogue. */
export function bareName(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
