import type { Resource } from '../api.js';
import type { CallOptions } from '../client-options.js';
import { downloadObjects, streamObject } from '../files/download-objects.js';
import { downloadTableSchema, downloadTableSchemas, type SchemaFile } from '../files/download-schema.js';
import { collectJob, downloadTableData, downloadTablesData } from '../files/download-table.js';
import type {
  DownloadTableDataResult,
  JobDownloadOptions,
  ObjectDownloadOptions,
  TableDownloadOptions,
} from '../files/download-types.js';
import type { JobHandle } from '../jobs/job-handle.js';
import type { WaitOptions } from '../jobs/job-service.js';
import { StoredBytes, type StoredBytesOptions } from '../objects/stored-bytes.js';
import type { TableQueryInput } from '../queries.js';
import type { TableRef } from '../table-ref.js';
import type { TablesOptions } from '../tables/run-on-tables.js';
import type { DapObject } from '../wire.js';
import { QueryMethods } from './query-methods.js';

/** The methods of a client for objects and files. No logic of their own. */
export abstract class FileMethods extends QueryMethods {
  // Schemas

  /** Writes the schema of a table to `<table>_schema_version_<n>.json` in a folder. */
  async downloadTableSchema(
    namespace: string,
    table: string,
    outputDirectory: string,
    options?: CallOptions,
  ): Promise<SchemaFile> {
    return await downloadTableSchema(this.core.api, { namespace, table }, outputDirectory, options);
  }

  /** Writes the schemas of several tables. @throws TablesFailedError in the end when some of them failed. */
  async downloadTableSchemas(
    namespace: string,
    tables: readonly string[],
    outputDirectory: string,
    options?: TablesOptions,
  ): Promise<Map<string, SchemaFile>> {
    return await downloadTableSchemas(this.core.api, namespace, tables, outputDirectory, options);
  }

  // Objects

  /** Pre-signed URLs by object id, alive for about 15 minutes. An id that is gone makes the call fail. */
  async getResources(
    objects: readonly (DapObject | string)[],
    ref?: TableRef,
    options?: CallOptions,
  ): Promise<Map<string, Resource>> {
    const ids = objects.map((object) => (typeof object === 'string' ? object : object.id));
    return await this.core.api.getResources(ids, ref, options);
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
    this.core.checkOwner(handle);
    const signal = this.core.join(options.signal);
    return new StoredBytes(this.core.openSource([objectId], handle), objectId, { ...options, signal });
  }

  /** The bytes of an object as they come, checked on the way; see {@link streamObject}. */
  streamResource(resource: Resource, options?: CallOptions): AsyncGenerator<Buffer, void, void> {
    return streamObject(this.core, resource, options?.signal);
  }

  /** Downloads an object into a folder; see {@link downloadObjects}. */
  async downloadObject(
    object: DapObject | string,
    outputDirectory: string,
    options?: ObjectDownloadOptions,
  ): Promise<string> {
    return (await downloadObjects(this.core, [object], outputDirectory, options))[0] as string;
  }

  /** Downloads objects into a folder; see {@link downloadObjects}. */
  async downloadObjects(
    objects: readonly (DapObject | string)[],
    outputDirectory: string,
    options?: ObjectDownloadOptions,
  ): Promise<string[]> {
    return await downloadObjects(this.core, objects, outputDirectory, options);
  }

  /** Downloads the object behind a URL into a folder; a URL that is refused is replaced. */
  async downloadResource(
    resource: Resource,
    outputDirectory: string,
    options?: ObjectDownloadOptions,
  ): Promise<string> {
    return (await downloadObjects(this.core, [resource], outputDirectory, options))[0] as string;
  }

  /** Downloads the objects behind URLs into a folder. */
  async downloadResources(
    resources: Iterable<Resource>,
    outputDirectory: string,
    options?: ObjectDownloadOptions,
  ): Promise<string[]> {
    return await downloadObjects(this.core, [...resources], outputDirectory, options);
  }

  // Tables

  /** Runs a query and downloads its result to `<output directory>/job_<job id>`; see {@link downloadTableData}. */
  async downloadTableData(
    namespace: string,
    table: string,
    query: TableQueryInput,
    outputDirectory: string,
    options?: TableDownloadOptions,
  ): Promise<DownloadTableDataResult> {
    return await downloadTableData(this.core, { namespace, table }, query, outputDirectory, options);
  }

  /** Waits for the job of a handle and downloads it likewise. */
  async downloadJob(
    handle: JobHandle,
    outputDirectory: string,
    options?: JobDownloadOptions & WaitOptions,
  ): Promise<DownloadTableDataResult> {
    this.core.checkOwner(handle);
    return await collectJob(this.core, handle, outputDirectory, options);
  }

  /** The same query for several tables. @throws TablesFailedError in the end when some of them failed. */
  async downloadTablesData(
    namespace: string,
    tables: readonly string[],
    query: TableQueryInput,
    outputDirectory: string,
    options?: TableDownloadOptions & TablesOptions,
  ): Promise<Map<string, DownloadTableDataResult>> {
    return await downloadTablesData(this.core, namespace, tables, query, outputDirectory, options);
  }
}
