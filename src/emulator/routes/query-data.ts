import type { Format } from '../../dap/wire.js';
import { isCodedError } from '../../errors.js';
import { ENCODINGS } from '../encode/encodings.js';
import type { FaultSpec } from '../faults.js';
import type { Micros } from '../instant.js';
import { formatInstant, MICROS_PER_S } from '../instant.js';
import type { Job } from '../jobs.js';
import { jobBody, jobStatus } from '../jobs.js';
import { failure, json, type Reply } from '../reply.js';
import type { ServerState } from '../server-state.js';
import type { TableStore } from '../store/table-store.js';
import type { TableView } from '../store/table-view.js';
import type { ApiRequest } from './api-request.js';
import { type ParsedQuery, parseQuery } from './parse-query.js';
import { type FailureReason, startJob, writeInBackground } from './start-job.js';
import { findTable } from './tables.js';

/** The service's message for a table that was never filled. */
const NEVER_FILLED: FailureReason = { type: 'ProcessingError', message: 'There is no data available yet' };

/** `POST /dap/query/{namespace}/table/{table}/data`: the job of an identical query, or a new one. */
export async function queryData(state: ServerState, request: ApiRequest): Promise<Reply> {
  const found = findTable(state, request, 'data');
  if (!('store' in found)) return found;
  const parsed = parseQuery(request.body);
  if (!('query' in parsed)) return parsed;
  const unwritable = await refuseFormat(parsed.query.format);
  if (unwritable !== undefined) return unwritable;
  const never = state.faults.strike('neverFilled', { ...request, on: 'data' });
  if (never?.as === 'http400' || never?.as === 'http500') {
    return failure(never.as === 'http400' ? 400 : 500, NEVER_FILLED.type, NEVER_FILLED.message);
  }
  const now = state.clock.nowMicros();
  if (state.faults.strike('schemaBump', { ...request, on: 'data' }) !== undefined) bumpSchema(state, found.store, now);
  const view = found.store.view(now);
  const refused = refuseInterval(found.store, view, parsed, now);
  if (refused !== undefined) return refused;
  const key = queryKey(view, parsed, request.scope);
  const earlier = never === undefined ? state.jobs.findByQuery(key, now) : undefined;
  if (earlier !== undefined && isReusable(state, earlier, view, now)) return jobReply(state, earlier);
  const job = startJob(state, view, parsed, now, never === undefined ? undefined : NEVER_FILLED);
  state.jobs.add(key, job);
  const written = writeInBackground(state, job);
  const short = state.faults.strike('jobAboutToExpire', job);
  if (short !== undefined) await completeBriefly(state, job, written, short);
  return jobReply(state, job);
}

/** The identity of a query; instants by their value, because the same one can be written in several ways. */
function queryKey(view: TableView, { query, since, until }: ParsedQuery, scope: string | undefined): string {
  const { namespace, table } = view.fact;
  return JSON.stringify([namespace, table, query.format, query.mode, since, until, scope]);
}

/** Completes a job at once, with seconds to live. */
async function completeBriefly(state: ServerState, job: Job, written: Promise<void>, fault: FaultSpec): Promise<void> {
  await written;
  job.readyAt = job.createdAt;
  job.expiresAt = state.clock.nowMicros() + (fault.seconds ?? 20) * MICROS_PER_S;
}

/** The schema that a client just fetched is not that of its job: one column more, in every row. */
function bumpSchema(state: ServerState, store: TableStore, now: Micros): void {
  const { fact, schemaVersion } = store.view(now);
  const name = `added_in_version_${schemaVersion + 1}`;
  const addColumn = { name, type: 'varchar(40)', required: true, default: 'unknown' };
  state.tables.commit({ namespace: fact.namespace, table: fact.table, schema: [{ addColumn }] }, now);
}

/** 200 for a job that is over, 202 for one under way. */
export function jobReply(state: ServerState, job: Job): Reply {
  const now = state.clock.nowMicros();
  const status = jobStatus(job, now);
  const isOver = status === 'complete' || status === 'failed';
  job.isToldOver ||= isOver;
  return json(isOver ? 200 : 202, jobBody(job, now));
}

/** A format whose package is not installed cannot be requested. */
async function refuseFormat(format: Format): Promise<Reply | undefined> {
  const encoding = ENCODINGS[format];
  try {
    if (encoding.kind === 'binary') await encoding.load();
    return undefined;
  } catch (error) {
    if (!isCodedError(error, 'OPTIONAL_PACKAGE_MISSING')) throw error;
    return failure(400, 'RequestTypeForbidden', error.message);
  }
}

function refuseInterval(store: TableStore, view: TableView, parsed: ParsedQuery, now: Micros): Reply | undefined {
  const { since, until } = parsed;
  if (since === undefined) return undefined;
  const newest = view.newestAt;
  const earliest = Math.max(store.earliestSince(now), view.reloadedAt ?? 0);
  const range = { since: formatInstant(Math.min(earliest, newest)), until: formatInstant(newest) };
  if (since > newest || (until !== undefined && (until > newest || until < since))) {
    return failure(400, 'OutOfRange', 'The interval reaches beyond the newest commit of the table.', range);
  }
  if (view.reloadedAt !== undefined && since < view.reloadedAt) {
    return failure(400, 'SnapshotRequired', 'The table was reloaded; take a new snapshot.', range);
  }
  if (since >= earliest || since === newest) return undefined;
  return failure(400, 'OutOfRange', 'The interval begins before what is kept of the table.', range);
}

/**
 * A failed job is never shared, nor one from before a reload unless `staleJob` says so; one without an end only until
 * the next commit.
 */
function isReusable(state: ServerState, job: Job, view: TableView, now: Micros): boolean {
  if (jobStatus(job, now) === 'failed') return false;
  const isOlder = job.view.reloadedAt !== view.reloadedAt;
  if (isOlder && state.faults.strike('staleJob', job) === undefined) return false;
  if (state.options.strictJobReuse === true || job.interval === undefined || 'until' in job.query) return true;
  return job.view.newestAt === view.newestAt;
}
