import { z } from 'zod';
import type { StreamState } from '../cdk/index.js';
import { type CompleteJob, isInstant } from '../dap/index.js';
import { UPDATED_AT } from './cdc-columns.js';

/** The form of state that this version writes. A later version that changes it says so in `version`. */
const VERSION = 1;

const absent = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? undefined);
const instant = z.string().refine(isInstant);

const jobSchema = z.object({
  id: z.string().min(1),
  type: z.enum(['snapshot', 'incremental']),
  /** Where the query of an incremental job began; needed when the job is gone. */
  since: absent(instant),
  expires_at: absent(z.string()),
  delivered: z.array(z.string()),
  partial: absent(z.object({ object_id: z.string().min(1), offset: z.number().int().nonnegative() })),
});

const stateSchema = z.object({
  version: absent(z.number()),
  [UPDATED_AT]: instant,
  job: absent(jobSchema.refine((job) => job.type === 'snapshot' || job.since !== undefined)),
});

/**
 * The state of a table: the next `since`, exactly as the server wrote it, and while a job is under way the
 * job and what of it was delivered.
 */
export type TableState = z.output<typeof stateSchema>;
/** A job under way. */
export type JobState = NonNullable<TableState['job']>;

/** What is wrong with `state`, in words that quote nothing of it; undefined when it can be used. */
export function describeStateFault(state: StreamState): string | undefined {
  const version = state['version'];
  if (typeof version === 'number' && version > VERSION) {
    return `it was written by a newer version of this connector (state version ${version}, this one knows ${VERSION})`;
  }
  const parsed = stateSchema.safeParse(state);
  if (parsed.success) return undefined;
  const fields = new Set(parsed.error.issues.map((issue) => issue.path.map(String).join('.')));
  return `${[...fields].join(', ')} is missing or malformed`;
}

/** Reads a state that {@link describeStateFault} found sound. */
export function readTableState(state: StreamState): TableState {
  return stateSchema.parse(state);
}

/** The instant that the next incremental query starts from, once `job` is delivered. */
export function nextSince(job: CompleteJob): string | undefined {
  return job.until ?? job.at;
}
