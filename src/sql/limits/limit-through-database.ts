import { createHash } from 'node:crypto';
import { DEFAULT_RATE_LIMITS, originOf, processLimiter, type RateLimiter, type RateLimits } from '../../dap/index.js';
import { type Clock, systemClock } from '../../util/clock.js';
import type { Database } from '../contract/database.js';
import { sharedLimiter } from './shared-limiter.js';
import { openSlotStore } from './slot-store.js';

/** Whose requests are limited. */
export interface LimitedClient {
  readonly clientId: string;
  /** As the client has it, with its path prefix if that is not the usual one. */
  readonly baseUrl: string;
  readonly limits?: RateLimits | undefined;
  readonly clock?: Clock | undefined;
  /** Nothing may be made in the database: where it has no limiter yet, there is none. Default false. */
  readonly readOnly?: boolean | undefined;
  /** A sentence for the log. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** A machine whose clock is further off would free the slots of others too early. */
const MAX_SKEW_MS = 1000;
const ACCOUNT_CHARS = 32;

/**
 * A limiter for the option `rateLimiter` of a `DapClient`: all processes that use this database and the same client id
 * keep the limits of the service together.
 *
 * @returns undefined where the database cannot hold one (DuckDB), or the clock of this machine is wrong: the client
 * keeps the limits within its process.
 * @example
 * const database = await connection.open();
 * const rateLimiter = await limitThroughDatabase(database, { clientId, baseUrl });
 * const client = new DapClient({ clientId, clientSecret, baseUrl, rateLimiter });
 */
export async function limitThroughDatabase(
  database: Database,
  { clientId, baseUrl, limits = DEFAULT_RATE_LIMITS, clock = systemClock, readOnly = false, onWarning }: LimitedClient,
): Promise<RateLimiter | undefined> {
  const limiterStore = await database.limiterStore();
  if (limiterStore === undefined) return undefined;
  const skew = await clockSkew(database, clock);
  if (skew > MAX_SKEW_MS) {
    onWarning?.(
      `The clock of this machine differs from that of the database by ${Math.round(skew / 1000)} s or more: the request limits of DAP are not shared with other processes. Set the clock.`,
    );
    return undefined;
  }
  const account = accountOf(baseUrl, clientId);
  const store = await openSlotStore(limiterStore);
  if (readOnly && !(await store.isThere())) return undefined;
  return sharedLimiter({
    store,
    account,
    limits,
    local: processLimiter(baseUrl, clientId, limits, clock),
    onWarning,
    clock,
  });
}

/** Milliseconds by which the clocks differ for certain, whatever the way to the database took. */
async function clockSkew(database: Database, clock: Clock): Promise<number> {
  const before = clock.now();
  const there = Date.parse(await database.now());
  const after = clock.now();
  return Math.max(before - there, there - after, 0);
}

function accountOf(baseUrl: string, clientId: string): string {
  const { url, client } = originOf(baseUrl.replace(/\/+$/, ''), clientId, undefined);
  return createHash('sha256')
    .update(JSON.stringify([url, client]))
    .digest('hex')
    .slice(0, ACCOUNT_CHARS);
}
