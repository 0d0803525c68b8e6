import { CodedError } from '../errors.js';
import { joinWith } from '../http/abort.js';
import { DapApi, type Resource } from './api.js';
import type { CallOptions, DapClientOptions } from './client-options.js';
import type { ClientStack } from './client-stack.js';
import { createStack } from './client-stack.js';
import { ReadAheadSlots } from './content/read-ahead.js';
import { Turns } from './content/turns.js';
import type { JobHandle } from './jobs/job-handle.js';
import { JobService, type RunOptions, type RunResult, type WaitOptions } from './jobs/job-service.js';
import { compareOrigins, type Origin, originOf } from './jobs/origin.js';
import { MAX_READ_AHEAD, MAX_WAIT_MS } from './limits.js';
import type { ObjectSource } from './objects/object-source.js';
import { StoredBytes, type StoredBytesOptions } from './objects/stored-bytes.js';
import { UrlBook } from './objects/url-book.js';
import { type ReadTableOptions, readTable } from './reading/read-table.js';
import type { TableEvent } from './reading/table-event.js';
import { ServerClock } from './server-clock.js';
import type { TableRef } from './table-ref.js';
import type { CompleteJob, Job, TableQuery, VersionedSchema } from './wire.js';

/**
 * Client of the DAP Query API. Logs in by itself, keeps the documented limits, repeats what may succeed later. One
 * instance serves any number of concurrent calls; close it at the end.
 *
 * @example
 * const client = new DapClient({ clientId, clientSecret });
 * await client.listTables('canvas'); // ['accounts', 'courses', ...]
 * await client.close();
 */
export class DapClient {
  readonly #stack: ClientStack;
  readonly #api: DapApi;
  readonly #jobs: JobService;
  readonly #slots = new ReadAheadSlots(MAX_READ_AHEAD);
  readonly #turns: Turns | undefined;
  readonly #closing = new AbortController();
  readonly #join: (signal: AbortSignal | undefined) => AbortSignal;
  readonly #origin: Origin;
  readonly #serverClock: ServerClock;

  /** @throws InsecureUrlError for plain http to another machine; CodedError DAP_VALIDATION for no URL at all. */
  constructor(options: DapClientOptions) {
    this.#join = joinWith(joinWith(this.#closing.signal)(options.signal));
    this.#stack = createStack(options, this.#join(undefined));
    const scope = options.scope === '' ? undefined : options.scope;
    if (options.maxOpenObjects !== undefined) this.#turns = new Turns(options.maxOpenObjects);
    const { rootUrl, clock, random, onEvent } = this.#stack;
    this.#serverClock = new ServerClock(clock);
    this.#origin = originOf(rootUrl, options.clientId, scope);
    const send = this.#serverClock.watch(this.#stack.sendApi);
    this.#api = new DapApi({ send, rootUrl, scope, join: this.#join });
    const maxWaitMs = options.maxJobWaitMs ?? MAX_WAIT_MS;
    this.#jobs = new JobService({ api: this.#api, origin: this.#origin, clock, random, onEvent, maxWaitMs });
  }

  /** Whose data this client reads: part of each job handle. */
  get origin(): Origin {
    return this.#origin;
  }

  /** Names of the tables of a namespace, in the server's order. Five calls a minute. */
  async listTables(namespace: string, options?: CallOptions): Promise<string[]> {
    return await this.#api.listTables(namespace, options);
  }

  /** The JSON Schema of a table's records and its version. */
  async getTableSchema(namespace: string, table: string, options?: CallOptions): Promise<VersionedSchema> {
    return await this.#api.getTableSchema({ namespace, table }, options);
  }

  /**
   * Submits a query and returns at once: a handle that can be stored and waited for later, by this process or another.
   * The service answers an identical query with the job that it made before, for up to 24 hours. Five calls a minute.
   */
  async submit(ref: TableRef, query: TableQuery, options?: CallOptions): Promise<JobHandle> {
    return (await this.#jobs.submit(ref, query, options)).handle;
  }

  /**
   * Waits for the job of a handle, also if another process submitted it.
   *
   * @throws JobFailedError, JobLostError, JobTimeoutError after `deadlineMs`; CodedError
   * `DAP_HANDLE_INVALID` for a handle of another gateway or root account.
   */
  async wait(handle: JobHandle, options?: WaitOptions): Promise<CompleteJob> {
    this.#checkOwner(handle);
    return await this.#jobs.wait(handle, options);
  }

  /**
   * Submits a query and follows it to a complete job that is not older than `notBefore`. A failed job is tried three
   * times more, a lost one as well; a complete job that expires within a minute is waited for and asked for again.
   *
   * @throws JobFailedError with the last reason, JobLostError, JobStaleError, JobTimeoutError, or any error of the API.
   */
  async runQuery(ref: TableRef, query: TableQuery, options?: RunOptions): Promise<RunResult> {
    return await this.#jobs.run(ref, query, options);
  }

  /** A job as it is now. `ref` only lets errors name the table. */
  async getJob(jobId: string, ref?: TableRef, options?: CallOptions): Promise<Job> {
    return await this.#api.getJob(jobId, ref, options);
  }

  /** Pre-signed URLs by object id, alive for about 15 minutes. An id that is gone makes the call fail. */
  async getResources(
    objectIds: readonly string[],
    ref?: TableRef,
    options?: CallOptions,
  ): Promise<Map<string, Resource>> {
    return await this.#api.getResources(objectIds, ref, options);
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
    this.#checkOwner(handle);
    const signal = this.#join(options.signal);
    return new StoredBytes(this.#openSource([objectId], handle), objectId, { ...options, signal });
  }

  /** Reads a table; see {@link readTable}. */
  readTable(ref: TableRef, query: TableQuery, options: ReadTableOptions = {}): AsyncGenerator<TableEvent, void, void> {
    const openSource = (ids: readonly string[], table: TableRef) => this.#openSource(ids, table);
    const parts = { api: this.#api, jobs: this.#jobs, slots: this.#slots, turns: this.#turns, openSource };
    return readTable(parts, ref, query, { ...options, signal: this.#join(options.signal) });
  }

  /** The later of the times of day of this machine and of the service, in milliseconds since the epoch. */
  latestNow(): number {
    return Math.max(this.#stack.clock.now(), this.#serverClock.now());
  }

  /** Breaks off all that is under way and frees every connection. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#stack.close();
  }

  #checkOwner({ origin, namespace, table, jobId }: JobHandle): void {
    if (compareOrigins(origin, this.#origin) !== 'foreign') return;
    throw new CodedError('DAP_HANDLE_INVALID', {
      message: `The handle of job ${jobId} of ${namespace}.${table} belongs to another gateway or root account.`,
      details: { namespace, table, jobId },
    });
  }

  #openSource(objectIds: readonly string[], ref: TableRef): ObjectSource {
    const { sendObject: send, clock, random, policy, onEvent } = this.#stack;
    const subject = { namespace: ref.namespace, table: ref.table };
    const fetch = async (ids: readonly string[]) => await this.#api.getResources(ids, subject);
    const urls = new UrlBook({ objectIds, fetch, clock, policy, random, subject });
    return { urls, send, subject, policy, clock, random, onEvent };
  }
}
