import type { WaitOptions } from '../jobs/job-service.js';
import type { TableDataResult } from '../results.js';

/** How to download objects to files. */
export interface DownloadOptions extends WaitOptions {
  /** Writes the content of gzip files instead of the files, without `.gz` in their names. Not for Parquet. */
  readonly decompress?: boolean | undefined;
}

/** How to download a job to its folder. */
export interface JobDownloadOptions extends DownloadOptions {
  /** Keeps what an interrupted download of the same job left behind and continues it. Default: everything is fetched. */
  readonly resume?: boolean | undefined;
}

/** The result of a query as files. */
export interface DownloadTableDataResult extends TableDataResult {
  /** The folder of the job, `<output directory>/job_<job id>`. */
  readonly folder: string;
  /** Paths of the files, in the order of the job. */
  readonly downloadedFiles: readonly string[];
  /** Path of the manifest. */
  readonly manifest: string;
}
