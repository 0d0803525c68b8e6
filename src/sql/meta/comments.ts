/** What the official client writes as comments of its tables. It would write them again if they were others. */
export const TABLE_SYNC_COMMENT = 'Table for storing meta-information about tables managed by the client library.';

export const TABLE_SYNC_COLUMN_COMMENTS = {
  source_namespace: 'The namespace of the source table exposed by DAP API (e.g. `canvas`).',
  source_table: 'The name of the source table exposed by DAP API (e.g. `accounts`).',
  timestamp:
    'The timestamp of the source table that can be used by the client library in incremental queries during subsequent `syncdb` command executions.',
  schema_version:
    'The latest schema version of the source table at the time point when it was last initialized or synchronized with the DAP API.',
  target_schema:
    'The name of the target schema in the local database if applicable (e.g. in case of a PostgreSQL database the tables can be grouped into schemas).',
  target_table:
    'The name of the target table in the local database. In might differ from the name of the source table. For example in case of a MySQL database, the tables cannot be grouped in schemas. In this case, the implementor can use a prefix that reflects the namespace of the source table. For example, the qualified name `canvas.accounts` would become `canvas__accounts`.',
  schema_description_format: 'The format of the schema descriptor (e.g. `json`).',
  schema_description:
    'The latest schema descriptor of the source table at the time point when it was initialized or last synchronized.',
} as const;

export const DATABASE_VERSION_COMMENT = 'Table for storing meta-information about the database schema version.';

export const DATABASE_VERSION_COLUMN_COMMENTS = { version: 'The version of the database schema.' } as const;

export const REPLICAS_COMMENT = 'What airbyte-source-dap knows of its tables beyond table_sync.';

export const LIMITS_COMMENT = 'Requests to DAP of the last minute, shared by all processes of airbyte-source-dap.';

export const STAGES_COMMENT = 'Loads under way whose rows wait in tables of their own, by airbyte-source-dap.';

export const STAGE_FILES_COMMENT = 'Files whose rows are in those tables.';

export const HISTORY_COMMENT = 'What became of tables in the runs of airbyte-source-dap, for a limited time.';
