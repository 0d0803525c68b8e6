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
  /** A query is submitted again: the job failed, is gone, or is about to expire. */
  | {
      readonly type: 'job-again';
      readonly namespace: string;
      readonly table: string;
      readonly waitMs: number;
      readonly reason: string;
    }
  /** An object is taken up again after a break (`offset` in compressed bytes) or read again from its start (`offset` 0). */
  | {
      readonly type: 'object-again';
      readonly objectId: string;
      readonly attempt: number;
      readonly offset: number;
      readonly waitMs: number;
      readonly reason: string;
    };
