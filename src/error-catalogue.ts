/** Airbyte's three kinds of failure: for the user to mend, worth another try, for us to mend. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

/** One row of the catalogue. What to do about it depends on the program: see `Advice`. */
export interface ErrorKind {
  readonly failureType: FailureType;
  readonly meaning: string;
}

/** Every code this package can throw; `docs/errors.md` lists the same and a test holds both together. */
export const ERROR_CATALOGUE = {
  CDK_ABORTED: {
    failureType: 'transient_error',
    meaning: 'The command was told to stop.',
  },
  CDK_CATALOG_INVALID: {
    failureType: 'config_error',
    meaning: 'The configured catalog cannot be read or does not follow the protocol.',
  },
  CDK_CONFIG_INVALID: {
    failureType: 'config_error',
    meaning: 'The configuration cannot be read or does not fit the specification.',
  },
  CDK_ENCODED_RECORDS_REFUSED: {
    failureType: 'system_error',
    meaning: 'A stream yields encoded records although it transforms them or derives its state from them.',
  },
  CDK_HTTP_NETWORK: {
    failureType: 'transient_error',
    meaning: 'The API of an HTTP stream cannot be reached, or the connection breaks off.',
  },
  CDK_HTTP_RESPONSE: {
    failureType: 'system_error',
    meaning: 'An HTTP stream got a response that its source does not retry.',
  },
  CDK_JOB_FAILED: {
    failureType: 'transient_error',
    meaning: 'A job of an API failed, took too long or was lost, and no other one may take its place.',
  },
  CDK_OUTPUT_CLOSED: {
    failureType: 'system_error',
    meaning: 'Standard output can no longer be written.',
  },
  CDK_STATE_INVALID: {
    failureType: 'config_error',
    meaning: 'The state cannot be read, does not fit its stream, or was written by a newer version.',
  },
  CDK_STREAM_DEFINITION: {
    failureType: 'system_error',
    meaning: "A stream's schema, cursor or key contradict each other.",
  },
  CDK_STREAM_MISSING: {
    failureType: 'config_error',
    meaning: 'The source no longer offers a stream of the configured catalog.',
  },
  CDK_UNEXPECTED: {
    failureType: 'system_error',
    meaning: 'Something failed that was not foreseen; the cause is in the log.',
  },
  DAP_ACCOUNT_DISABLED: {
    failureType: 'config_error',
    meaning: 'The root account has no access to DAP.',
  },
  DAP_ACCOUNT_NOT_ONBOARDED: {
    failureType: 'config_error',
    meaning: 'The root account was never enabled for DAP.',
  },
  DAP_ACCOUNT_UNDER_MAINTENANCE: {
    failureType: 'transient_error',
    meaning: 'DAP is under maintenance for this account.',
  },
  DAP_AUTHENTICATION: {
    failureType: 'config_error',
    meaning: 'The credentials were refused.',
  },
  DAP_CREDENTIALS_MISSING: {
    failureType: 'config_error',
    meaning: 'The client id or secret is neither given nor in the environment.',
  },
  DAP_FILE: {
    failureType: 'config_error',
    meaning: 'A file cannot be written or read on this machine.',
  },
  DAP_FORBIDDEN: {
    failureType: 'config_error',
    meaning: 'This kind of request is not allowed for the account.',
  },
  DAP_HANDLE_INVALID: {
    failureType: 'config_error',
    meaning: 'A stored job handle is damaged, or belongs to another gateway or root account.',
  },
  DAP_INSECURE_URL: {
    failureType: 'config_error',
    meaning: 'A URL without TLS points to another machine.',
  },
  DAP_JOB_FAILED: {
    failureType: 'transient_error',
    meaning: 'DAP reported a job as failed, again after it was retried.',
  },
  DAP_JOB_LOST: {
    failureType: 'transient_error',
    meaning: 'A job or its objects are gone, again after the query was repeated.',
  },
  DAP_JOB_STALE: {
    failureType: 'transient_error',
    meaning: 'The service answers with the job of an earlier query, older than what was read before.',
  },
  DAP_JOB_TIMEOUT: {
    failureType: 'transient_error',
    meaning: 'A job did not end within the time allowed.',
  },
  DAP_NETWORK: {
    failureType: 'transient_error',
    meaning: 'The server cannot be reached, or the connection breaks off.',
  },
  DAP_NOT_FOUND: {
    failureType: 'config_error',
    meaning: 'A namespace, table, job or object does not exist.',
  },
  DAP_NO_DATA_YET: {
    failureType: 'transient_error',
    meaning: 'DAP has never filled the table.',
  },
  DAP_OBJECT_CHANGED: {
    failureType: 'transient_error',
    meaning: 'A file changed on the server while it was read.',
  },
  DAP_OBJECT_CORRUPT: {
    failureType: 'transient_error',
    meaning: 'A file is short or damaged, again after it was fetched a second time.',
  },
  DAP_OBJECT_FORBIDDEN: {
    failureType: 'transient_error',
    meaning: 'The object store refuses a file, again with a fresh URL.',
  },
  DAP_OUT_OF_RANGE: {
    failureType: 'config_error',
    meaning: 'The interval asked for lies outside what DAP holds.',
  },
  DAP_PROCESSING: {
    failureType: 'transient_error',
    meaning: 'DAP failed to process a request.',
  },
  DAP_RATE_LIMITED: {
    failureType: 'transient_error',
    meaning: 'The request limit of DAP stayed exhausted for longer than we wait.',
  },
  DAP_RESPONSE_INVALID: {
    failureType: 'system_error',
    meaning: 'An answer of DAP is not what its documentation promises.',
  },
  DAP_ROW_INVALID: {
    failureType: 'system_error',
    meaning: 'A line of a file is not a record of its table.',
  },
  DAP_SCHEMA_UNUSABLE: {
    failureType: 'system_error',
    meaning: 'The schema of a table does not tell its rows apart, or has a column of an unknown type.',
  },
  DAP_SERVER: {
    failureType: 'transient_error',
    meaning: 'DAP answered with an error that it does not explain.',
  },
  DAP_SINCE_UNKNOWN: {
    failureType: 'config_error',
    meaning: 'Nothing is known from which the changes of a table could continue.',
  },
  DAP_SNAPSHOT_REQUIRED: {
    failureType: 'config_error',
    meaning: 'The table was reloaded on the server: changes since the stored instant are no longer known.',
  },
  DAP_TABLES_FAILED: {
    failureType: 'transient_error',
    meaning: 'Some of several tables failed; the others are done.',
  },
  DAP_TLS: {
    failureType: 'config_error',
    meaning: 'The server shows a certificate that this machine does not trust.',
  },
  DAP_TOKEN_REFUSED: {
    failureType: 'transient_error',
    meaning: 'The API refuses access tokens that the login has just handed out.',
  },
  DAP_VALIDATION: {
    failureType: 'system_error',
    meaning: 'DAP finds a request malformed.',
  },
  EMULATOR_OPTION: {
    failureType: 'config_error',
    meaning: 'An option of the emulator is wrong.',
  },
  OPTIONAL_PACKAGE_MISSING: {
    failureType: 'config_error',
    meaning: 'A package that only this feature needs is not installed.',
  },
  SCHEMA_FRAGMENT_MISSING: {
    failureType: 'system_error',
    meaning: 'A $ref points to a place that its file does not have.',
  },
  SCHEMA_INVALID: {
    failureType: 'system_error',
    meaning: 'A document is not a valid JSON Schema, or not one that a stream may have.',
  },
  SCHEMA_JSON_INVALID: {
    failureType: 'system_error',
    meaning: 'A schema file is empty or not JSON.',
  },
  SCHEMA_NAME_INVALID: {
    failureType: 'system_error',
    meaning: 'A schema name would leave the schema folder.',
  },
  SCHEMA_NOT_FOUND: {
    failureType: 'system_error',
    meaning: 'There is no schema file of that name.',
  },
  SCHEMA_NOT_OBJECT: {
    failureType: 'system_error',
    meaning: 'A schema, or the target of a $ref, is not a JSON object.',
  },
  SCHEMA_REF_CYCLE: {
    failureType: 'system_error',
    meaning: 'A $ref leads back to itself and can never be written out.',
  },
  SCHEMA_REF_MISSING: {
    failureType: 'system_error',
    meaning: 'A $ref names a file that the shared folder does not have.',
  },
  SCHEMA_REF_OUTSIDE: {
    failureType: 'system_error',
    meaning: 'A $ref points outside the shared folder.',
  },
  SQL_ALREADY_INITIALIZED: {
    failureType: 'config_error',
    meaning: 'A table is to be initialized although the database has it already.',
  },
  SQL_AUTHENTICATION: {
    failureType: 'config_error',
    meaning: 'The database refused user, password or database name.',
  },
  SQL_CONNECTION: {
    failureType: 'transient_error',
    meaning: 'The database cannot be reached, or the connection was lost.',
  },
  SQL_CONNECTION_STRING: {
    failureType: 'config_error',
    meaning: 'A connection string, or the set of DAP_DATABASE_* variables, cannot be used.',
  },
  SQL_DATABASE_BUSY: {
    failureType: 'transient_error',
    meaning: 'Another process holds the DuckDB file.',
  },
  SQL_DEPENDENTS: {
    failureType: 'config_error',
    meaning: 'Views depend on a table that is to be dropped or changed.',
  },
  SQL_DIALECT_UNSUPPORTED: {
    failureType: 'config_error',
    meaning: 'Tables cannot be replicated into a database of that kind or version.',
  },
  SQL_DIFFERENT: {
    failureType: 'config_error',
    meaning: 'A table of the database differs from the service.',
  },
  SQL_DISK_FULL: {
    failureType: 'transient_error',
    meaning: 'The database has no room left.',
  },
  SQL_LEGACY_DATABASE: {
    failureType: 'config_error',
    meaning: 'The database was made by a version of the official client that cannot be converted.',
  },
  SQL_MEMORY: {
    failureType: 'system_error',
    meaning: 'DuckDB needs more memory for a table than this machine or container has to give.',
  },
  SQL_NOT_INITIALIZED: {
    failureType: 'config_error',
    meaning: 'A table is to be synchronized or dropped, but the database has no record of it.',
  },
  SQL_OTHER_ACCOUNT: {
    failureType: 'config_error',
    meaning: 'The table of the database holds the data of another account or gateway.',
  },
  SQL_PERMISSION: {
    failureType: 'config_error',
    meaning: 'The user of the database may not do what is needed.',
  },
  SQL_ROW_REFUSED: {
    failureType: 'system_error',
    meaning: 'The database refused a row although it was checked before.',
  },
  SQL_SCHEMA_CHANGE: {
    failureType: 'config_error',
    meaning: 'The schema of the service has changed in a way that an option forbids to follow.',
  },
  SQL_SNAPSHOT_NEEDED: {
    failureType: 'config_error',
    meaning: 'Only a new snapshot can bring the table up to date, and an option forbids it.',
  },
  SQL_STATEMENT: {
    failureType: 'system_error',
    meaning: 'The database refused a statement; its own message is given.',
  },
  SQL_TABLE_BUSY: {
    failureType: 'transient_error',
    meaning: 'Another process is at work on the table.',
  },
  SQL_TARGET_TAKEN: {
    failureType: 'config_error',
    meaning: 'The place of the table in the database is taken by something else.',
  },
  SQL_UNIQUE_INDEX: {
    failureType: 'config_error',
    meaning: 'A unique index that was added to a table does not allow the rows of the service.',
  },
  SQL_VALUE_REFUSED: {
    failureType: 'config_error',
    meaning: 'A value cannot be held by the database, and the policy for it is to fail, or it is a key.',
  },
  SYNC_ALERT: {
    failureType: 'config_error',
    meaning: 'An alert cannot be delivered to a webhook or mail server.',
  },
  SYNC_QUEUE: {
    failureType: 'transient_error',
    meaning: 'The queue of `dap sync` does not answer, or a worker failed unexpectedly.',
  },
  TOOL_FILE_EXISTS: {
    failureType: 'config_error',
    meaning: 'A tool would overwrite a file that differs from what it writes.',
  },
  TOOL_INPUT: {
    failureType: 'config_error',
    meaning: 'A file or option that a tool was given cannot be used.',
  },
  TRANSFORM_CONFIG: {
    failureType: 'system_error',
    meaning: 'The flags of a transformer contradict each other or its custom function.',
  },
} as const satisfies Record<string, ErrorKind>;

/** A stable name of a failure, safe to match on in programs and runbooks. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;
