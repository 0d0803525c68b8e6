import {
  type DownloadTableDataResult,
  type JobHandle,
  readJobManifest,
  type TableQuery,
  type TableRef,
} from '../../dap/index.js';
import { isCodedError } from '../../errors.js';
import { formatSize } from '../progress/format-progress.js';
import { rememberSince } from '../remembered.js';
import type { Outcome } from '../run-tables.js';
import type { Session } from '../session.js';
import type { DownloadFlags } from '../settings/table-options.js';
import { findUnfinished } from './find-unfinished.js';

/** Titles of the cells of a download in the table that ends a command. */
export const DOWNLOAD_TITLES = ['files', 'size', 'schema', 'continues from'] as const;

/**
 * Runs a query on a table and downloads what it gives; with `--resume`, what an interrupted run has left over. A table
 * that DAP has never filled is an empty one.
 */
export async function downloadQuery(
  session: Session<DownloadFlags>,
  ref: TableRef,
  query: TableQuery,
): Promise<Outcome> {
  const { client, flags, log, signal } = session;
  const { outputDirectory, decompress, resume } = flags;
  const unfinished = resume === true ? await findUnfinished(outputDirectory, ref, query, client.origin) : undefined;
  if (unfinished !== undefined) {
    try {
      return await downloadHandle(session, unfinished);
    } catch (error) {
      if (!isCodedError(error, 'DAP_JOB_LOST')) throw error;
      log.warning(`job ${unfinished.jobId}, which was interrupted, is gone: the query is submitted again`, ref);
    }
  }
  const { namespace, table } = ref;
  const options = { decompress, resume, signal };
  try {
    const result = await client.downloadTableData(namespace, table, query, outputDirectory, options);
    return await complete(session, ref, query, result);
  } catch (error) {
    if (!isCodedError(error, 'DAP_NO_DATA_YET')) throw error;
    log.warning('DAP has never filled this table: there is nothing to download', ref);
    return { value: { noData: true, files: [], bytes: 0 }, cells: ['0', 'no data yet', '', ''] };
  }
}

/** Waits for the job of a handle and downloads its files. */
export async function downloadHandle(session: Session<DownloadFlags>, handle: JobHandle): Promise<Outcome> {
  const { client, flags, signal } = session;
  const { outputDirectory, decompress, resume } = flags;
  const result = await client.downloadJob(handle, outputDirectory, { decompress, resume, signal });
  return await complete(session, handle, handle.query, result);
}

/** Everything is here: remembers where the changes continue. */
async function complete(
  { client, flags, log }: Session<DownloadFlags>,
  { namespace, table }: TableRef,
  query: TableQuery,
  result: DownloadTableDataResult,
): Promise<Outcome> {
  const { outputDirectory } = flags;
  const { folder, jobId, schemaVersion, timestamp, downloadedFiles } = result;
  const since = 'since' in query ? query.since : undefined;
  const download = { origin: client.origin, namespace, table, since, timestamp };
  if (!(await rememberSince(outputDirectory, download))) {
    log.info('--since last is left as it is: these changes do not move it forward', { namespace, table });
  }
  const bytes = (await readJobManifest(folder))?.end?.storedBytes ?? 0;
  const count = downloadedFiles.length === 1 ? '1 file' : `${downloadedFiles.length} files`;
  log.info(`${count} in ${folder}; the changes continue from ${timestamp}`, {
    namespace,
    table,
  });
  return {
    value: {
      jobId,
      schemaVersion,
      ...(since === undefined ? {} : { since }),
      timestamp,
      folder,
      files: downloadedFiles,
      bytes,
    },
    cells: [String(downloadedFiles.length), formatSize(bytes), String(schemaVersion), timestamp],
  };
}
