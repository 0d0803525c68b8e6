/** Budgets and limits of the DAP client. */

// Jobs
export const FIRST_POLL_MS = 250;
export const POLL_GROWTH = 1.5;
export const MAX_POLL_MS = 10_000;
/** Longest wait for a job to end, unless the caller sets another. */
export const MAX_WAIT_MS = 6 * 3_600_000;
/** A job that only waits is reported this often. */
export const WAIT_REPORT_MS = 60_000;
/** A job that ends sooner is not started on: its objects could vanish while they are read. */
export const EXPIRY_MARGIN_MS = 60_000;
export const AFTER_EXPIRY_MS = 5000;
export const MAX_EXPIRY_WAITS = 3;
/** A job that is older than what was read before is waited for if it expires within this time. */
export const MAX_STALE_WAIT_MS = 600_000;
export const MAX_LOSSES = 3;
/** Pauses before a failed job's query is submitted again. */
export const FAILURE_PAUSES_MS = [5000, 15_000, 45_000] as const;

// Objects
/** Times that a damaged file is fetched in all. */
export const MAX_CORRUPT = 4;
/** Times that a consumer may distrust the same place of a file: damage at rest does not go away. */
export const MAX_DISTRUST = 3;
/** Failures in a row without a byte gained in between. */
export const MAX_STALLS = 8;
/** First number of objects in a call for URLs, and the largest. It doubles while URLs are used before they are old. */
export const FIRST_URL_BATCH = 10;
export const MAX_URL_BATCH = 160;
/** URLs live for about 15 minutes; older ones than this are not used to begin a transfer. */
export const MAX_URL_AGE_MS = 600_000;
export const MAX_REFUSALS = 3;
export const MAX_REDIRECTS = 5;
/** Tries for an answer that lacks the URL of an object. */
export const MAX_URL_TRIES = 4;

// Tables
/** Times that a query is repeated because its job is lost. */
export const MAX_RESTARTS = 3;
/** Times that one object is read again from its start because its delivered part turned out to be another. */
export const MAX_OBJECT_RESTARTS = 3;
/** Objects of a table that are fetched ahead of their turn. */
export const READ_AHEAD_OBJECTS = 8;
/** Stored bytes of each that are kept in memory. */
export const READ_AHEAD_BYTES = 256 * 1024;
/** Objects fetched ahead at a time, for all tables of a client together. */
export const MAX_READ_AHEAD = 16;
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
