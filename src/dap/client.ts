import type { DapClientOptions } from './client-options.js';
import type { JobHandle } from './jobs/job-handle.js';
import type { TableQueryInput } from './queries.js';
import { type ReadFilesOptions, readFiles } from './reading/read-files.js';
import { type ReadTableOptions, readTable } from './reading/read-table.js';
import type { FileEvent, TableEvent } from './reading/table-event.js';
import { readTableRows, type TableRows } from './rows/read-table-rows.js';
import type { ReadRowsOptions } from './rows/rows-reading.js';
import { FileMethods } from './session/file-methods.js';
import type { TableRef } from './table-ref.js';
import type { TableQuery } from './wire.js';

/**
 * Client of the DAP Query API. Logs in by itself, keeps the documented limits, repeats what may succeed later. One
 * instance serves any number of concurrent calls; close it at the end.
 *
 * @example
 * await using client = new DapClient(); // DAP_CLIENT_ID and DAP_CLIENT_SECRET from the environment
 * await client.getTables('canvas'); // ['accounts', 'courses', ...]
 */
export class DapClient extends FileMethods implements AsyncDisposable {
  /**
   * @throws CodedError `DAP_CREDENTIALS_MISSING` when neither options nor environment have them; InsecureUrlError for
   * plain http to another machine; CodedError DAP_VALIDATION for no URL at all.
   */
  constructor(options: DapClientOptions = {}) {
    super(options);
  }

  /** Reads a table; see {@link readTable}. */
  readTable(ref: TableRef, query: TableQuery, options: ReadTableOptions = {}): AsyncGenerator<TableEvent, void, void> {
    return readTable(this.core, ref, query, { ...options, signal: this.core.join(options.signal) });
  }

  /**
   * Reads single files of a complete job; see {@link readFiles}.
   *
   * @throws CodedError `DAP_HANDLE_INVALID` for a handle of another gateway or root account.
   */
  readFiles(
    handle: JobHandle,
    objectIds: readonly string[],
    options: ReadFilesOptions = {},
  ): AsyncGenerator<FileEvent, void, void> {
    this.core.checkOwner(handle);
    return readFiles(this.core, handle, objectIds, { ...options, signal: this.core.join(options.signal) });
  }

  /** The rows of a query, in whatever format; see {@link TableRows}. */
  getTableRows(namespace: string, table: string, query: TableQueryInput, options: ReadRowsOptions = {}): TableRows {
    const signal = this.core.join(options.signal);
    return readTableRows(this.core, { namespace, table }, query, { ...options, signal });
  }

  /** The later of the times of day of this machine and of the service, in milliseconds since the epoch. */
  latestNow(): number {
    return Math.max(this.core.stack.clock.now(), this.core.serverClock.now());
  }

  /** Breaks off all that is under way and frees every connection. */
  async close(): Promise<void> {
    await this.core.close();
  }

  /** Closes the client at the end of the block of its `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
