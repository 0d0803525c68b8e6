import { ClientCore } from '../client-core.js';
import type { CallOptions, DapClientOptions } from '../client-options.js';
import type { JobHandle } from '../jobs/job-handle.js';
import type { RunOptions, RunResult, WaitOptions } from '../jobs/job-service.js';
import type { Origin } from '../jobs/origin.js';
import { type IncrementalQueryInput, readQuery, type SnapshotQueryInput, type TableQueryInput } from '../queries.js';
import { type GetTableDataResult, resultOf } from '../results.js';
import type { TableRef } from '../table-ref.js';
import { runOnTables, type TableOperation, type TablesOptions } from '../tables/run-on-tables.js';
import { findTables } from '../tables/table-list.js';
import type { CompleteJob, DapObject, Job, VersionedSchema } from '../wire.js';

/** The methods of a client for tables, queries and jobs. No logic of their own. */
export abstract class QueryMethods {
  protected readonly core: ClientCore;

  constructor(options: DapClientOptions) {
    this.core = new ClientCore(options);
  }

  /** Whose data this client reads: part of each job handle. */
  get origin(): Origin {
    return this.core.origin;
  }

  // Tables and schemas

  /** Names of the tables of a namespace, in the server's order. Five calls a minute. */
  async getTables(namespace: string, options?: CallOptions): Promise<string[]> {
    return await this.core.api.getTables(namespace, options);
  }

  /** The tables that a text means: `accounts,courses`, `all`, or patterns such as `course*`; see {@link findTables}. */
  async getTableList(namespace: string, list: string, options?: CallOptions): Promise<string[]> {
    return await findTables(namespace, list, async () => await this.getTables(namespace, options));
  }

  /** The JSON Schema of a table's records and its version. */
  async getTableSchema(namespace: string, table: string, options?: CallOptions): Promise<VersionedSchema> {
    return await this.core.api.getTableSchema({ namespace, table }, options);
  }

  // Queries and jobs

  /** Submits a snapshot query; the service may answer with a job that is complete already. Five calls a minute. */
  async querySnapshot(
    namespace: string,
    table: string,
    query: SnapshotQueryInput,
    options?: CallOptions,
  ): Promise<Job> {
    return await this.core.session.submit({ namespace, table }, query, options);
  }

  /** Submits a query for the changes of an interval. */
  async queryIncremental(
    namespace: string,
    table: string,
    query: IncrementalQueryInput,
    options?: CallOptions,
  ): Promise<Job> {
    return await this.core.session.submit({ namespace, table }, query, options);
  }

  /** A job as it is now. `ref` only lets errors name the table. */
  async getJob(jobId: string, ref?: TableRef, options?: CallOptions): Promise<Job> {
    return await this.core.session.look(jobId, ref, options);
  }

  /** The status of a job as it is now. */
  async getJobStatus(jobId: string, options?: CallOptions): Promise<Job['status']> {
    return (await this.core.session.look(jobId, undefined, options)).status;
  }

  /** Waits until a job is complete. @throws JobFailedError with the reason, JobLostError, JobTimeoutError. */
  async awaitJob(job: Job | string, options?: WaitOptions): Promise<CompleteJob> {
    return await this.core.session.wait(job, options);
  }

  /** Submits a query and follows it to a complete job; see {@link QueryMethods.runQuery}. */
  async executeJob(
    namespace: string,
    table: string,
    query: TableQueryInput,
    options?: RunOptions,
  ): Promise<CompleteJob> {
    return (await this.runQuery({ namespace, table }, query, options)).job;
  }

  /** Submits a query, waits for its job and gives what it found: the objects, and the `since` of the next query. */
  async getTableData(
    namespace: string,
    table: string,
    query: TableQueryInput,
    options?: RunOptions,
  ): Promise<GetTableDataResult> {
    return resultOf({ namespace, table }, await this.executeJob(namespace, table, query, options));
  }

  /**
   * Submits a query and returns at once: a handle that can be stored and waited for later, by this process or another.
   * The service answers an identical query with the job that it made before, for up to 24 hours. Five calls a minute.
   */
  async submit(ref: TableRef, query: TableQueryInput, options?: CallOptions): Promise<JobHandle> {
    return (await this.core.jobs.submit(ref, readQuery(query), options)).handle;
  }

  /**
   * Waits for the job of a handle, whichever process submitted it.
   *
   * @throws JobFailedError, JobLostError, JobTimeoutError after `deadlineMs`; CodedError
   * `DAP_HANDLE_INVALID` for a handle of another gateway or root account.
   */
  async wait(handle: JobHandle, options?: WaitOptions): Promise<CompleteJob> {
    this.core.checkOwner(handle);
    return await this.core.jobs.wait(handle, options);
  }

  /**
   * Submits a query and follows it to a complete job that is not older than `notBefore`. A failed job is tried three
   * times more, a lost one as well; a complete job that expires within a minute is waited for and asked for again.
   *
   * @throws JobFailedError with the last reason, JobLostError, JobStaleError, JobTimeoutError, or any error of the API.
   */
  async runQuery(ref: TableRef, query: TableQueryInput, options?: RunOptions): Promise<RunResult> {
    return await this.core.jobs.run(ref, readQuery(query), options);
  }

  /** The objects of a job, once it is complete. */
  async getObjects(jobId: string, options?: WaitOptions): Promise<readonly DapObject[]> {
    return await this.core.session.objects(jobId, options);
  }

  // Several tables

  /** Does something with each of several tables, a few at a time; see {@link runOnTables}. */
  async executeOperationOnTables<T>(
    namespace: string,
    tables: readonly string[],
    operationName: string,
    operation: TableOperation<T>,
    options: TablesOptions = {},
  ): Promise<Map<string, T>> {
    const signal = this.core.join(options.signal);
    return await runOnTables(namespace, tables, operationName, operation, { ...options, signal });
  }
}
