import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '../../errors.js';
import { throwIfAborted } from '../../http/abort.js';
import { ObjectCorruptError } from '../errors/job-errors.js';
import { fetchFile } from '../files/fetch-file.js';
import { onFile } from '../files/file-error.js';
import { MAX_RESTARTS } from '../limits.js';
import { CorruptData } from '../objects/inflate-gzip.js';
import type { ObjectSource } from '../objects/object-source.js';
import { objectIdsOf } from '../reading/object-ids.js';
import { resultOf, type TableDataResult } from '../results.js';
import type { CompleteJob } from '../wire.js';
import { readParquetFile } from './parquet-file.js';
import type { DapRow } from './row.js';
import type { RowsReading } from './rows-reading.js';

/** The rows of Parquet files. Their index stands at their end, so each is stored on this machine before it is read. */
export async function* readParquetRows(reading: RowsReading): AsyncGenerator<DapRow, TableDataResult, void> {
  const { parts, ref, query, options, signal } = reading;
  const { notBefore, spoolFolder = tmpdir() } = options;
  const folder = await onFile(spoolFolder, async () => await mkdtemp(join(spoolFolder, 'dap-rows-')));
  let hasDelivered = false;
  try {
    for (let restarts = 0; ; restarts += 1) {
      const { job } = await parts.jobs.run(ref, query, { signal, notBefore });
      try {
        for await (const row of rowsOfJob(reading, job, folder)) {
          hasDelivered = true;
          yield row;
        }
        const { objects: _, ...result } = resultOf(ref, job);
        return result;
      } catch (error) {
        if (!isCodedError(error, 'DAP_JOB_LOST') || hasDelivered || restarts >= MAX_RESTARTS) throw error;
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* rowsOfJob(reading: RowsReading, job: CompleteJob, folder: string): AsyncGenerator<DapRow, void, void> {
  const { parts, ref, kind, types, signal } = reading;
  const ids = objectIdsOf(job);
  const source = parts.openSource(ids, ref);
  const cellTypes = await types.of(job.schema_version);
  for (const objectId of ids) {
    const path = join(folder, createHash('sha256').update(objectId).digest('hex'));
    await fetchFile({ source, objectId, partPath: path, kind: 'parquet', decompress: false, signal });
    try {
      for await (const rows of readParquetFile(path, { kind, types: cellTypes })) {
        throwIfAborted(signal);
        yield* rows;
      }
    } catch (error) {
      throw asObjectError(error, source, objectId);
    }
    await rm(path);
  }
}

function asObjectError(error: unknown, source: ObjectSource, objectId: string): unknown {
  if (!(error instanceof CorruptData)) return error;
  return new ObjectCorruptError(error.message, { ...source.subject, objectId, cause: error });
}
