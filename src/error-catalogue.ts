/** Airbyte's three kinds of failure: the user's to mend, worth another try, ours to mend. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

/** One row of the catalogue. `advice` is the sentence added for the user; '' where the message says it all. */
export interface ErrorKind {
  readonly failureType: FailureType;
  readonly meaning: string;
  readonly advice: string;
}

/** Every code this package can throw; `docs/errors.md` lists the same and a test holds both together. */
export const ERROR_CATALOGUE = {
  CDK_ABORTED: {
    failureType: 'transient_error',
    meaning: 'The command was told to stop.',
    advice: '',
  },
  CDK_CATALOG_INVALID: {
    failureType: 'config_error',
    meaning: 'The configured catalog cannot be read or does not follow the protocol.',
    advice: '',
  },
  CDK_CONFIG_INVALID: {
    failureType: 'config_error',
    meaning: 'The configuration cannot be read or does not fit the specification.',
    advice: '',
  },
  CDK_ENCODED_RECORDS_REFUSED: {
    failureType: 'system_error',
    meaning: 'A stream yields encoded records although it transforms them or derives its state from them.',
    advice: '',
  },
  CDK_HTTP_NETWORK: {
    failureType: 'transient_error',
    meaning: 'The API of an HTTP stream cannot be reached, or the connection breaks off.',
    advice: 'Check that this machine can reach it.',
  },
  CDK_HTTP_RESPONSE: {
    failureType: 'system_error',
    meaning: 'An HTTP stream got a response that its source does not retry.',
    advice: '',
  },
  CDK_OUTPUT_CLOSED: {
    failureType: 'system_error',
    meaning: 'Standard output cannot be written any more.',
    advice: '',
  },
  CDK_STATE_INVALID: {
    failureType: 'config_error',
    meaning: 'The state cannot be read, does not fit its stream, or was written by a newer version.',
    advice: '',
  },
  CDK_STREAM_MISSING: {
    failureType: 'config_error',
    meaning: 'A stream of the configured catalog is not offered by the source any more.',
    advice: '',
  },
  CDK_STREAM_DEFINITION: {
    failureType: 'system_error',
    meaning: "A stream's schema, cursor or key contradict each other.",
    advice: '',
  },
  CDK_UNEXPECTED: {
    failureType: 'system_error',
    meaning: 'Something failed that nobody foresaw; the cause is in the log.',
    advice: 'This looks like a defect of the connector: please report it with the log.',
  },
  DAP_ACCOUNT_DISABLED: {
    failureType: 'config_error',
    meaning: 'The root account has no access to DAP.',
    advice: 'Ask Instructure to restore the access of this account.',
  },
  DAP_ACCOUNT_NOT_ONBOARDED: {
    failureType: 'config_error',
    meaning: 'The root account was never enabled for DAP.',
    advice: 'Ask Instructure to onboard this account, or use credentials of another one.',
  },
  DAP_ACCOUNT_UNDER_MAINTENANCE: {
    failureType: 'transient_error',
    meaning: 'DAP is under maintenance for this account.',
    advice: 'Try again later.',
  },
  DAP_AUTHENTICATION: {
    failureType: 'config_error',
    meaning: 'The credentials were refused.',
    advice:
      'Check client_id and client_secret; keys are made in the Instructure Identity Service and can be revoked or expire there.',
  },
  DAP_FORBIDDEN: {
    failureType: 'config_error',
    meaning: 'This kind of request is not allowed for the account.',
    advice: '',
  },
  DAP_HANDLE_INVALID: {
    failureType: 'config_error',
    meaning: 'A stored job handle is damaged, or belongs to another gateway or root account.',
    advice: 'Submit the query again.',
  },
  DAP_INSECURE_URL: {
    failureType: 'config_error',
    meaning: 'A URL without TLS points to another machine.',
    advice: 'Use https; plain http is accepted for this machine only.',
  },
  DAP_JOB_FAILED: {
    failureType: 'transient_error',
    meaning: 'DAP reported a job as failed, again after it was retried.',
    advice: 'Such failures are usually temporary: run the sync again, and report the uuid to Instructure if it stays.',
  },
  DAP_JOB_LOST: {
    failureType: 'transient_error',
    meaning: 'A job or its objects are gone, again after the query was repeated.',
    advice: '',
  },
  DAP_JOB_STALE: {
    failureType: 'transient_error',
    meaning: 'The service answers with the job of an earlier query, older than what was read before.',
    advice: 'Run the sync again when that job has expired, at the latest in 24 hours.',
  },
  DAP_JOB_TIMEOUT: {
    failureType: 'transient_error',
    meaning: 'A job did not end within the time allowed.',
    advice: 'Run the sync again later.',
  },
  DAP_NETWORK: {
    failureType: 'transient_error',
    meaning: 'The server cannot be reached, or the connection breaks off.',
    advice: 'Check base_url and that this machine can reach it.',
  },
  DAP_NOT_FOUND: {
    failureType: 'config_error',
    meaning: 'A namespace, table, job or object does not exist.',
    advice: 'Check its name, and that base_url is the address of DAP.',
  },
  DAP_NO_DATA_YET: {
    failureType: 'transient_error',
    meaning: 'DAP has never filled the table.',
    advice: '',
  },
  DAP_OBJECT_CHANGED: {
    failureType: 'transient_error',
    meaning: 'A file changed on the server while it was read.',
    advice: '',
  },
  DAP_OBJECT_CORRUPT: {
    failureType: 'transient_error',
    meaning: 'A file is short or damaged, again after it was fetched anew.',
    advice: 'Run the sync again; if the same file fails once more, report it to Instructure.',
  },
  DAP_OBJECT_FORBIDDEN: {
    failureType: 'transient_error',
    meaning: 'The object store refuses a file, again with a fresh URL.',
    advice: '',
  },
  DAP_OUT_OF_RANGE: {
    failureType: 'config_error',
    meaning: 'The interval asked for lies outside what DAP holds.',
    advice: '',
  },
  DAP_PROCESSING: {
    failureType: 'transient_error',
    meaning: 'DAP failed to process a request.',
    advice: '',
  },
  DAP_RATE_LIMITED: {
    failureType: 'transient_error',
    meaning: 'The request limit of DAP stayed exhausted for longer than we wait.',
    advice: 'Another program uses the same credentials; run them at different times.',
  },
  DAP_RESPONSE_INVALID: {
    failureType: 'system_error',
    meaning: 'An answer of DAP is not what its documentation promises.',
    advice: '',
  },
  DAP_ROW_INVALID: {
    failureType: 'system_error',
    meaning: 'A line of a file is no record of its table.',
    advice: '',
  },
  DAP_SCHEMA_UNUSABLE: {
    failureType: 'system_error',
    meaning: 'The schema of a table does not tell its rows apart, or has a column of an unknown type.',
    advice: 'Report it to Instructure; the other tables are not affected.',
  },
  DAP_SERVER: {
    failureType: 'transient_error',
    meaning: 'DAP answered with an error that it does not explain.',
    advice: '',
  },
  DAP_SNAPSHOT_REQUIRED: {
    failureType: 'config_error',
    meaning: 'The table was reloaded on the server: changes since the stored instant are no longer known.',
    advice: '',
  },
  DAP_TLS: {
    failureType: 'config_error',
    meaning: 'The server shows a certificate that this machine does not trust.',
    advice: 'Check base_url; behind a TLS-inspecting proxy, point NODE_EXTRA_CA_CERTS to its certificate.',
  },
  DAP_TOKEN_REFUSED: {
    failureType: 'transient_error',
    meaning: 'The API refuses access tokens that the login has just handed out.',
    advice: 'Run the sync again; if it stays, ask Instructure whether the key may query DAP.',
  },
  DAP_VALIDATION: {
    failureType: 'system_error',
    meaning: 'DAP finds a request malformed.',
    advice: '',
  },
  EMULATOR_OPTION: {
    failureType: 'config_error',
    meaning: 'An option of the emulator is wrong.',
    advice: '',
  },
  OPTIONAL_PACKAGE_MISSING: {
    failureType: 'config_error',
    meaning: 'A package that only this feature needs is not installed.',
    advice: '',
  },
  SCHEMA_FRAGMENT_MISSING: {
    failureType: 'system_error',
    meaning: 'A $ref points to a place that its file does not have.',
    advice: '',
  },
  SCHEMA_INVALID: {
    failureType: 'system_error',
    meaning: 'A document is not a valid JSON Schema, or not one that a stream may have.',
    advice: '',
  },
  SCHEMA_JSON_INVALID: {
    failureType: 'system_error',
    meaning: 'A schema file is empty or not JSON.',
    advice: '',
  },
  SCHEMA_NAME_INVALID: {
    failureType: 'system_error',
    meaning: 'A schema name would leave the schema folder.',
    advice: '',
  },
  SCHEMA_NOT_FOUND: {
    failureType: 'system_error',
    meaning: 'There is no schema file of that name.',
    advice: '',
  },
  SCHEMA_NOT_OBJECT: {
    failureType: 'system_error',
    meaning: 'A schema, or the target of a $ref, is not a JSON object.',
    advice: '',
  },
  SCHEMA_REF_CYCLE: {
    failureType: 'system_error',
    meaning: 'A $ref leads back to itself and can never be written out.',
    advice: '',
  },
  SCHEMA_REF_MISSING: {
    failureType: 'system_error',
    meaning: 'A $ref names a file that the shared folder does not have.',
    advice: '',
  },
  SCHEMA_REF_OUTSIDE: {
    failureType: 'system_error',
    meaning: 'A $ref points outside the shared folder.',
    advice: '',
  },
  TOOL_FILE_EXISTS: {
    failureType: 'config_error',
    meaning: 'A tool would overwrite a file that differs from what it writes.',
    advice: 'Move the file away, or say --force to overwrite it.',
  },
  TOOL_INPUT: {
    failureType: 'config_error',
    meaning: 'A file or option that a tool was given cannot be used.',
    advice: '',
  },
  TRANSFORM_CONFIG: {
    failureType: 'system_error',
    meaning: 'The flags of a transformer contradict each other or its custom function.',
    advice: '',
  },
} as const satisfies Record<string, ErrorKind>;

/** A stable name of a failure, safe to match on in programs and runbooks. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;
