import { z } from 'zod';
import type { StreamState } from '../cdk/index.js';
import {
  digestOf,
  isInstant,
  type JobPoint,
  MODES,
  type Origin,
  type PartialObject,
  type ReadPoint,
  type TableQuery,
  type TableRef,
} from '../dap/index.js';
import { UPDATED_AT } from './cdc-columns.js';
import { FORMAT } from './format.js';

/** The form of state that this version writes. Version 1 is still read. */
const VERSION = 2;

const absent = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);
const instant = z.string().refine(isInstant);
const count = z.number().int().nonnegative();

const jobSchema = z.object({
  id: z.string().min(1),
  type: z.enum(['snapshot', 'incremental']),
  /** Where the query of an incremental job began; needed when the job is gone. */
  since: absent(instant),
  mode: absent(z.enum(MODES)),
  submitted_at: absent(z.string()),
  expires_at: absent(z.string()),
  /** Number of objects delivered in full, and a digest of their ids. */
  done: absent(count),
  digest: absent(z.string()),
  /** Version 1: the ids themselves. */
  delivered: absent(z.array(z.string())),
  partial: absent(
    z.object({
      object_id: z.string().min(1),
      offset: count,
      crc32: absent(count),
      etag: absent(z.string()),
      rows: absent(count),
    }),
  ),
});

const stateSchema = z.object({
  version: absent(z.number()),
  [UPDATED_AT]: instant,
  origin: absent(z.object({ url: z.string(), client: z.string(), scope: absent(z.string()) })),
  schema_version: absent(z.number().int()),
  /** Digest of the columns that the rows were delivered with. */
  columns: absent(z.string()),
  last_answer: absent(z.object({ job_id: z.string().min(1), form: absent(count) })),
  job: absent(
    jobSchema
      .refine((job) => job.type === 'snapshot' || job.since !== undefined, { path: ['since'] })
      .refine((job) => job.delivered !== undefined || (job.done !== undefined && job.digest !== undefined), {
        path: ['done'],
      }),
  ),
});

type StoredState = z.output<typeof stateSchema>;
type StoredJob = NonNullable<StoredState['job']>;

/** The state of a table: how far it was read, and whose table it is. */
export interface TableState extends ReadPoint {
  /** Absent in states of version 1. */
  readonly origin: Origin | undefined;
  /** Digest of the columns that the rows were delivered with; absent in states of version 1. */
  readonly columns: string | undefined;
  /** Rows of the object that was delivered in part; undefined when there is none, or their number is not known. */
  readonly partialRows: number | undefined;
}

/** What is wrong with `state`, in words that quote nothing of it; undefined when it can be used. */
export function describeStateFault(state: StreamState): string | undefined {
  if (isEmptyState(state)) return undefined;
  const version = state['version'];
  if (typeof version === 'number' && version > VERSION) {
    return `it was written by a newer version of this connector (state version ${version}, this one knows ${VERSION})`;
  }
  const parsed = stateSchema.safeParse(state);
  if (parsed.success) return undefined;
  const fields = new Set(parsed.error.issues.map((issue) => issue.path.map(String).join('.')));
  return `${[...fields].join(', ')} is missing or malformed`;
}

/**
 * Reads a state that {@link describeStateFault} found sound.
 *
 * @param origin - of the client that reads: it stands in for what states of version 1 do not say.
 * @returns undefined for an empty state: nothing was read yet.
 */
export function readTableState(state: StreamState, ref: TableRef, origin: Origin): TableState | undefined {
  if (isEmptyState(state)) return undefined;
  const stored = stateSchema.parse(state);
  const { last_answer: last, job } = stored;
  return {
    origin: stored.origin,
    nextSince: stored[UPDATED_AT],
    schemaVersion: stored.schema_version,
    columns: stored.columns,
    partialRows: job?.partial?.rows,
    ...(last === undefined ? {} : { lastAnswer: { jobId: last.job_id, form: last.form } }),
    ...(job === undefined ? {} : { job: toJobPoint(job, ref, stored.origin ?? origin) }),
  };
}

/** The state that stands for a position. */
export function toStreamState(state: TableState): StreamState {
  const { nextSince, schemaVersion, lastAnswer, job, origin, columns, partialRows } = state;
  const stored = {
    version: VERSION,
    [UPDATED_AT]: nextSince,
    origin,
    schema_version: schemaVersion,
    columns,
    last_answer: lastAnswer === undefined ? undefined : { job_id: lastAnswer.jobId, form: lastAnswer.form },
    job: job === undefined ? undefined : toStoredJob(job, partialRows),
  };
  return withoutAbsent(stored);
}

function isEmptyState(state: StreamState): boolean {
  return Object.keys(state).length === 0;
}

function toJobPoint(job: StoredJob, { namespace, table }: TableRef, origin: Origin): JobPoint {
  const { id, mode, since, delivered = [], partial } = job;
  const base = mode === undefined ? { format: FORMAT } : { format: FORMAT, mode };
  const query: TableQuery = since === undefined ? base : { ...base, since };
  const done = job.done ?? delivered.length;
  const digest = job.digest ?? (digestOf(delivered, done) as string);
  const handle = {
    origin,
    namespace,
    table,
    query,
    jobId: id,
    submittedAt: job.submitted_at ?? '',
    ...(job.expires_at === undefined ? {} : { expiresAt: job.expires_at }),
  };
  return { handle, done, digest, ...(partial === undefined ? {} : { partial: toPartial(partial) }) };
}

function toPartial({ object_id, offset, crc32, etag }: NonNullable<StoredJob['partial']>): PartialObject {
  return { objectId: object_id, bytes: offset, crc32, etag };
}

function toStoredJob({ handle, done, digest, partial }: JobPoint, rows: number | undefined): StoredJob {
  const { query } = handle;
  const since = 'since' in query ? query.since : undefined;
  const stored =
    partial === undefined
      ? undefined
      : { object_id: partial.objectId, offset: partial.bytes, crc32: partial.crc32, etag: partial.etag, rows };
  return {
    id: handle.jobId,
    type: since === undefined ? 'snapshot' : 'incremental',
    since,
    mode: query.mode,
    submitted_at: handle.submittedAt,
    expires_at: handle.expiresAt,
    done,
    digest,
    delivered: undefined,
    partial: stored,
  };
}

/** Leaves out members that are undefined, at any depth: states are compared and stored as JSON. */
function withoutAbsent(value: object): StreamState {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.map(([name, member]) => [
      name,
      typeof member === 'object' && member !== null && !Array.isArray(member) ? withoutAbsent(member) : member,
    ]),
  );
}
