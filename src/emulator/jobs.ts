import type { TableQuery } from '../dap/wire.js';
import type { Blob } from './blobs.js';
import type { Micros } from './instant.js';
import { formatInstant } from './instant.js';
import type { TableView } from './store/table-view.js';

/** A file of a job. */
export interface JobObject {
  readonly id: string;
  readonly blob: Blob;
}

/** Why a job failed. */
export interface JobFailure {
  readonly type: string;
  readonly uuid: string;
  readonly message: string;
}

/** A query under way or finished. */
export interface Job {
  readonly id: string;
  readonly namespace: string;
  readonly table: string;
  readonly query: TableQuery;
  readonly view: TableView;
  /** Both ends of an incremental query. */
  readonly interval: { readonly since: Micros; readonly until: Micros } | undefined;
  readonly createdAt: Micros;
  /** Not complete before. */
  readyAt: Micros;
  expiresAt: Micros;
  /** Present when all files are written. */
  objects: readonly JobObject[] | undefined;
  failure: JobFailure | undefined;
  /** Whether a client has been told that it is over. */
  isToldOver: boolean;
}

export type JobStatus = 'waiting' | 'running' | 'complete' | 'failed';

/** State of a job at `now`. */
export function jobStatus(job: Job, now: Micros): JobStatus {
  if (now >= job.readyAt && job.failure !== undefined) return 'failed';
  if (now >= job.readyAt && job.objects !== undefined) return 'complete';
  return now >= (job.createdAt + job.readyAt) / 2 ? 'running' : 'waiting';
}

/** A job on the wire: exactly the documented fields of its state. */
export function jobBody(job: Job, now: Micros): Readonly<Record<string, unknown>> {
  const status = jobStatus(job, now);
  const base = { id: job.id, status, expires_at: formatInstant(job.expiresAt) };
  if (status === 'failed') return { ...base, error: job.failure };
  if (status !== 'complete') return base;
  const objects = (job.objects ?? []).map((object) => ({ id: object.id }));
  const common = { ...base, objects, schema_version: job.view.schemaVersion };
  if (job.interval === undefined) return { ...common, at: formatInstant(job.view.newestAt) };
  return { ...common, since: formatInstant(job.interval.since), until: formatInstant(job.interval.until) };
}

/** All live jobs, by id and by query. */
export class JobBoard {
  readonly #byId = new Map<string, Job>();
  readonly #byQuery = new Map<string, Job>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(queryKey: string, job: Job): void {
    this.#count += 1;
    this.#byId.set(job.id, job);
    this.#byQuery.set(queryKey, job);
  }

  /** A job that lives at `now`. */
  find(id: string, now: Micros): Job | undefined {
    const job = this.#byId.get(id);
    if (job === undefined || now < job.expiresAt) return job;
    this.remove(job);
    return undefined;
  }

  /** The living job that an identical query made. */
  findByQuery(queryKey: string, now: Micros): Job | undefined {
    const job = this.#byQuery.get(queryKey);
    return job === undefined ? undefined : this.find(job.id, now);
  }

  /** A file of a living, complete job. */
  findObject(id: string, now: Micros): { readonly job: Job; readonly object: JobObject } | undefined {
    const job = this.find(id.split('/')[0] ?? '', now);
    const object = job?.objects?.find((candidate) => candidate.id === id);
    return job === undefined || object === undefined || jobStatus(job, now) !== 'complete'
      ? undefined
      : { job, object };
  }

  /** Forgets a job and its files. */
  remove(job: Job): void {
    this.#byId.delete(job.id);
    for (const [key, other] of this.#byQuery) if (other === job) this.#byQuery.delete(key);
  }
}
