import { join } from 'node:path';
import type { JobHandle } from '../jobs/job-handle.js';
import { objectIdsOf } from '../reading/object-ids.js';
import { resultOf } from '../results.js';
import type { CompleteJob } from '../wire.js';
import { DownloadProgress } from './download-progress.js';
import type { DownloadParts, DownloadTableDataResult, JobDownloadOptions } from './download-types.js';
import { fetchFile } from './fetch-file.js';
import { kindOfFormat, refuseParquet } from './file-content.js';
import { forEachInSlots } from './for-each-in-slots.js';
import { JobFolder } from './job-folder.js';
import { jobFolderName } from './safe-name.js';

/** A complete job, and the handle that leads to it. */
export interface JobToDownload {
  readonly handle: JobHandle;
  readonly job: CompleteJob;
}

/**
 * Downloads a complete job to `<output directory>/job_<job id>`: each file checked to its last byte and then given its
 * name, a manifest beside them.
 *
 * @throws CodedError `DAP_FILE`, `DAP_VALIDATION` when Parquet is to be decompressed; ObjectCorruptError,
 * JobLostError, ObjectForbiddenError, NetworkError.
 */
export async function downloadJob(
  parts: DownloadParts,
  { handle, job }: JobToDownload,
  outputDirectory: string,
  options: JobDownloadOptions = {},
): Promise<DownloadTableDataResult> {
  const { decompress = false, resume = false } = options;
  const { format } = handle.query;
  if (decompress) refuseParquet(kindOfFormat(format));
  const { schemaVersion, timestamp, jobId } = resultOf(handle, job);
  const ids = objectIdsOf(job);
  const source = parts.openSource(ids, handle);
  const now = () => new Date(source.clock.now()).toISOString();
  const first = { type: 'job', manifestVersion: 1, handle, schemaVersion, timestamp, decompress } as const;
  const line = { ...first, objects: ids.length, startedAt: now() };
  const folder = await JobFolder.open(join(outputDirectory, jobFolderName(jobId)), ids, line, resume);
  try {
    const progress = new DownloadProgress(source.onEvent, handle, ids.length, [...folder.files.values()]);
    const missing = ids.filter((id) => !folder.files.has(id));
    await forEachInSlots(missing, parts.fileSlots, parts.join(options.signal), async (objectId, signal) => {
      const fetched = await fetchFile({
        source,
        objectId,
        partPath: folder.partPathOf(objectId),
        kind: kindOfFormat(format),
        decompress,
        leftover: folder.leftoverOf(objectId),
        signal,
        onBegin: async (stored) => {
          progress.begin(objectId, stored.totalBytes);
          await folder.begin(objectId, stored.position.etag);
        },
        onProgress: (bytes) => progress.moved(objectId, bytes),
      });
      await folder.finish(objectId, fetched, now());
      progress.finish(objectId, fetched.storedBytes);
    });
    await folder.end(now());
  } finally {
    await folder.close();
  }
  const downloadedFiles = ids.map((id) => folder.pathOf(id));
  return { schemaVersion, timestamp, jobId, folder: folder.path, downloadedFiles, manifest: folder.manifestPath };
}
