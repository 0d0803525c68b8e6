import type { Resource } from './api.js';
import { ClientCore } from './client-core.js';
import type { CallOptions, DapClientOptions } from './client-options.js';
import { downloadTableSchema, downloadTableSchemas, type SchemaFile } from './files/download-schema.js';
import type { JobHandle } from './jobs/job-handle.js';
import type { RunOptions, RunResult, WaitOptions } from './jobs/job-service.js';
import type { Origin } from './jobs/origin.js';
import { StoredBytes, type StoredBytesOptions } from './objects/stored-bytes.js';
import { type IncrementalQueryInput, readQuery, type SnapshotQueryInput, type TableQueryInput } from './queries.js';
import { type ReadTableOptions, readTable } from './reading/read-table.js';
import type { TableEvent } from './reading/table-event.js';
import { type GetTableDataResult, resultOf } from './results.js';
import type { TableRef } from './table-ref.js';
import { runOnTables, type TableOperation, type TablesOptions } from './tables/run-on-tables.js';
import { findTables } from './tables/table-list.js';
import type { CompleteJob, DapObject, Job, TableQuery, VersionedSchema } from './wire.js';

/**
 * Client of the DAP Query API. Logs in by itself, keeps the documented limits, repeats what may succeed later. One
 * instance serves any number of concurrent calls; close it at the end.
 *
 * @example
 * await using client = new DapClient(); // DAP_CLIENT_ID and DAP_CLIENT_SECRET from the environment
 * await client.getTables('canvas'); // ['accounts', 'courses', ...]
 */
export class DapClient implements AsyncDisposable {
  readonly #core: ClientCore;

  /**
   * @throws CodedError `DAP_CREDENTIALS_MISSING` when neither options nor environment have them; InsecureUrlError for
   * plain http to another machine; CodedError DAP_VALIDATION for no URL at all.
   */
  constructor(options: DapClientOptions = {}) {
    this.#core = new ClientCore(options);
  }

  /** Whose data this client reads: part of each job handle. */
  get origin(): Origin {
    return this.#core.origin;
  }

  // Tables and schemas

  /** Names of the tables of a namespace, in the server's order. Five calls a minute. */
  async getTables(namespace: string, options?: CallOptions): Promise<string[]> {
    return await this.#core.api.getTables(namespace, options);
  }

  /** The tables that a text means: `accounts,courses`, `all`, or patterns such as `course*`; see {@link findTables}. */
  async getTableList(namespace: string, list: string, options?: CallOptions): Promise<string[]> {
    return await findTables(namespace, list, async () => await this.getTables(namespace, options));
  }

  /** The JSON Schema of a table's records and its version. */
  async getTableSchema(namespace: string, table: string, options?: CallOptions): Promise<VersionedSchema> {
    return await this.#core.api.getTableSchema({ namespace, table }, options);
  }

  /** Writes the schema of a table to `<table>_schema_version_<n>.json` in a folder. */
  async downloadTableSchema(
    namespace: string,
    table: string,
    outputDirectory: string,
    options?: CallOptions,
  ): Promise<SchemaFile> {
    return await downloadTableSchema(this.#core.api, { namespace, table }, outputDirectory, options);
  }

  /** Writes the schemas of several tables. @throws TablesFailedError in the end when some of them failed. */
  async downloadTableSchemas(
    namespace: string,
    tables: readonly string[],
    outputDirectory: string,
    options?: TablesOptions,
  ): Promise<Map<string, SchemaFile>> {
    return await downloadTableSchemas(this.#core.api, namespace, tables, outputDirectory, options);
  }

  // Queries and jobs

  /** Submits a snapshot query; the service may answer with a job that is complete already. Five calls a minute. */
  async querySnapshot(
    namespace: string,
    table: string,
    query: SnapshotQueryInput,
    options?: CallOptions,
  ): Promise<Job> {
    return await this.#core.session.submit({ namespace, table }, query, options);
  }

  /** Submits a query for the changes of an interval. */
  async queryIncremental(
    namespace: string,
    table: string,
    query: IncrementalQueryInput,
    options?: CallOptions,
  ): Promise<Job> {
    return await this.#core.session.submit({ namespace, table }, query, options);
  }

  /** A job as it is now. `ref` only lets errors name the table. */
  async getJob(jobId: string, ref?: TableRef, options?: CallOptions): Promise<Job> {
    return await this.#core.session.look(jobId, ref, options);
  }

  /** The status of a job as it is now. */
  async getJobStatus(jobId: string, options?: CallOptions): Promise<Job['status']> {
    return (await this.#core.session.look(jobId, undefined, options)).status;
  }

  /** Waits until a job is complete. @throws JobFailedError with the reason, JobLostError, JobTimeoutError. */
  async awaitJob(job: Job | string, options?: WaitOptions): Promise<CompleteJob> {
    return await this.#core.session.wait(job, options);
  }

  /** Submits a query and follows it to a complete job; see {@link DapClient.runQuery}. */
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
    return (await this.#core.jobs.submit(ref, readQuery(query), options)).handle;
  }

  /**
   * Waits for the job of a handle, whichever process submitted it.
   *
   * @throws JobFailedError, JobLostError, JobTimeoutError after `deadlineMs`; CodedError
   * `DAP_HANDLE_INVALID` for a handle of another gateway or root account.
   */
  async wait(handle: JobHandle, options?: WaitOptions): Promise<CompleteJob> {
    this.#core.checkOwner(handle);
    return await this.#core.jobs.wait(handle, options);
  }

  /**
   * Submits a query and follows it to a complete job that is not older than `notBefore`. A failed job is tried three
   * times more, a lost one as well; a complete job that expires within a minute is waited for and asked for again.
   *
   * @throws JobFailedError with the last reason, JobLostError, JobStaleError, JobTimeoutError, or any error of the API.
   */
  async runQuery(ref: TableRef, query: TableQueryInput, options?: RunOptions): Promise<RunResult> {
    return await this.#core.jobs.run(ref, readQuery(query), options);
  }

  // Objects

  /** The objects of a job, once it is complete. */
  async getObjects(jobId: string, options?: WaitOptions): Promise<readonly DapObject[]> {
    return await this.#core.session.objects(jobId, options);
  }

  /** Pre-signed URLs by object id, alive for about 15 minutes. An id that is gone makes the call fail. */
  async getResources(
    objects: readonly (DapObject | string)[],
    ref?: TableRef,
    options?: CallOptions,
  ): Promise<Map<string, Resource>> {
    const ids = objects.map((object) => (typeof object === 'string' ? object : object.id));
    return await this.#core.api.getResources(ids, ref, options);
  }

  /**
   * The stored bytes of an object, in whatever format. Continues an earlier download, also of another process, with
   * `from`: nothing is fetched twice if the store supports ranges.
   *
   * @example
   * const stored = client.download(handle, objectId, { from });
   * for await (const chunk of stored.chunks()) await file.write(chunk);
   * stored.position; // { bytes: 1048576, crc32: 3632233996, etag: '"9f2c"' }
   */
  download(handle: JobHandle, objectId: string, options: StoredBytesOptions = {}): StoredBytes {
    this.#core.checkOwner(handle);
    const signal = this.#core.join(options.signal);
    return new StoredBytes(this.#core.openSource([objectId], handle), objectId, { ...options, signal });
  }

  // Data

  /** Reads a table; see {@link readTable}. */
  readTable(ref: TableRef, query: TableQuery, options: ReadTableOptions = {}): AsyncGenerator<TableEvent, void, void> {
    return readTable(this.#core, ref, query, { ...options, signal: this.#core.join(options.signal) });
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
    const signal = this.#core.join(options.signal);
    return await runOnTables(namespace, tables, operationName, operation, { ...options, signal });
  }

  // The client itself

  /** The later of the times of day of this machine and of the service, in milliseconds since the epoch. */
  latestNow(): number {
    return Math.max(this.#core.stack.clock.now(), this.#core.serverClock.now());
  }

  /** Breaks off all that is under way and frees every connection. */
  async close(): Promise<void> {
    await this.#core.close();
  }

  /** Closes the client at the end of the block of its `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
