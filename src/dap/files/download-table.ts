import { isCodedError } from '../../errors.js';
import type { DapEvent } from '../dap-event.js';
import type { JobHandle } from '../jobs/job-handle.js';
import type { JobService, RunOptions, WaitOptions } from '../jobs/job-service.js';
import { MAX_RESTARTS } from '../limits.js';
import { readQuery, type TableQueryInput } from '../queries.js';
import type { TableRef } from '../table-ref.js';
import { runOnTables, type TablesOptions } from '../tables/run-on-tables.js';
import { downloadJob } from './download-job.js';
import type {
  DownloadParts,
  DownloadTableDataResult,
  JobDownloadOptions,
  TableDownloadOptions,
} from './download-types.js';
import { kindOfFormat, refuseParquet } from './file-content.js';

/** The parts of a client that queries and their downloads use. */
export interface TableDownloadParts extends DownloadParts {
  readonly jobs: JobService;
  readonly onEvent: (event: DapEvent) => void;
}

/**
 * Runs a query and downloads its result. When the job or its objects are lost on the way, the query is repeated: a new
 * job has a folder of its own.
 *
 * @throws what running the query and downloading the job throw.
 */
export async function downloadTableData(
  parts: TableDownloadParts,
  ref: TableRef,
  query: TableQueryInput,
  outputDirectory: string,
  options: TableDownloadOptions = {},
): Promise<DownloadTableDataResult> {
  if (options.decompress === true) refuseParquet(kindOfFormat(query.format));
  for (let restarts = 0; ; restarts += 1) {
    const result = await parts.jobs.run(ref, readQuery(query), runOptions(parts, options));
    try {
      return await downloadJob(parts, result, outputDirectory, options);
    } catch (error) {
      if (!isCodedError(error, 'DAP_JOB_LOST') || restarts >= MAX_RESTARTS) throw error;
      parts.onEvent({
        type: 'job-again',
        namespace: ref.namespace,
        table: ref.table,
        waitMs: 0,
        reason: error.message,
      });
    }
  }
}

/** Waits for the job of a handle and downloads it. A lost job is not repeated: its handle belongs to the caller. */
export async function collectJob(
  parts: TableDownloadParts,
  handle: JobHandle,
  outputDirectory: string,
  options: JobDownloadOptions & WaitOptions = {},
): Promise<DownloadTableDataResult> {
  if (options.decompress === true) refuseParquet(kindOfFormat(handle.query.format));
  const { signal, deadlineMs } = options;
  const job = await parts.jobs.wait(handle, { signal: parts.join(signal), deadlineMs });
  return await downloadJob(parts, { handle, job }, outputDirectory, options);
}

/** The same query for several tables; failures are collected. */
export async function downloadTablesData(
  parts: TableDownloadParts,
  namespace: string,
  tables: readonly string[],
  query: TableQueryInput,
  outputDirectory: string,
  options: TableDownloadOptions & TablesOptions = {},
): Promise<Map<string, DownloadTableDataResult>> {
  const { concurrency, ...rest } = options;
  const name = 'since' in query ? 'incremental' : 'snapshot';
  const download = async (_: string, table: string, signal: AbortSignal | undefined) =>
    await downloadTableData(parts, { namespace, table }, query, outputDirectory, { ...rest, signal });
  return await runOnTables(namespace, tables, name, download, { signal: parts.join(rest.signal), concurrency });
}

function runOptions(parts: DownloadParts, options: TableDownloadOptions): RunOptions {
  const { decompress: _, resume: __, signal, ...run } = options;
  return { ...run, signal: parts.join(signal) };
}
