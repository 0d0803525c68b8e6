import type { CallSubject } from './table-ref.js';
import type { Job } from './wire.js';

/** Things worth a line in a log. Never holds a secret or a URL. */
export type DapEvent =
  /** A call failed and is repeated after `waitMs`. */
  | {
      readonly type: 'retry';
      readonly call: string;
      readonly attempt: number;
      readonly waitMs: number;
      readonly reason: string;
    }
  /** A call waits for one of DAP's limits, at least this long. */
  | { readonly type: 'limit-wait'; readonly call: string; readonly waitMs: number }
  | { readonly type: 'login'; readonly expiresInSeconds: number }
  /** A job was made, or changed its status. */
  | {
      readonly type: 'job';
      readonly namespace: string;
      readonly table: string;
      readonly jobId: string;
      readonly status: Job['status'];
      /** Since the query was submitted. */
      readonly elapsedMs: number;
    }
  /** A job has neither begun nor ended for another minute. */
  | {
      readonly type: 'job-waiting';
      readonly namespace: string;
      readonly table: string;
      readonly jobId: string;
      readonly status: Job['status'];
      readonly elapsedMs: number;
    }
  /** A complete job is older than what is known, or repeats an earlier answer. */
  | {
      readonly type: 'job-stale';
      readonly namespace: string;
      readonly table: string;
      readonly jobId: string;
      /** When the service stops repeating it, in its own words. */
      readonly expiresAt: string | undefined;
      readonly reason: string;
      /** The query is asked in another form next. */
      readonly asksAgain: boolean;
    }
  /** The remaining files of a job are copied to this machine, because its reader is slower than the job lives. */
  | ({
      readonly type: 'spool';
      readonly files: number;
      readonly expectedBytes: number | undefined;
      readonly freeBytes: number;
      /** False when the disk will be full before all files are here. */
      readonly isEnough: boolean;
    } & CallSubject)
  /** A file could not be copied to this machine. */
  | ({ readonly type: 'spool-failed'; readonly reason: string } & CallSubject)
  /** A query is submitted again: the job failed, is gone, or is about to expire. */
  | {
      readonly type: 'job-again';
      readonly namespace: string;
      readonly table: string;
      readonly waitMs: number;
      readonly reason: string;
    }
  /**
   * The download of a job to files has come further: it begins, another MiB is here, a file is
   * finished.
   */
  | {
      readonly type: 'download';
      readonly namespace: string;
      readonly table: string;
      readonly jobId: string;
      readonly files: number;
      /** Complete, checked files. */
      readonly filesDone: number;
      /** Stored bytes of all files so far, those of an earlier process included. */
      readonly storedBytes: number;
      /** What the whole job will take: exact once every file has begun, before that a guess by the files so far. */
      readonly expectedBytes: number | undefined;
    }
  /** An object is taken up again after a break (`offset` in stored bytes) or read again from its start (`offset` 0). */
  | {
      readonly type: 'object-again';
      readonly objectId: string;
      readonly attempt: number;
      readonly offset: number;
      readonly waitMs: number;
      readonly reason: string;
    };
