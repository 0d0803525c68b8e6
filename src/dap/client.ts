import { joinWith } from '../http/abort.js';
import type { CallOptions, DapClientOptions } from './client-options.js';
import type { ClientStack } from './client-stack.js';
import { createStack } from './client-stack.js';
import { callApi } from './dap-api.js';
import { JobRunner } from './job-runner.js';
import type { ReadObjectOptions } from './objects/read-object.js';
import { readObject } from './objects/read-object.js';
import { UrlBook } from './objects/url-book.js';
import type { TableRef } from './table-ref.js';
import type { CompleteJob, Job, TableQuery, VersionedSchema } from './wire.js';
import { jobAnswerSchema, resourceResultSchema, tableListSchema, versionedSchemaSchema } from './wire.js';

/** A pre-signed URL of an object. It grants access to whoever holds it: keep it out of logs. */
export interface Resource {
  readonly url: string;
}

/** Reads objects of one job; shares their URLs among all reads. */
export interface ObjectReader {
  /** The object's bytes, each exactly once; see `readObject`. */
  read(objectId: string, options?: ReadObjectOptions): AsyncGenerator<Buffer, void, void>;
}

/**
 * Client of the DAP Query API. Logs in by itself, keeps the documented limits within this process, repeats
 * what may succeed later. One instance serves any number of concurrent calls; close it at the end.
 *
 * @example
 * const client = new DapClient({ clientId, clientSecret });
 * await client.listTables('canvas'); // ['accounts', 'courses', ...]
 * await client.close();
 */
export class DapClient {
  readonly #stack: ClientStack;
  readonly #jobs: JobRunner;
  readonly #closing = new AbortController();
  readonly #join: (signal: AbortSignal | undefined) => AbortSignal;
  readonly #scope: string | undefined;

  /** @throws InsecureUrlError for plain http to another machine; CodedError DAP_VALIDATION for no URL at all. */
  constructor(options: DapClientOptions) {
    this.#join = joinWith(joinWith(this.#closing.signal)(options.signal));
    this.#stack = createStack(options, this.#join(undefined));
    this.#scope = options.scope === '' ? undefined : options.scope;
    this.#jobs = new JobRunner({
      submit: async (ref, query, signal) => await this.submitQuery(ref, query, { signal }),
      get: async (jobId, ref, signal) => await this.getJob(jobId, ref, { signal }),
      clock: this.#stack.clock,
      random: this.#stack.random,
      onEvent: this.#stack.onEvent,
    });
  }

  /** Names of the tables of a namespace, in the server's order. Five calls a minute. */
  async listTables(namespace: string, options?: CallOptions): Promise<string[]> {
    const { tables } = await callApi(this.#stack.sendApi, this.#stack.rootUrl, {
      operation: 'listTables',
      path: this.#scoped(`/query/${encodeURIComponent(namespace)}/table`),
      shape: tableListSchema,
      subject: { namespace },
      signal: this.#either(options),
    });
    return tables;
  }

  /** The JSON Schema of a table's records and its version. */
  async getTableSchema(namespace: string, table: string, options?: CallOptions): Promise<VersionedSchema> {
    return await callApi(this.#stack.sendApi, this.#stack.rootUrl, {
      operation: 'getSchema',
      path: this.#scoped(`${tablePath({ namespace, table })}/schema`),
      shape: versionedSchemaSchema,
      subject: { namespace, table },
      signal: this.#either(options),
    });
  }

  /** Starts a job, or finds the one that the same query started before. Five calls a minute. */
  async submitQuery(ref: TableRef, query: TableQuery, options?: CallOptions): Promise<Job> {
    return await callApi(this.#stack.sendApi, this.#stack.rootUrl, {
      operation: 'submitQuery',
      path: this.#scoped(`${tablePath(ref)}/data`),
      body: query,
      shape: jobAnswerSchema,
      subject: { namespace: ref.namespace, table: ref.table },
      signal: this.#either(options),
    });
  }

  /** A job as it is now. `ref` only makes errors tell the table. */
  async getJob(jobId: string, ref?: TableRef, options?: CallOptions): Promise<Job> {
    return await callApi(this.#stack.sendApi, this.#stack.rootUrl, {
      operation: 'getJob',
      path: `/job/${encodeURIComponent(jobId)}`,
      shape: jobAnswerSchema,
      subject: { namespace: ref?.namespace, table: ref?.table, jobId },
      signal: this.#either(options),
    });
  }

  /** Polls a job to its end; see `JobRunner.await` for what it throws. */
  async awaitJob(ref: TableRef, job: Job, options?: CallOptions): Promise<CompleteJob> {
    return await this.#jobs.await(ref, job, this.#either(options));
  }

  /**
   * Submits a query and sees it through. A failed job is tried three times more, a lost one as well; a complete
   * job that expires within a minute is waited out and asked for again.
   *
   * @throws JobFailedError with the last reason, JobLostError, or any error of the API.
   */
  async completeJob(ref: TableRef, query: TableQuery, options?: CallOptions): Promise<CompleteJob> {
    return await this.#jobs.complete(ref, query, this.#either(options));
  }

  /** True when a job is so close to its end that reading it should not begin. */
  isExpiring(job: Job): boolean {
    return this.#jobs.remainingMs(job) !== undefined;
  }

  /** Pre-signed URLs by object id, alive for about 15 minutes. An id that is gone makes the call fail. */
  async getResources(
    objectIds: readonly string[],
    ref?: TableRef,
    options?: CallOptions,
  ): Promise<Map<string, Resource>> {
    if (objectIds.length === 0) return new Map();
    const { urls } = await callApi(this.#stack.sendApi, this.#stack.rootUrl, {
      operation: 'getResources',
      path: '/object/url',
      body: objectIds.map((id) => ({ id })),
      shape: resourceResultSchema,
      subject: { namespace: ref?.namespace, table: ref?.table },
      signal: this.#either(options),
    });
    return new Map(Object.entries(urls));
  }

  /** Opens the objects of a job for reading, in the order in which they will be read. Nothing is sent yet. */
  openObjects(objectIds: readonly string[], ref: TableRef): ObjectReader {
    const { sendObject: send, clock, random, policy, onEvent } = this.#stack;
    const subject = { namespace: ref.namespace, table: ref.table };
    const fetch = async (ids: readonly string[]) => await this.getResources(ids, ref);
    const source = {
      urls: new UrlBook({ objectIds, fetch, clock, subject }),
      send,
      subject,
      policy,
      clock,
      random,
      onEvent,
    };
    return {
      read: (objectId, options) => readObject(source, objectId, { ...options, signal: this.#either(options) }),
    };
  }

  /** Breaks off all that is under way and frees every connection. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#stack.close();
  }

  #either(options: CallOptions | undefined): AbortSignal {
    return this.#join(options?.signal);
  }

  #scoped(path: string): string {
    return this.#scope === undefined ? path : `${path}?scope=${encodeURIComponent(this.#scope)}`;
  }
}

function tablePath({ namespace, table }: TableRef): string {
  return `/query/${encodeURIComponent(namespace)}/table/${encodeURIComponent(table)}`;
}
