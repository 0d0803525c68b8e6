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

/** An object begins. */
export interface ObjectBegin {
  readonly type: 'object';
  readonly objectId: string;
  /** Its place in the job; where single files are read, its place among them. */
  readonly index: number;
  /** Its size where the store tells. */
  readonly storedBytes: number | undefined;
  /** The record that names the columns, in formats that have one and files that are not empty. */
  readonly header: Buffer | undefined;
}

/** Whole records of an object. Offsets count its decompressed bytes. */
export interface ObjectChunk extends ContentChunk {
  readonly type: 'chunk';
  readonly objectId: string;
  /** Entity tag of the stored object, where the store gives one. */
  readonly etag: string | undefined;
}

/**
 * The delivered part of an object is not a part of the file: one of the two copies is damaged, or the file was changed.
 * The object comes again from its start.
 */
export interface ObjectAgain {
  readonly type: 'object-again';
  readonly objectId: string;
  readonly reason: CodedError;
}

/** Every record of the object was delivered, and its checksum holds. */
export interface ObjectEnd {
  readonly type: 'object-end';
  readonly objectId: string;
}

/** What reading single files tells, in order. */
export type FileEvent = ObjectBegin | ObjectChunk | ObjectAgain | ObjectEnd;

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
      /** The position once the whole job is delivered. */
      readonly end: ReadPoint;
      readonly restart?: Restart | undefined;
    }
  | ObjectBegin
  | (ObjectChunk & {
      /** The position after the records up to `offset`. */
      readonly pointAt: (offset: number) => ReadPoint;
    })
  | (ObjectAgain & { readonly point: ReadPoint })
  | (ObjectEnd & { readonly point: ReadPoint })
  /** The whole job was delivered. */
  | { readonly type: 'end'; readonly point: ReadPoint };
