import type { Send } from '../http/transport.js';
import type { CallOptions } from './client-options.js';
import { callApi } from './dap-api.js';
import type { TableRef } from './table-ref.js';
import type { Job, TableQuery, VersionedSchema } from './wire.js';
import { jobAnswerSchema, resourceResultSchema, tableListSchema, versionedSchemaSchema } from './wire.js';

/** A pre-signed URL of an object. It grants access to its holder: keep it out of logs. */
export interface Resource {
  /** Id of the object. */
  readonly id: string;
  readonly url: string;
}

/** What the calls of the API need. */
export interface DapApiOptions {
  readonly send: Send;
  /** Base URL and path prefix. */
  readonly rootUrl: string;
  /** Root account to read, for users with several. */
  readonly scope: string | undefined;
  /** Joins the signal of a call with that of the client. */
  readonly join: (signal: AbortSignal | undefined) => AbortSignal;
}

/** The calls of the Query API, one method each. Keeps no state of its own. */
export class DapApi {
  readonly #options: DapApiOptions;

  constructor(options: DapApiOptions) {
    this.#options = options;
  }

  /** Names of the tables of a namespace, in the server's order. */
  async getTables(namespace: string, options?: CallOptions): Promise<string[]> {
    const { tables } = await callApi(this.#options.send, this.#options.rootUrl, {
      operation: 'listTables',
      path: this.#scoped(`/query/${encodeURIComponent(namespace)}/table`),
      shape: tableListSchema,
      subject: { namespace },
      signal: this.#options.join(options?.signal),
    });
    return tables;
  }

  /** The JSON Schema of a table's records and its version. */
  async getTableSchema({ namespace, table }: TableRef, options?: CallOptions): Promise<VersionedSchema> {
    return await callApi(this.#options.send, this.#options.rootUrl, {
      operation: 'getSchema',
      path: this.#scoped(`${tablePath({ namespace, table })}/schema`),
      shape: versionedSchemaSchema,
      subject: { namespace, table },
      signal: this.#options.join(options?.signal),
    });
  }

  /** Starts a job, or finds the one that the same query started before. */
  async submitQuery(ref: TableRef, query: TableQuery, options?: CallOptions): Promise<Job> {
    return await callApi(this.#options.send, this.#options.rootUrl, {
      operation: 'submitQuery',
      path: this.#scoped(`${tablePath(ref)}/data`),
      body: query,
      shape: jobAnswerSchema,
      subject: { namespace: ref.namespace, table: ref.table },
      signal: this.#options.join(options?.signal),
    });
  }

  /** A job as it is now. `ref` only lets errors name the table. */
  async getJob(jobId: string, ref?: TableRef, options?: CallOptions): Promise<Job> {
    return await callApi(this.#options.send, this.#options.rootUrl, {
      operation: 'getJob',
      path: `/job/${encodeURIComponent(jobId)}`,
      shape: jobAnswerSchema,
      subject: { namespace: ref?.namespace, table: ref?.table, jobId },
      signal: this.#options.join(options?.signal),
    });
  }

  /** Pre-signed URLs by object id, alive for about 15 minutes. An id that is gone makes the call fail. */
  async getResources(
    objectIds: readonly string[],
    ref?: TableRef,
    options?: CallOptions,
  ): Promise<Map<string, Resource>> {
    if (objectIds.length === 0) return new Map();
    const { urls } = await callApi(this.#options.send, this.#options.rootUrl, {
      operation: 'getResources',
      path: '/object/url',
      body: objectIds.map((id) => ({ id })),
      shape: resourceResultSchema,
      subject: { namespace: ref?.namespace, table: ref?.table },
      signal: this.#options.join(options?.signal),
    });
    return new Map(Object.entries(urls).map(([id, { url }]) => [id, { id, url }]));
  }

  #scoped(path: string): string {
    const { scope } = this.#options;
    return scope === undefined ? path : `${path}?scope=${encodeURIComponent(scope)}`;
  }
}

function tablePath({ namespace, table }: TableRef): string {
  return `/query/${encodeURIComponent(namespace)}/table/${encodeURIComponent(table)}`;
}
