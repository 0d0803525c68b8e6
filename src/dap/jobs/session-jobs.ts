import type { DapApi } from '../api.js';
import type { CallOptions } from '../client-options.js';
import { readQuery, type TableQueryInput } from '../queries.js';
import type { TableRef } from '../table-ref.js';
import type { CompleteJob, DapObject, Job } from '../wire.js';
import type { JobService, WaitOptions } from './job-service.js';

/** Tables of so many jobs are remembered. */
const MAX_REMEMBERED = 10_000;

/**
 * Jobs by their ids, as the official client has them. Remembers the tables of jobs that it submitted, so that errors
 * can name them.
 */
export class SessionJobs {
  readonly #api: DapApi;
  readonly #jobs: JobService;
  readonly #tables = new Map<string, TableRef>();

  constructor(api: DapApi, jobs: JobService) {
    this.#api = api;
    this.#jobs = jobs;
  }

  /** Submits a query and gives the service's first answer. */
  async submit(ref: TableRef, query: TableQueryInput, options?: CallOptions): Promise<Job> {
    const { job } = await this.#jobs.submit(ref, readQuery(query), options);
    this.#remember(job.id, ref);
    return job;
  }

  /** The job as it is now. */
  async look(jobId: string, ref: TableRef | undefined, options?: CallOptions): Promise<Job> {
    return await this.#api.getJob(jobId, ref ?? this.tableOf(jobId), options);
  }

  /** Waits until a job is complete. */
  async wait(job: Job | string, options?: WaitOptions): Promise<CompleteJob> {
    const jobId = typeof job === 'string' ? job : job.id;
    const first = typeof job === 'string' ? undefined : job;
    return await this.#jobs.wait({ jobId, ...this.tableOf(jobId) }, options, first);
  }

  /** The objects of a job, once it is complete. */
  async objects(jobId: string, options?: WaitOptions): Promise<readonly DapObject[]> {
    return (await this.wait(jobId, options)).objects;
  }

  /** The table of a job that this client submitted. */
  tableOf(jobId: string): TableRef | undefined {
    return this.#tables.get(jobId);
  }

  #remember(jobId: string, { namespace, table }: TableRef): void {
    this.#tables.delete(jobId);
    this.#tables.set(jobId, { namespace, table });
    const [oldest] = this.#tables.keys();
    if (this.#tables.size > MAX_REMEMBERED && oldest !== undefined) this.#tables.delete(oldest);
  }
}
