import { createHash } from 'node:crypto';
import type { JobHandle } from '../jobs/job-handle.js';

/**
 * How far a table was read, as a value: plain JSON, of constant size however many files a job has.
 */
export interface ReadPoint {
  /** The `since` of the next query once everything of the job under way is delivered; the service's own text. */
  readonly nextSince: string;
  /** Version of the table's schema that the rows were delivered with. */
  readonly schemaVersion: number | undefined;
  /** The job under way; absent when everything up to `nextSince` is delivered. */
  readonly job?: JobPoint | undefined;
  /** The last job that was delivered in full. */
  readonly lastAnswer?: LastAnswer | undefined;
}

/** A job that was delivered in full. */
export interface LastAnswer {
  readonly jobId: string;
  /**
   * The form in which the query was asked, if the job brought nothing new: the next query is the same, and the service
   * may repeat its answer for 24 hours.
   */
  readonly form?: number | undefined;
}

/** How far a job was read. */
export interface JobPoint {
  /** Says whose job it is, and how it was asked for. */
  readonly handle: JobHandle;
  /** Number of objects delivered in full, from the first of the job on. */
  readonly done: number;
  /** Digest of their ids, see {@link extendDigest}. */
  readonly digest: string;
  /** The object that was delivered in part. */
  readonly partial?: PartialObject | undefined;
}

/** How far an object was delivered. */
export interface PartialObject {
  readonly objectId: string;
  /** Decompressed bytes, up to the end of a record. */
  readonly bytes: number;
  /** CRC-32 of these bytes; undefined where an older version of the state did not keep it. */
  readonly crc32: number | undefined;
  /** Entity tag of the stored object. */
  readonly etag?: string | undefined;
}

/** The digest of no ids. */
export const EMPTY_DIGEST = '';

const DIGEST_CHARS = 32;

/** The digest of some ids and one more. */
export function extendDigest(digest: string, objectId: string): string {
  return createHash('sha256').update(`${digest}\n${objectId}`).digest('hex').slice(0, DIGEST_CHARS);
}

/** The digest of the first `count` ids; undefined when there are fewer. */
export function digestOf(objectIds: readonly string[], count: number): string | undefined {
  if (objectIds.length < count) return undefined;
  let digest = EMPTY_DIGEST;
  for (let index = 0; index < count; index += 1) digest = extendDigest(digest, objectIds[index] as string);
  return digest;
}
