import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_DELAY_MS } from '../faults.js';
import { json, malformed, notFound, type Reply } from '../reply.js';
import type { ServerState } from '../server-state.js';
import type { ApiRequest } from './api-request.js';
import { jobReply } from './query-data.js';

/** `GET /dap/job/{id}`. */
export function jobState(state: ServerState, request: ApiRequest): Reply {
  const id = request.jobId ?? '';
  const now = state.clock.nowMicros();
  const job = state.jobs.find(id, now);
  if (job === undefined) return notFound('job', id);
  // For its client it still runs; otherwise it would depend on the speed of the client whether the fault strikes.
  const isRunning = !job.isToldOver;
  if (!isRunning || state.faults.strike('jobLost', { ...job, when: 'running' }) === undefined)
    return jobReply(state, job);
  state.jobs.remove(job);
  return notFound('job', id);
}

/** `POST /dap/object/url`: pre-signed URLs by object id. */
export async function objectUrls(state: ServerState, request: ApiRequest): Promise<Reply> {
  const ids = objectIds(request.body);
  if (ids === undefined) return malformed('The body must be an array of objects with an id.');
  const job = state.jobs.findObject(ids[0] ?? '', state.clock.nowMicros())?.job;
  const delay = state.faults.strike('urlDelay', job);
  if (delay !== undefined) await sleep(delay.ms ?? DEFAULT_DELAY_MS, undefined, { ref: false });
  const urls: Record<string, { url: string }> = {};
  for (const id of ids) {
    const found = state.jobs.findObject(id, state.clock.nowMicros());
    if (found === undefined) return notFound('object', id);
    if (state.faults.strike('jobLost', { ...found.job, when: 'complete' }) !== undefined) {
      state.jobs.remove(found.job);
      return notFound('object', id);
    }
    if (state.faults.strike('objectLost', found.job) !== undefined) return notFound('object', id);
    urls[id] = { url: `${state.storeUrl}${state.urls.sign(id)}` };
  }
  return json(200, { urls });
}

/** Ids in the body of an URL request; undefined when it is malformed. */
export function objectIds(text: string): readonly string[] | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(body) || body.length === 0) return undefined;
  const ids = body.map((object: unknown) =>
    typeof object === 'object' && object !== null && 'id' in object ? object.id : undefined,
  );
  return ids.every((id): id is string => typeof id === 'string') ? ids : undefined;
}
