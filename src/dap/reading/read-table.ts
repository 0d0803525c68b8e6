import { type CodedError, isAbort } from '../../errors.js';
import { throwIfAborted } from '../../http/abort.js';
import type { DapApi } from '../api.js';
import type { CallOptions } from '../client-options.js';
import type { ReadAheadSlots } from '../content/read-ahead.js';
import type { Turns } from '../content/turns.js';
import { JobLostError } from '../errors/job-errors.js';
import type { JobService } from '../jobs/job-service.js';
import { MAX_RESTARTS } from '../limits.js';
import type { ObjectSource } from '../objects/object-source.js';
import type { TableRef } from '../table-ref.js';
import type { CompleteJob, TableQuery } from '../wire.js';
import { lostReason } from './lost-reason.js';
import { objectIdsOf } from './object-ids.js';
import { readJob } from './read-job.js';
import { findStart, runPlan, type StartingPoint } from './starting-point.js';
import type { TableEvent } from './table-event.js';
import { type ReadPlan, TablePosition } from './table-position.js';

/** How to read a table. */
export interface ReadTableOptions extends CallOptions, Omit<ReadPlan, 'query'> {
  /** Where files are stored ahead of a reader that is slower than the job lives. Default: the temporary folder. */
  readonly spoolFolder?: string | undefined;
}

/** The parts of a client that reading a table uses. */
export interface ReadingParts {
  readonly api: DapApi;
  readonly jobs: JobService;
  readonly slots: ReadAheadSlots;
  readonly turns: Turns | undefined;
  openSource(objectIds: readonly string[], ref: TableRef): ObjectSource;
}

/**
 * Reads the result of a query as chunks of whole records, object by object, in the job's order; with each step comes
 * the position to store. No record of an object comes twice, unless an event says so. When a job is lost on the way,
 * the query is repeated: all objects of a new job follow from the start; of the same job, those that were not finished.
 * Leaving the loop early frees all resources.
 *
 * @throws JobStaleError when the service answers with a job older than `notBefore`; JobLostError after the third
 * restart; ObjectCorruptError, or any error of the client; CodedError DAP_ROW_INVALID for a record beyond 64 MiB.
 * @example
 * for await (const event of client.readTable({ namespace: 'canvas', table: 'courses' }, { format: 'jsonl' })) {
 *   if (event.type === 'chunk') process(event.bytes); // '{"key":{"id":1},...}\n{"key":{"id":2},...}\n'
 *   if (event.type === 'end') store(event.point);     // the next `since`
 * }
 */
export async function* readTable(
  parts: ReadingParts,
  ref: TableRef,
  query: TableQuery,
  options: ReadTableOptions = {},
): AsyncGenerator<TableEvent, void, void> {
  const { signal, spoolFolder, ...rest } = options;
  const call: CallOptions = { signal };
  const plan: ReadPlan = { ...rest, query };
  const position = new TablePosition(plan);
  const { jobs, slots, turns } = parts;
  let start = await findStart(jobs, ref, plan, call);
  let hasDelivered = false;
  for (let restarts = 0; ; restarts += 1) {
    const { result, restart } = start;
    position.begin(result, restart !== undefined, hasDelivered);
    const point = start.partial === undefined ? position.at() : position.within()(start.partial);
    yield { type: 'job', handle: result.handle, job: result.job, restart, point, end: position.end() };
    let { done } = start;
    try {
      const objectIds = objectIdsOf(result.job);
      const source = parts.openSource(objectIds.slice(done), ref);
      const { expires_at: expiresAt } = result.job;
      const rest = { format: query.format, expiresAt, source, slots, turns, spoolFolder, options: call };
      for await (const event of readJob({ objectIds, done, partial: start.partial, ...rest }, position)) {
        if (event.type === 'object-end') done += 1;
        hasDelivered ||= event.type === 'chunk';
        yield event;
      }
      return;
    } catch (error) {
      throwIfAborted(signal);
      if (isAbort(error)) throw error;
      const reason = await lostReason(parts.api, ref, result.job.id, error, call);
      if (reason === undefined) throw error;
      if (restarts >= MAX_RESTARTS) throw lostAgain(ref, result.job, reason);
      start = await restartFrom(parts, ref, { ...plan, promisedSince: position.nextSince }, start, done, reason, call);
    }
  }
}

/** The service may answer with the same job: what was delivered of it need not come twice. */
async function restartFrom(
  parts: ReadingParts,
  ref: TableRef,
  plan: ReadPlan,
  before: StartingPoint,
  done: number,
  reason: CodedError,
  options: CallOptions,
): Promise<StartingPoint> {
  const result = await runPlan(parts.jobs, ref, plan, options);
  const isSameJob = result.job.id === before.result.job.id;
  return { result, done: isSameJob ? done : 0, partial: undefined, restart: { reason, isSameJob } };
}

function lostAgain(ref: TableRef, job: CompleteJob, reason: CodedError): JobLostError {
  const { namespace, table } = ref;
  const text = `the job or its objects were lost ${MAX_RESTARTS + 1} times, the last reason being "${reason.message}"`;
  return new JobLostError(text, { namespace, table, jobId: job.id, cause: reason });
}
