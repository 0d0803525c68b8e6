import { isAbort } from '../../errors.js';
import { throwIfAborted } from '../../http/abort.js';
import type { CallOptions } from '../client-options.js';
import { JobLostError } from '../errors/job-errors.js';
import type { JobHandle } from '../jobs/job-handle.js';
import { lostReason } from './lost-reason.js';
import { readObjects } from './read-objects.js';
import type { ReadingParts } from './read-table.js';
import type { FileEvent } from './table-event.js';

/** How to read single files. */
export interface ReadFilesOptions extends CallOptions {
  /** Where files are stored ahead of a reader that is slower than the job lives. Default: the temporary folder. */
  readonly spoolFolder?: string | undefined;
}

/**
 * Reads single files of a complete job as chunks of whole records, in the order given, with the care of `readTable`: a
 * broken transfer continues, a damaged file is fetched again, a URL that is refused is replaced. The query is never
 * repeated: when the job is gone, that is the caller's to decide. Leaving the loop early frees all resources.
 *
 * @param handle - of the job, from this or another process. Names the format of the files.
 * @param objectIds - which of its objects. One that is named twice comes once.
 * @throws JobLostError when the job or one of the objects is gone; ObjectCorruptError, or any error of the client;
 * CodedError `DAP_ROW_INVALID` for a record beyond 64 MiB.
 * @example
 * for await (const event of client.readFiles(handle, [objectId])) {
 *   if (event.type === 'chunk') await file.write(event.bytes);
 *   if (event.type === 'object-again') await file.truncate(0); // what came of the object comes again
 * }
 */
export async function* readFiles(
  parts: ReadingParts,
  handle: JobHandle,
  objectIds: readonly string[],
  options: ReadFilesOptions = {},
): AsyncGenerator<FileEvent, void, void> {
  const { namespace, table, jobId, expiresAt, query } = handle;
  const ref = { namespace, table };
  const { signal, spoolFolder } = options;
  const { slots, turns } = parts;
  const ids = [...new Set(objectIds)];
  const source = parts.openSource(ids, ref);
  const rest = { format: query.format, expiresAt, source, slots, turns, spoolFolder, options: { signal } };
  try {
    yield* readObjects({ objectIds: ids, done: 0, ...rest });
  } catch (error) {
    throwIfAborted(signal);
    if (isAbort(error)) throw error;
    const reason = await lostReason(parts.api, ref, jobId, error, { signal });
    if (reason === undefined || reason instanceof JobLostError) throw error;
    throw new JobLostError(`the job is gone: ${reason.message}`, { ...ref, jobId, cause: reason });
  }
}
