import { z } from 'zod';
import { CodedError } from '../../errors.js';
import { FORMATS, MODES, type TableQuery } from '../wire.js';
import type { Origin } from './origin.js';

/**
 * A submitted query as a value: what is needed to wait for its job and to read its objects, also in another process
 * and after a pause. It is plain JSON and holds nothing secret.
 */
export interface JobHandle {
  readonly origin: Origin;
  readonly namespace: string;
  readonly table: string;
  /** The query as it was sent. */
  readonly query: TableQuery;
  readonly jobId: string;
  /** When the job was submitted, by the clock of the client: RFC 3339, UTC. */
  readonly submittedAt: string;
  /** When the service deletes the job, in its own words; absent where it does not say. */
  readonly expiresAt?: string | undefined;
}

const querySchema = z.object({
  format: z.enum(FORMATS),
  mode: z.enum(MODES).optional(),
  since: z.string().min(1).optional(),
  until: z.string().min(1).optional(),
});

const handleSchema = z.object({
  origin: z.object({ url: z.string().min(1), client: z.string().min(1), scope: z.string().min(1).optional() }),
  namespace: z.string().min(1),
  table: z.string().min(1),
  query: querySchema,
  jobId: z.string().min(1),
  submittedAt: z.string().min(1),
  expiresAt: z.string().min(1).optional(),
});

/**
 * Reads a handle that was stored as JSON.
 *
 * @throws CodedError `DAP_HANDLE_INVALID` naming the fields that are missing or malformed.
 */
export function readJobHandle(value: unknown): JobHandle {
  const parsed = handleSchema.safeParse(value);
  if (parsed.success) return parsed.data as JobHandle;
  const fields = new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole value'));
  throw new CodedError('DAP_HANDLE_INVALID', {
    message: `The job handle cannot be used: ${[...fields].join(', ')} is missing or malformed.`,
  });
}
