import type { CodedError } from '../errors.js';
import { throwIfAborted } from '../http/abort.js';
import type { DapClient } from './client.js';
import type { CallOptions } from './client-options.js';
import { JobLostError, ObjectChangedError, ObjectForbiddenError } from './errors/job-errors.js';
import { NotFoundError } from './errors/request-errors.js';
import { readLines } from './read-lines.js';
import type { StartingPoint } from './starting-point.js';
import { startingPoint } from './starting-point.js';
import type { ResumePoint, TableEvent } from './table-event.js';
import type { TableRef } from './table-ref.js';
import type { CompleteJob, TableQuery } from './wire.js';

/** How to read a table. */
export interface ReadTableOptions extends CallOptions {
  /** Goes on with a job that was read in part, as long as it lives. */
  readonly resume?: ResumePoint | undefined;
}

const MAX_RESTARTS = 3;

/**
 * Reads the result of a query as chunks of whole lines, object by object, in the job's order. No line of an
 * object comes twice. When a job is lost on the way, the query is repeated, told by a `job` event with `restart`.
 * All objects of a new job follow from the start; of the same job, those that were not finished. Leaving the loop
 * early frees all resources.
 *
 * @throws JobLostError after the third restart, ObjectCorruptError, or any error of the client;
 * CodedError DAP_ROW_INVALID for a line beyond 64 MiB.
 * @example
 * for await (const event of readTable(client, { namespace: 'canvas', table: 'courses' }, { format: 'jsonl' })) {
 *   if (event.type === 'chunk') process(event.bytes); // '{"key":{"id":1},...}\n{"key":{"id":2},...}\n'
 * }
 */
export async function* readTable(
  client: DapClient,
  ref: TableRef,
  query: TableQuery,
  options: ReadTableOptions = {},
): AsyncGenerator<TableEvent, void, void> {
  const call: CallOptions = { signal: options.signal };
  let start = await startingPoint(client, ref, query, options.resume, call);
  for (let restarts = 0; ; restarts += 1) {
    const { job, restart } = start;
    yield restart === undefined ? { type: 'job', job } : { type: 'job', job, restart };
    const delivered = new Set(start.delivered);
    try {
      for await (const event of readJob(client, ref, start, call)) {
        if (event.type === 'object-end') delivered.add(event.objectId);
        yield event;
      }
      return;
    } catch (error) {
      throwIfAborted(options.signal);
      const reason = await restartReason(client, ref, job, error, call);
      if (reason === undefined) throw error;
      if (restarts >= MAX_RESTARTS) throw lostAgain(ref, job, reason);
      const next = await client.completeJob(ref, query, call);
      // The server may answer with the same job: what was delivered of it need not come twice.
      const isSame = next.id === job.id;
      start = { job: next, delivered: isSame ? delivered : new Set(), restart: { reason, isSameJob: isSame } };
    }
  }
}

async function* readJob(
  client: DapClient,
  ref: TableRef,
  start: StartingPoint,
  options: CallOptions,
): AsyncGenerator<TableEvent, void, void> {
  const ids = [...new Set(start.job.objects.map(({ id }) => id))];
  const remaining = ids.filter((id) => !start.delivered.has(id));
  const reader = client.openObjects(remaining, ref);
  for (const objectId of remaining) {
    const offset = start.partial?.objectId === objectId ? start.partial.offset : 0;
    yield* readLines(reader, ref, { objectId, index: ids.indexOf(objectId), offset }, options);
  }
}

/** Why the job has to be made anew; undefined when that would not help. */
async function restartReason(
  client: DapClient,
  ref: TableRef,
  job: CompleteJob,
  error: unknown,
  options: CallOptions,
): Promise<CodedError | undefined> {
  if (error instanceof JobLostError || error instanceof ObjectChangedError) return error;
  if (!(error instanceof ObjectForbiddenError)) return undefined;
  // A store without the right to list answers 403 for a file that is gone with its job.
  const isGone = await client.getJob(job.id, ref, options).then(
    () => false,
    (failure: unknown) => failure instanceof NotFoundError,
  );
  return isGone ? error : undefined;
}

function lostAgain(ref: TableRef, job: CompleteJob, reason: CodedError): JobLostError {
  const { namespace, table } = ref;
  const text = `the job or its objects were lost ${MAX_RESTARTS + 1} times, the last reason being "${reason.message}"`;
  return new JobLostError(text, { namespace, table, jobId: job.id, cause: reason });
}
