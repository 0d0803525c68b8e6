import { compareInstants, instantMs, isInstant } from '../instants.js';
import type { CompleteJob, TableQuery } from '../wire.js';

/** What the caller knows when it asks, for holding the answer against. */
export interface KnownFacts {
  /**
   * An answer as of an earlier instant than this is older than what was read before: a snapshot by its `at`, changes by
   * their end. RFC 3339 with a zone.
   */
  readonly notBefore?: string | undefined;
  /** The version of the table's schema that the service tells now: files of an older one lack values. */
  readonly schemaVersion?: number | undefined;
  /** The job that answered this very query before, and brought nothing new. */
  readonly repeatedJobId?: string | undefined;
  /** The query began earlier than `since`: rows of that instant do not make the answer new. */
  readonly isShifted?: boolean | undefined;
}

/**
 * Why an answer is not believed. `old`: using it would lose something. `repeated`: it is only late. `outdated`: its
 * schema is an older one; used when there is no better.
 */
export interface Staleness {
  readonly kind: 'old' | 'repeated' | 'outdated';
  readonly reason: string;
}

/** Jobs live for so long (Query API, "Jobs"). */
const JOB_LIFE_MS = 24 * 3_600_000;
/** Clocks may differ by so much before a job counts as made by an earlier query. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/**
 * Compares a complete job with what the caller knows. The service hands out the job of an identical earlier query for
 * 24 hours, so an answer may be older than the question.
 *
 * @returns undefined when the job may be used.
 */
export function findStaleness(
  job: CompleteJob,
  query: TableQuery,
  known: KnownFacts,
  nowMs: number,
): Staleness | undefined {
  const since = 'since' in query ? query.since : undefined;
  const byTime =
    since === undefined ? snapshotStaleness(job, known.notBefore) : changesStaleness(job, since, known, nowMs);
  return byTime ?? outdatedness(job, since === undefined, known, nowMs);
}

function changesStaleness(job: CompleteJob, since: string, known: KnownFacts, nowMs: number): Staleness | undefined {
  const { notBefore } = known;
  const until = job.until;
  if (until === undefined || !isInstant(until) || !isInstant(since)) return undefined;
  const order = compareInstants(until, since);
  if (order < 0) return { kind: 'old', reason: `its changes end at ${until}, before ${since}` };
  if (notBefore !== undefined && isInstant(notBefore) && compareInstants(until, notBefore) < 0) {
    return { kind: 'old', reason: `its changes end at ${until}, before ${notBefore}` };
  }
  if (order > 0 || (job.objects.length > 0 && known.isShifted !== true)) return undefined;
  const isRepeated = job.id === known.repeatedJobId || isOldJob(job, nowMs);
  return isRepeated
    ? { kind: 'repeated', reason: `it answered the same query before and ends at ${until}` }
    : undefined;
}

function snapshotStaleness(job: CompleteJob, notBefore: string | undefined): Staleness | undefined {
  const { at } = job;
  if (at === undefined || notBefore === undefined || !isInstant(at) || !isInstant(notBefore)) return undefined;
  if (compareInstants(at, notBefore) >= 0) return undefined;
  return { kind: 'old', reason: `it is a snapshot as of ${at}, and ${notBefore} was read before` };
}

/** A snapshot that is known to be an earlier one would never bring what came with the newer schema. */
function outdatedness(
  job: CompleteJob,
  isSnapshot: boolean,
  { schemaVersion, repeatedJobId }: KnownFacts,
  nowMs: number,
): Staleness | undefined {
  if (schemaVersion === undefined || job.schema_version >= schemaVersion) return undefined;
  const isEarlier = job.id === repeatedJobId || isOldJob(job, nowMs);
  const reason = `its files have version ${job.schema_version} of the schema, and the service tells version ${schemaVersion}`;
  return { kind: isSnapshot && isEarlier ? 'old' : 'outdated', reason };
}

/** The service tells no start of a job, only its end. */
function isOldJob(job: CompleteJob, nowMs: number): boolean {
  const expiresMs = job.expires_at === undefined ? undefined : instantMs(job.expires_at);
  if (expiresMs === undefined) return false;
  const leftMs = expiresMs - nowMs;
  return leftMs > 0 && leftMs < JOB_LIFE_MS - CLOCK_TOLERANCE_MS;
}
