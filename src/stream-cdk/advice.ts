import { SOURCE_ADVICE } from '../cdk/advice.js';
import type { Advice, ErrorCode } from '../errors.js';

/** Codes that a command of `stream-cdk` may show. */
type ToolCode = Exclude<ErrorCode, `DAP_${string}` | `EMULATOR_${string}` | `SQL_${string}` | `SYNC_${string}`>;

const {
  CDK_ENCODED_RECORDS_REFUSED,
  CDK_HTTP_RESPONSE,
  CDK_JOB_FAILED,
  CDK_STREAM_DEFINITION,
  OPTIONAL_PACKAGE_MISSING,
  SCHEMA_FRAGMENT_MISSING,
  SCHEMA_INVALID,
  SCHEMA_JSON_INVALID,
  SCHEMA_NAME_INVALID,
  SCHEMA_NOT_FOUND,
  SCHEMA_NOT_OBJECT,
  SCHEMA_REF_CYCLE,
  SCHEMA_REF_MISSING,
  SCHEMA_REF_OUTSIDE,
  TRANSFORM_CONFIG,
} = SOURCE_ADVICE;

/** What the users of `stream-cdk` can do about each error. */
export const STREAM_CDK_ADVICE = {
  CDK_ABORTED: { inDocs: 'Nothing: the command was stopped and has tidied up.' },
  CDK_CATALOG_INVALID: { inDocs: 'Correct the catalog at the place that the message names.' },
  CDK_CONFIG_INVALID: { inDocs: 'Correct the config at the place that the message names.' },
  CDK_ENCODED_RECORDS_REFUSED,
  CDK_HTTP_NETWORK: 'Check that this machine can reach it.',
  CDK_HTTP_RESPONSE,
  CDK_JOB_FAILED,
  CDK_OUTPUT_CLOSED: { inDocs: 'Find out why the reader of the output ended, or whether its disk is full.' },
  CDK_STATE_INVALID: { inDocs: 'Correct the state file that the message names.' },
  CDK_STREAM_DEFINITION,
  CDK_STREAM_MISSING: { inDocs: 'Take the stream out of the catalog.' },
  CDK_UNEXPECTED: 'This looks like a defect of this program: please report it.',
  OPTIONAL_PACKAGE_MISSING,
  SCHEMA_FRAGMENT_MISSING,
  SCHEMA_INVALID,
  SCHEMA_JSON_INVALID,
  SCHEMA_NAME_INVALID,
  SCHEMA_NOT_FOUND,
  SCHEMA_NOT_OBJECT,
  SCHEMA_REF_CYCLE,
  SCHEMA_REF_MISSING,
  SCHEMA_REF_OUTSIDE,
  TOOL_FILE_EXISTS: 'Move the file away, or overwrite it by --force.',
  TOOL_INPUT: { inDocs: 'Correct what the message names; `--help` lists the options of a command.' },
  TRANSFORM_CONFIG,
} as const satisfies Advice & Record<ToolCode, unknown>;
