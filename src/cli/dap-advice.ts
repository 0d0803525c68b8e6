import type { Advice, ErrorCode } from '../errors.js';

/** Codes that a command of `dap` may show. */
type DapCode = Extract<
  ErrorCode,
  | `DAP_${string}`
  | `EMULATOR_${string}`
  | `SQL_${string}`
  | `SYNC_${string}`
  | 'CDK_ABORTED'
  | 'CDK_UNEXPECTED'
  | 'OPTIONAL_PACKAGE_MISSING'
  | 'TOOL_FILE_EXISTS'
  | 'TOOL_INPUT'
>;

/** What the users of the program `dap` can do about each error. */
export const DAP_ADVICE = {
  CDK_ABORTED: { inDocs: 'Nothing: the command was stopped and has tidied up.' },
  CDK_UNEXPECTED: 'This looks like a defect of this program: please report it.',
  DAP_ACCOUNT_DISABLED: 'Ask Instructure to restore the access of this account.',
  DAP_ACCOUNT_NOT_ONBOARDED: 'Ask Instructure to onboard this account, or use credentials of another one.',
  DAP_ACCOUNT_UNDER_MAINTENANCE: 'Try again later.',
  DAP_AUTHENTICATION:
    'Check client id and client secret; keys are made in the Instructure Identity Service and can be revoked or expire there.',
  DAP_CREDENTIALS_MISSING: 'Set the environment variables DAP_CLIENT_ID and DAP_CLIENT_SECRET, or give the options.',
  DAP_FILE: 'Check the folder, its permissions and the free space of its disk.',
  DAP_FORBIDDEN: 'Ask Instructure what the account may query.',
  DAP_HANDLE_INVALID: 'Submit the query again.',
  DAP_INSECURE_URL: 'Use https; plain http is accepted for this machine only.',
  DAP_JOB_FAILED: 'Such failures are usually temporary: try again, and report the uuid to Instructure if it stays.',
  DAP_JOB_LOST: 'Run the command again; for a handle that was stored, submit the query again.',
  DAP_JOB_STALE: 'Run the command again when that job has expired, at the latest in 24 hours.',
  DAP_JOB_TIMEOUT: 'Run the command again later.',
  DAP_NETWORK: 'Check the address and that this machine can reach it.',
  DAP_NOT_FOUND: 'Check its name, and that the address is that of DAP.',
  DAP_NO_DATA_YET: 'Nothing: the table can be read once DAP holds data of it.',
  DAP_OBJECT_CHANGED: 'Run the command again.',
  DAP_OBJECT_CORRUPT: 'Run the command again; if the same file fails once more, report it to Instructure.',
  DAP_OBJECT_FORBIDDEN:
    'Find out whether a proxy alters addresses or the clock of this machine is wrong; then run the command again.',
  DAP_OUT_OF_RANGE: 'Ask for an interval that DAP holds, or download a snapshot instead.',
  DAP_PROCESSING: 'Run the command again; report the uuid to Instructure if it stays.',
  DAP_RATE_LIMITED: 'Another program uses the same credentials; run them at different times.',
  DAP_RESPONSE_INVALID: 'Check that the address leads to DAP itself and that no proxy answers instead.',
  DAP_ROW_INVALID: 'Run the command again; report table and object id to Instructure if it stays.',
  DAP_SCHEMA_UNUSABLE: 'Report it to Instructure; the other tables are not affected.',
  DAP_SERVER: 'Run the command again later.',
  DAP_SINCE_UNKNOWN: 'Download a snapshot of the table into the same folder first, or give --since an instant.',
  DAP_SNAPSHOT_REQUIRED: 'Download a snapshot instead.',
  DAP_TABLES_FAILED: { inDocs: 'Follow the advice for each table that failed, then run the command again for these.' },
  DAP_TLS: 'Check the address; behind a TLS-inspecting proxy, point NODE_EXTRA_CA_CERTS to its certificate.',
  DAP_TOKEN_REFUSED: 'Run the command again; if it stays, ask Instructure whether the key may query DAP.',
  DAP_VALIDATION: 'Check what was asked for; if it is right, report it: the request was made by this package.',
  EMULATOR_OPTION: { inDocs: 'Correct the option that the message names; `dap emulator --help` lists them.' },
  OPTIONAL_PACKAGE_MISSING: { inDocs: 'Install the package that the message names.' },
  SQL_ALREADY_INITIALIZED: 'Run dap syncdb to bring it up to date.',
  SQL_AUTHENTICATION: 'Check the connection string; special characters of a password must be percent-encoded.',
  SQL_CONNECTION:
    'Check that the database runs and can be reached from this machine; then run the command again: the table is as it was.',
  SQL_CONNECTION_STRING:
    'Give a whole connection string such as postgresql://user:password@host:5432/database; special characters of a password must be percent-encoded.',
  SQL_DATABASE_BUSY: 'Wait until that process has ended, or give another file.',
  SQL_DEPENDENTS: 'Drop the views first, or add --cascade.',
  SQL_DIALECT_UNSUPPORTED: 'Use PostgreSQL 12 or newer, MySQL 8, MariaDB 10.6 or newer, or DuckDB.',
  SQL_DIFFERENT: 'Run dap verify with --repair to mend it.',
  SQL_DISK_FULL: 'Make room, and run the command again: the table is as it was.',
  SQL_LEGACY_DATABASE: 'Initialize the tables again in an empty database.',
  SQL_MEMORY:
    'Run it where more memory is free: DuckDB may use half of what machine or container has. The table is as it was.',
  SQL_NOT_INITIALIZED: { inDocs: 'Run `dap initdb` first; a table that is not there need not be dropped.' },
  SQL_OTHER_ACCOUNT: 'Use the credentials of that account, or give a --schema of its own to this one.',
  SQL_PERMISSION: 'Grant the right that the message names.',
  SQL_ROW_REFUSED: 'Please report it with the column that the message names.',
  SQL_SCHEMA_CHANGE: 'Allow the change, or adapt the table by hand.',
  SQL_SNAPSHOT_NEEDED: 'Run the command without --no-resnapshot.',
  SQL_STATEMENT: 'See what the database says; the table is as it was.',
  SQL_TABLE_BUSY: 'Nothing, if that process is yours; else end it and run the command again.',
  SQL_TARGET_TAKEN: 'Move it away, or give another --schema.',
  SQL_UNIQUE_INDEX: 'Drop the index, or make one that is not unique in its place, and run the command again.',
  SQL_VALUE_REFUSED: 'Choose another policy for such values.',
  SYNC_ALERT: 'Check the address of the alert in dap.yaml, and that this machine can reach it.',
  SYNC_QUEUE: 'Check the address of the queue and that its server runs; the log of the worker says more.',
  TOOL_FILE_EXISTS: 'Move the file away, or overwrite it by --force.',
  TOOL_INPUT: { inDocs: 'Correct what the message names; `--help` lists the options of a command.' },
} as const satisfies Advice & Record<DapCode, unknown>;
