import { JobStaleError } from '../errors/job-errors.js';
import { OutOfRangeError, SnapshotRequiredError } from '../errors/request-errors.js';
import { compareInstants, instantMs, isInstant } from '../instants.js';

/**
 * Why a stored instant cannot be continued from:
 * - `reloaded`: the table was loaded again on the server;
 * - `too-old`: the service has forgotten the changes since then;
 * - `too-late`: it lies behind everything that the service holds: a restored server, or another account's instant;
 * - `absurd`: it lies more than a day ahead of the clocks of both sides, so no service can have given it.
 */
export interface InvalidSince {
  readonly kind: 'reloaded' | 'too-old' | 'too-late' | 'absurd';
  /** Earliest instant that the service would accept, where it says so. */
  readonly earliest?: string | undefined;
  /** Newest instant that the service holds, where it says so. */
  readonly latest?: string | undefined;
}

const DAY_MS = 24 * 3_600_000;

/**
 * Reads what an error says of the `since` of a query.
 *
 * @param nowMs - the later of the clocks of this machine and of the service.
 * @returns undefined when the error is about something else.
 */
export function judgeSince(error: unknown, since: string, nowMs: number): InvalidSince | undefined {
  // An incremental job that ends before its `since` says the same as an instant out of range.
  if (error instanceof JobStaleError) return { kind: isAbsurd(since, nowMs) ? 'absurd' : 'too-late' };
  if (error instanceof SnapshotRequiredError) return { kind: 'reloaded', earliest: error.since, latest: error.until };
  if (!(error instanceof OutOfRangeError)) return undefined;
  const bounds = { earliest: error.since, latest: error.until };
  if (isAbsurd(since, nowMs)) return { kind: 'absurd', ...bounds };
  return { kind: isLater(since, error) ? 'too-late' : 'too-old', ...bounds };
}

function isAbsurd(since: string, nowMs: number): boolean {
  const sinceMs = instantMs(since);
  return sinceMs !== undefined && sinceMs > nowMs + DAY_MS;
}

function isLater(since: string, { since: earliest, until }: OutOfRangeError): boolean {
  const latest = until ?? earliest;
  return latest !== undefined && isInstant(latest) && compareInstants(since, latest) > 0;
}
