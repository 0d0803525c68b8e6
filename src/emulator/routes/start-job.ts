import { randomUUID } from 'node:crypto';
import { errorText } from '../../errors.js';
import type { Distortion } from '../encode/distortion.js';
import { NO_DISTORTION } from '../encode/distortion.js';
import type { Micros } from '../instant.js';
import { MICROS_PER_DAY, MICROS_PER_MS } from '../instant.js';
import { writeJobFiles } from '../job-files.js';
import type { Job } from '../jobs.js';
import type { ServerState } from '../server-state.js';
import type { TableView } from '../store/table-view.js';
import type { ParsedQuery } from './parse-query.js';

const DEFAULT_JOB_DELAY_MS = 100;

/** Why a job is bound to fail. */
export interface FailureReason {
  readonly type: string;
  readonly message: string;
}

/** Makes the job of a query; its files are still to be written. */
export function startJob(
  state: ServerState,
  view: TableView,
  parsed: ParsedQuery,
  now: Micros,
  reason: FailureReason | undefined,
): Job {
  const { since, until } = parsed;
  const delay = (state.options.jobDelayMs ?? DEFAULT_JOB_DELAY_MS) * MICROS_PER_MS;
  const { namespace, table } = view.fact;
  const job: Job = {
    id: randomUUID(),
    namespace,
    table,
    query: parsed.query,
    view,
    interval: since === undefined ? undefined : { since, until: until ?? view.newestAt },
    createdAt: now,
    readyAt: now + delay,
    expiresAt: now + MICROS_PER_DAY,
    objects: undefined,
    failure: undefined,
    isToldOver: false,
  };
  const failing = reason ?? state.faults.strike('jobFailed', job);
  if (failing !== undefined) {
    const { type = 'ProcessingError', message = 'The query could not be processed.' } = failing;
    job.failure = { type, uuid: randomUUID(), message };
  }
  return job;
}

/** Writes the files of a job. Never rejects: what goes wrong is the job's failure. */
export async function writeInBackground(state: ServerState, job: Job): Promise<void> {
  try {
    job.objects = await writeJobFiles(state, job, distortionFor(state, job));
  } catch (error) {
    job.failure ??= { type: 'ProcessingError', uuid: randomUUID(), message: errorText(error) };
  }
}

function distortionFor(state: ServerState, job: Job): Distortion {
  const unknownColumn = state.faults.strike('unknownColumn', job);
  const wrongTypes = state.faults.strike('wrongTypes', job);
  const nonFinite = state.faults.strike('nonFinite', job);
  const oddNumbers = state.faults.strike('oddNumbers', job);
  const badAction = job.interval === undefined ? undefined : state.faults.strike('badAction', job);
  const sharedName = state.faults.strike('oddSchema', { ...job, on: 'data', kind: 'sharedName' });
  const all = { unknownColumn, wrongTypes, nonFinite, oddNumbers, badAction, sharedName };
  return Object.values(all).some((fault) => fault !== undefined) ? all : NO_DISTORTION;
}
