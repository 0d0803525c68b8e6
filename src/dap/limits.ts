/**
 * Every budget and limit of the DAP client, and how they nest:
 *
 *   run of a table    a new job when the old one is lost                 MAX_RESTARTS
 *   │
 *   ├─ a query        failed job: FAILURE_PAUSES_MS   lost job: MAX_LOSSES
 *   │  │              expiring job: EXPIRY_MARGIN_MS, AFTER_EXPIRY_MS, MAX_EXPIRY_WAITS
 *   │  │              older than what was read: each form of the query, then MAX_STALE_WAIT_MS, MAX_STALE_WAITS
 *   │  └─ a job       looked at every FIRST_POLL_MS * POLL_GROWTH^n up to MAX_POLL_MS, for MAX_WAIT_MS
 *   │     └─ call ──────────────────────────────────────────────────────────────────────────┐
 *   │                                                                                       │
 *   ├─ an object      damaged file: MAX_CORRUPT   same place distrusted: MAX_DISTRUST       │
 *   │  │              delivered part changed: MAX_OBJECT_RESTARTS                           │
 *   │  │              ahead of its turn: READ_AHEAD_OBJECTS, MAX_READ_AHEAD; spooled: SPOOL_* │
 *   │  ├─ a URL       FIRST_URL_BATCH to MAX_URL_BATCH at a time, for MAX_URL_AGE_MS,       │
 *   │  │  └─ call ──  incomplete answer: MAX_URL_TRIES ─────────────────────────────────────┤
 *   │  └─ transfer    broken without a byte gained: MAX_STALLS                              │
 *   │     └─ request  refused URL: MAX_REFUSALS   redirect: MAX_REDIRECTS                   │
 *   │        └─ retry (long budget from the start) ▶ transport                              │
 *   │                                                                                       ▼
 *   │      ┌─ retry ─ DEFAULT_RETRY_POLICY: tries after failures, total wait after 429s ───────┐
 *   │      │  ┌─ slot ─ DEFAULT_RATE_LIMITS: waits here; the slot is kept until the answer ──┐ │
 *   │      │  │  ┌─ token ─ renewed TOKEN_MARGIN_MS early; a 401 renews it, once a try ────┐ │ │
 *   │      │  │  │  ┌─ transport ─ DEFAULT_TIMEOUTS: connection, head, silence ──────────┐ │ │ │
 *   │      │  │  │  └────────────────────────────────────────────────────────────────────┘ │ │ │
 *   │      │  │  └─────────────────────────────────────────────────────────────────────────┘ │ │
 *   │      │  └──────────────────────────────────────────────────────────────────────────────┘ │
 *   │      └───────────────────────────────────────────────────────────────────────────────────┘
 *   │         The login of the token has a retry and a transport of its own, and no slot.
 *
 * All durations are in milliseconds.
 */
import type { RetryPolicy } from '../http/retry-policy.js';
import type { RateLimits } from './rate-limits.js';

// Calls

/** Some minutes for a host that is known, about five seconds for one that is not, an hour for limits. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxAttempts: 12,
  maxAttemptsUnknownHost: 4,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  rateLimitDelayMs: 30_000,
  rateLimitTotalMs: 3_600_000,
};

/** What Instructure documents (developer documentation, "Limits and policies"): requests per minute and endpoint. */
export const DEFAULT_RATE_LIMITS: RateLimits = {
  listTables: 5,
  getSchema: 500,
  submitQuery: 5,
  getJob: 500,
  getResources: 200,
  windowMs: 60_000,
};

/** Longest time before its end at which a token is renewed. */
export const TOKEN_MARGIN_MS = 300_000;
/** Lifetime of a token whose answer does not say it. */
export const TOKEN_LIFETIME_MS = 3_600_000;

// Jobs

export const FIRST_POLL_MS = 250;
export const POLL_GROWTH = 1.5;
export const MAX_POLL_MS = 10_000;
/** Longest wait for a job to end, unless the caller sets another. Jobs are deleted 24 hours after their start. */
export const MAX_WAIT_MS = 6 * 3_600_000;
/** A job that only waits is reported this often. */
export const WAIT_REPORT_MS = 60_000;
/** A job that ends sooner is not used: its objects could vanish while they are read. */
export const EXPIRY_MARGIN_MS = 60_000;
/** Pause after the end of an expiring job before its query is submitted again. */
export const AFTER_EXPIRY_MS = 5000;
export const MAX_EXPIRY_WAITS = 3;
/** A job that is older than what was read before is waited for if it expires within this time. */
export const MAX_STALE_WAIT_MS = 600_000;
/** Such waits for one query: a service that holds older data than was read before never gives a newer job. */
export const MAX_STALE_WAITS = 3;
/** Forms of a query that are asked before its old answers are waited for, or refused. */
export const MAX_FORMS_A_RUN = 3;
/** Microseconds by which a query for changes may begin earlier to be another one: a sync every five minutes needs 288. */
export const MAX_SINCE_SHIFT = 288;
export const MAX_LOSSES = 3;
/** Pauses before the query of a failed job is submitted again. */
export const FAILURE_PAUSES_MS = [5000, 15_000, 45_000] as const;

// Objects

/** First number of objects in a call for URLs, and the largest. It doubles while URLs are used before they are old. */
export const FIRST_URL_BATCH = 10;
export const MAX_URL_BATCH = 160;
/** URLs live for about 15 minutes; older ones than this are not used to begin a transfer. */
export const MAX_URL_AGE_MS = 600_000;
/** Tries for an answer that lacks the URL of an object. */
export const MAX_URL_TRIES = 4;
/** Fresh URLs of one object that the store may refuse. */
export const MAX_REFUSALS = 3;
export const MAX_REDIRECTS = 5;
/** Failures of a transfer in a row without a byte gained in between. */
export const MAX_STALLS = 8;
/** Times that a damaged file is fetched in all. */
export const MAX_CORRUPT = 4;
/** Times that the same place of a file may be distrusted: a file that is damaged in the store stays so. */
export const MAX_DISTRUST = 3;

// Tables

/** New jobs for one read of a table after jobs or objects were lost. */
export const MAX_RESTARTS = 3;
/** Times that one object is read again from its start because its delivered part turned out to be another. */
export const MAX_OBJECT_RESTARTS = 3;
/** Objects of a table that are fetched ahead of their turn. */
export const READ_AHEAD_OBJECTS = 8;
/** Stored bytes of each that are kept in memory. */
export const READ_AHEAD_BYTES = 128 * 1024;
/** Objects fetched ahead at a time, for all tables of a client together. */
export const MAX_READ_AHEAD = 8;
/** Time over which the speed of a reader must be known before it is judged. */
export const SPOOL_EVIDENCE_MS = 60_000;
/** A job with less time left is spooled, however fast the reader is. */
export const SPOOL_LAST_MINUTE_MS = 15 * 60_000;
/** How often that is looked at. */
export const SPOOL_CHECK_MS = 15_000;
/** Free space that spooling leaves on the disk. */
export const SPOOL_RESERVE_BYTES = 256 * 1024 * 1024;
/** Files spooled at a time. */
export const SPOOL_PARALLEL = 2;
/** Files that a client downloads to this machine at a time, for all tables together. */
export const MAX_FILES_AT_A_TIME = 3;
/** Bytes gathered before they are written to a file. */
export const WRITE_BYTES = 256 * 1024;
/** Stored bytes after which the progress of a download is reported again. */
export const PROGRESS_BYTES = 512 * 1024;
/** Tables under way at a time where several are handled. Most of them wait for their jobs, of which five begin a minute. */
export const MAX_TABLES_AT_A_TIME = 32;
