import { SOURCE_ADVICE } from '../cdk/advice.js';
import type { Advice, ErrorCode } from '../errors.js';

/** Codes that a sync of the connector may show. */
type ConnectorCode = Exclude<
  ErrorCode,
  | `EMULATOR_${string}`
  | `SQL_${string}`
  | `SYNC_${string}`
  | `TOOL_${string}`
  | 'DAP_CREDENTIALS_MISSING'
  | 'DAP_SINCE_UNKNOWN'
  | 'DAP_FILE'
  | 'DAP_TABLES_FAILED'
>;

const INVALID_SINCE = 'Clear the state of the stream, or set `invalid_cursor_behavior` to `resync`.';

/** What the users of the connector can do about each error. */
export const CONNECTOR_ADVICE = {
  ...SOURCE_ADVICE,
  DAP_ACCOUNT_DISABLED: 'Ask Instructure to restore the access of this account.',
  DAP_ACCOUNT_NOT_ONBOARDED: 'Ask Instructure to onboard this account, or use credentials of another one.',
  DAP_ACCOUNT_UNDER_MAINTENANCE: 'Try again later.',
  DAP_AUTHENTICATION:
    'Check client_id and client_secret; keys are made in the Instructure Identity Service and can be revoked or expire there.',
  DAP_FORBIDDEN: 'Ask Instructure what the account may query.',
  DAP_HANDLE_INVALID: 'Submit the query again.',
  DAP_INSECURE_URL: 'Use https; plain http is accepted for this machine only.',
  DAP_JOB_FAILED:
    'Such failures are usually temporary: run the sync again, and report the uuid to Instructure if it stays.',
  DAP_JOB_LOST: 'Run the sync again; it continues from the last state.',
  DAP_JOB_STALE: 'Run the sync again when that job has expired, at the latest in 24 hours.',
  DAP_JOB_TIMEOUT: 'Run the sync again later, or raise max_job_wait_minutes.',
  DAP_NETWORK: 'Check base_url and that this machine can reach it.',
  DAP_NOT_FOUND: 'Check its name, and that base_url is the address of DAP.',
  DAP_NO_DATA_YET: 'Nothing: the table is read once DAP holds data of it.',
  DAP_OBJECT_CHANGED: 'Run the sync again.',
  DAP_OBJECT_CORRUPT: 'Run the sync again; if the same file fails once more, report it to Instructure.',
  DAP_OBJECT_FORBIDDEN:
    'Find out whether a proxy alters addresses or the clock of this machine is wrong; then run the sync again.',
  // Both messages say what can be done about a state: see invalid-since.ts.
  DAP_OUT_OF_RANGE: { inDocs: INVALID_SINCE },
  DAP_PROCESSING: 'Run the sync again; report the uuid to Instructure if it stays.',
  DAP_RATE_LIMITED: 'Another program uses the same credentials; run them at different times.',
  DAP_RESPONSE_INVALID:
    'Check that base_url leads to DAP itself and that no proxy answers instead; otherwise report it with the log.',
  DAP_ROW_INVALID: 'Run the sync again; report table and object id to Instructure if it stays.',
  DAP_SCHEMA_UNUSABLE: 'Report it to Instructure; the other tables are not affected.',
  DAP_SERVER: 'Run the sync again later.',
  DAP_SNAPSHOT_REQUIRED: { inDocs: INVALID_SINCE },
  DAP_TLS: 'Check base_url; behind a TLS-inspecting proxy, point NODE_EXTRA_CA_CERTS to its certificate.',
  DAP_TOKEN_REFUSED: 'Run the sync again; if it stays, ask Instructure whether the key may query DAP.',
  DAP_VALIDATION: 'Report it with the log: the request was made by this package.',
} as const satisfies Advice & Record<ConnectorCode, unknown>;
