import { z } from 'zod';
import { isJsonObject, type JsonObject, stringifyJson } from '../util/json.js';

/**
 * Shapes on the wire of the Query API, as the service documents them. Unknown keys are ignored,
 * an explicit null stands for an absent field, timestamps stay the server's own text.
 */

const absent = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);

/** A timestamp exactly as the server wrote it; never parsed through `Date`, which drops microseconds. */
const timestampSchema = z.string().min(1);

export const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: absent(z.number()),
  scope: absent(z.string()),
  token_type: absent(z.string()),
});
/** Answer of `POST /ids/auth/login`. */
export type TokenResponse = z.output<typeof tokenSchema>;

/** Answer of `GET /dap/query/{namespace}/table`. */
export const tableListSchema = z.object({ tables: z.array(z.string().min(1)) });

/** The schema of a table: a JSON Schema 2020-12 of `{meta, key, value}`. */
export interface VersionedSchema {
  /** The document as parsed; integers beyond 2^53 are `bigint`. */
  readonly schema: JsonObject;
  /** Grows with every change of the schema. */
  readonly version: number;
  /** The document as JSON text, indented for a file: keys in the server's order, every digit of every integer. */
  readonly text: string;
}

/** Answer of the schema endpoint. */
export const versionedSchemaSchema = z
  .object({
    schema: z.custom<JsonObject>(isJsonObject, 'expected an object'),
    version: z.number().int(),
  })
  .transform(({ schema, version }, context): VersionedSchema => {
    try {
      return { schema, version, text: stringifyJson(schema, 2) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.addIssue({ code: 'custom', path: ['schema'], message: 'nests too deep' });
      return z.NEVER;
    }
  });

/** File formats of a query. */
export const FORMATS = ['jsonl', 'csv', 'tsv', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

/** Layout of nested objects in CSV and TSV. */
export const MODES = ['expanded', 'condensed'] as const;
export type Mode = (typeof MODES)[number];

/** Body of a snapshot query. */
export interface SnapshotQuery {
  readonly format: Format;
  readonly mode?: Mode;
}

/** Body of an incremental query; `since` and `until` are the server's own texts, passed back verbatim. */
export interface IncrementalQuery extends SnapshotQuery {
  readonly since: string;
  readonly until?: string;
}

export type TableQuery = SnapshotQuery | IncrementalQuery;

const objectSchema = z.object({ id: z.string().min(1) });
/** A file of a complete job; the id is opaque. */
export type DapObject = z.output<typeof objectSchema>;

const processingErrorSchema = z.looseObject({
  type: absent(z.string()),
  uuid: absent(z.string()),
  message: absent(z.string()),
});

const jobBase = { id: z.string().min(1), expires_at: absent(timestampSchema) };

export const jobSchema = z.discriminatedUnion('status', [
  z.object({ ...jobBase, status: z.literal('waiting') }),
  z.object({ ...jobBase, status: z.literal('running') }),
  z.object({
    ...jobBase,
    status: z.literal('complete'),
    objects: z.array(objectSchema),
    schema_version: z.number().int(),
    at: absent(timestampSchema),
    since: absent(timestampSchema),
    until: absent(timestampSchema),
  }),
  z.object({ ...jobBase, status: z.literal('failed'), error: absent(processingErrorSchema) }),
]);
/** A job in any of its states. */
export type Job = z.output<typeof jobSchema>;
/** A finished job: `at` after a snapshot, `since` and `until` after an incremental query. */
export type CompleteJob = Extract<Job, { status: 'complete' }>;
export type FailedJob = Extract<Job, { status: 'failed' }>;

/** The same as it is read from an answer: the status word may be written in any case. */
export const jobAnswerSchema = z.preprocess(withLowerCaseStatus, jobSchema);

function withLowerCaseStatus(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('status' in answer)) return answer;
  return typeof answer.status === 'string' ? { ...answer, status: answer.status.toLowerCase() } : answer;
}

/** Answer of `POST /dap/object/url`: a pre-signed URL by object id. */
export const resourceResultSchema = z.object({
  urls: z.record(z.string(), z.object({ url: z.string().min(1) })),
});
