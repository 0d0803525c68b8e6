import { ResponseInvalidError } from './errors/request-errors.js';
import type { TableRef } from './table-ref.js';
import type { CompleteJob, DapObject } from './wire.js';

/** What a query found out, without its data. */
export interface TableDataResult {
  /** Version of the schema that the data have. */
  readonly schemaVersion: number;
  /** The server's own text: the `since` of the next incremental query. */
  readonly timestamp: string;
  readonly jobId: string;
}

/** The result of a query as objects of the service. */
export interface GetTableDataResult extends TableDataResult {
  readonly objects: readonly DapObject[];
}

/**
 * What a complete job found out. The timestamp of a snapshot is its `at`, that of changes their `until`.
 *
 * @throws ResponseInvalidError when the job has neither.
 */
export function resultOf(ref: Partial<TableRef>, job: CompleteJob): GetTableDataResult {
  const timestamp = job.until ?? job.at;
  if (timestamp === undefined) {
    throw new ResponseInvalidError('the job names neither "at" nor "until"', { ...ref, jobId: job.id });
  }
  return { schemaVersion: job.schema_version, timestamp, jobId: job.id, objects: job.objects };
}
