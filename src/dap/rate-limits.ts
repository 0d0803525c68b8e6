import type { RateLimiter } from '../http/rate-limiter.js';
import { WindowLimiter } from '../http/window-limiter.js';
import type { Clock } from '../util/clock.js';

/** The five operations of the Query API that DAP counts, each on its own, and what logs call them. */
export const CALL_LABELS = {
  listTables: 'list tables',
  getSchema: 'get table schema',
  submitQuery: 'submit query',
  getJob: 'get job',
  getResources: 'get object URLs',
} as const;

/** What a call does; names its limit. */
export type ApiOperation = keyof typeof CALL_LABELS;

/** Requests per window. */
export interface RateLimits extends Readonly<Record<ApiOperation, number>> {
  /** Length of the window, in milliseconds. */
  readonly windowMs: number;
}

/** Limiters by clock (tests bring their own), then by service, credentials and limits. */
const shared = new WeakMap<Clock, Map<string, RateLimiter>>();

/**
 * The limiter that all clients of this process share for one service and client id: the server counts
 * them together.
 */
export function sharedLimiter(baseUrl: string, clientId: string, limits: RateLimits, clock: Clock): RateLimiter {
  const key = JSON.stringify([baseUrl, clientId, limits]);
  const byKey = shared.get(clock) ?? new Map<string, RateLimiter>();
  shared.set(clock, byKey);
  const limiter = byKey.get(key) ?? createLimiter(limits, clock);
  byKey.set(key, limiter);
  return limiter;
}

/** A limiter of its own. */
export function createLimiter({ windowMs, ...limits }: RateLimits, clock: Clock): RateLimiter {
  return new WindowLimiter(limits, windowMs, clock);
}
