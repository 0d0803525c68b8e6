import type { Advice, ErrorCode } from '../errors.js';

/** Codes that any source may show. */
type SourceCode = Exclude<
  ErrorCode,
  `DAP_${string}` | `EMULATOR_${string}` | `SQL_${string}` | `SYNC_${string}` | `TOOL_${string}`
>;

/**
 * What the users of any source can do about each error. A source gives its own by `advice`:
 *
 * @example
 * override readonly advice = { ...SOURCE_ADVICE, CDK_HTTP_NETWORK: 'See https://status.example.com.' };
 */
export const SOURCE_ADVICE = {
  CDK_ABORTED: { inDocs: 'Nothing: the last state written is sound. The next sync continues from it.' },
  CDK_CATALOG_INVALID: { inDocs: 'Correct the place that the message names, or make a new catalog from `discover`.' },
  CDK_CONFIG_INVALID: { inDocs: 'Correct each field that the message names; `spec` shows what is allowed.' },
  CDK_ENCODED_RECORDS_REFUSED: {
    inDocs: 'For authors of a source: yield plain records, or drop the transformer and `getUpdatedState`.',
  },
  CDK_HTTP_NETWORK: 'Check that this machine can reach it.',
  CDK_HTTP_RESPONSE: {
    inDocs: 'For authors of a source: look at the status in the log; add it to what the stream retries or ignores.',
  },
  CDK_JOB_FAILED: {
    inDocs:
      'Run the sync again: it continues with the job, or creates another one. If that fails too, look for the job in the API.',
  },
  CDK_OUTPUT_CLOSED: {
    inDocs: 'Find out why the reader of the output ended, or whether its disk is full; then run the sync again.',
  },
  CDK_STATE_INVALID: {
    inDocs:
      'Clear the state of the stream that the message names (it is then read in full), or return to the version that wrote it.',
  },
  CDK_STREAM_DEFINITION: { inDocs: 'For authors of a source: make schema, cursor and key of the stream agree.' },
  CDK_STREAM_MISSING: { inDocs: "Refresh the source's schema and take the stream out of the connection." },
  CDK_UNEXPECTED: 'This looks like a defect of the connector: please report it with the log.',
  OPTIONAL_PACKAGE_MISSING: { inDocs: 'Install the package that the message names.' },
  SCHEMA_FRAGMENT_MISSING: { inDocs: 'Correct the `$ref`, or add the place to its file.' },
  SCHEMA_INVALID: { inDocs: 'Correct the document at the place that the message names.' },
  SCHEMA_JSON_INVALID: { inDocs: 'Correct or restore the file that the message names.' },
  SCHEMA_NAME_INVALID: { inDocs: 'Use a stream name that can be a file name.' },
  SCHEMA_NOT_FOUND: { inDocs: 'Add the file, or choose one of the names that the message offers.' },
  SCHEMA_NOT_OBJECT: { inDocs: 'Make the document, or the target of the `$ref`, an object.' },
  SCHEMA_REF_CYCLE: { inDocs: 'Break the circle of `$ref`s that the message shows.' },
  SCHEMA_REF_MISSING: { inDocs: 'Add the file to the shared folder, or correct the `$ref`.' },
  SCHEMA_REF_OUTSIDE: { inDocs: 'Move the target into the shared folder.' },
  TRANSFORM_CONFIG: { inDocs: 'For authors of a source: choose flags that fit together.' },
} as const satisfies Advice & Record<SourceCode, unknown>;
