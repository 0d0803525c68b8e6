import type { Slots } from '../../util/slots.js';
import type { CallOptions } from '../client-options.js';
import type { RunOptions } from '../jobs/job-service.js';
import type { ObjectSource } from '../objects/object-source.js';
import type { FetchUrls } from '../objects/url-book.js';
import type { TableDataResult } from '../results.js';
import type { TableRef } from '../table-ref.js';

/** The parts of a client that downloads use. */
export interface DownloadParts {
  /** Files at a time, for all downloads of a client together. */
  readonly fileSlots: Slots;
  openSource(
    objectIds: readonly string[],
    ref: TableRef | undefined,
    wrap?: (fetch: FetchUrls) => FetchUrls,
  ): ObjectSource;
  /** Joins the signal of a call with that of the client. */
  readonly join: (signal: AbortSignal | undefined) => AbortSignal;
}

/** How to download objects to files. */
export interface ObjectDownloadOptions extends CallOptions {
  /** Writes the content of gzip files instead of the files, without `.gz` in their names. Not for Parquet. */
  readonly decompress?: boolean | undefined;
}

/** How to download a job to its folder. */
export interface JobDownloadOptions extends ObjectDownloadOptions {
  /** Keeps what an interrupted download of the same job left behind and continues it. Default: everything is fetched. */
  readonly resume?: boolean | undefined;
}

/** How to run a query and download its result. */
export interface TableDownloadOptions extends JobDownloadOptions, RunOptions {}

/** The result of a query as files. */
export interface DownloadTableDataResult extends TableDataResult {
  /** The folder of the job, `<output directory>/job_<job id>`. */
  readonly folder: string;
  /** Paths of the files, in the order of the job. */
  readonly downloadedFiles: readonly string[];
  /** Path of the manifest. */
  readonly manifest: string;
}
