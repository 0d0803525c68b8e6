import type { CodedError } from '../errors.js';
import type { CompleteJob } from './wire.js';

/** Why a query was repeated in the middle. Rows of unfinished objects, or of all, come once more. */
export interface Restart {
  readonly reason: CodedError;
  /** The query was answered by the job that was under way: objects that were finished do not come again. */
  readonly isSameJob: boolean;
}

/** What reading a table tells, in order. */
export type TableEvent =
  /** First, and again whenever the query had to be repeated; then with `restart`. */
  | { readonly type: 'job'; readonly job: CompleteJob; readonly restart?: Restart }
  /** An object begins. `index` is its place in `job.objects`, `compressedBytes` its size where the store tells. */
  | { readonly type: 'object'; readonly objectId: string; readonly index: number; readonly compressedBytes?: number }
  /** Whole lines. Offsets count the object's decompressed bytes before and up to the end of `bytes`. */
  | {
      readonly type: 'chunk';
      readonly objectId: string;
      readonly bytes: Buffer;
      readonly startOffset: number;
      readonly endOffset: number;
      /**
       * Says that the line at `offset` makes no sense. The file is fetched again, and the next chunk begins there.
       * `reason` never quotes the line.
       */
      readonly distrust: (offset: number, reason: string) => void;
    }
  /** Every line of the object was delivered, and its checksum holds. */
  | { readonly type: 'object-end'; readonly objectId: string };

/** Where to go on with a job that was read in part. */
export interface ResumePoint {
  readonly jobId: string;
  /** Ids of objects whose every line was delivered. */
  readonly delivered: readonly string[];
  /** An object delivered in part, up to an `endOffset`. */
  readonly partial?: { readonly objectId: string; readonly offset: number } | undefined;
}
