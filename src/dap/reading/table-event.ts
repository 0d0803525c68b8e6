import type { CodedError } from '../../errors.js';
import type { ContentChunk } from '../content/object-content.js';
import type { JobHandle } from '../jobs/job-handle.js';
import type { CompleteJob } from '../wire.js';
import type { ReadPoint } from './read-point.js';

/** Why a query was repeated in the middle. Rows of unfinished objects, or of all, come once more. */
export interface Restart {
  readonly reason: CodedError;
  /** The query was answered by the job that was under way: objects that were finished do not come again. */
  readonly isSameJob: boolean;
}

/**
 * What reading a table tells, in order. `point` is the position after everything that came before: write it once that
 * is stored.
 */
export type TableEvent =
  /** First, and again whenever the query had to be repeated; then with `restart`. */
  | {
      readonly type: 'job';
      readonly handle: JobHandle;
      readonly job: CompleteJob;
      readonly point: ReadPoint;
      readonly restart?: Restart | undefined;
    }
  /** An object begins. `index` is its place in the job, `storedBytes` its size where the store tells. */
  | {
      readonly type: 'object';
      readonly objectId: string;
      readonly index: number;
      readonly storedBytes: number | undefined;
      /** The record that names the columns, in formats that have one and files that are not empty. */
      readonly header: Buffer | undefined;
    }
  /** Whole records. Offsets count the object's decompressed bytes. */
  | (ContentChunk & {
      readonly type: 'chunk';
      readonly objectId: string;
      /** The position after the records up to `offset`. */
      readonly pointAt: (offset: number) => ReadPoint;
    })
  /**
   * The delivered part of an object is not a part of the file: one of the two copies is damaged, or the file was
   * changed. The object comes again from its start.
   */
  | { readonly type: 'object-again'; readonly objectId: string; readonly reason: CodedError; readonly point: ReadPoint }
  /** Every record of the object was delivered, and its checksum holds. */
  | { readonly type: 'object-end'; readonly objectId: string; readonly point: ReadPoint }
  /** The whole job was delivered. */
  | { readonly type: 'end'; readonly point: ReadPoint };
