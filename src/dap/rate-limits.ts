import { MovingWindow } from '../http/moving-window.js';
import type { Clock } from '../util/clock.js';

/** The five calls that DAP counts, each on its own; their values are what logs call them. */
export const OPERATIONS = {
  listTables: 'list tables',
  getSchema: 'get table schema',
  submitQuery: 'submit query',
  getJob: 'get job',
  getResources: 'get object URLs',
} as const;

/** Requests per window. */
export interface RateLimits {
  readonly listTables: number;
  readonly getSchema: number;
  readonly submitQuery: number;
  readonly getJob: number;
  readonly getResources: number;
  /** Length of the window, in milliseconds. */
  readonly windowMs: number;
}

/** What Instructure documents (developer documentation, "Limits and policies"): requests per minute and endpoint. */
export const DEFAULT_RATE_LIMITS: RateLimits = {
  listTables: 5,
  getSchema: 500,
  submitQuery: 5,
  getJob: 500,
  getResources: 200,
  windowMs: 60_000,
};

/** The windows of one set of credentials, by the name of the call. */
export type LimitWindows = ReadonlyMap<string, MovingWindow>;

/** Windows by clock (tests bring their own), then by service, credentials and limits. */
const shared = new WeakMap<Clock, Map<string, LimitWindows>>();

/**
 * The windows that all clients of this process share for one service and client id: the server counts
 * them together.
 */
export function sharedWindows(baseUrl: string, clientId: string, limits: RateLimits, clock: Clock): LimitWindows {
  const key = JSON.stringify([baseUrl, clientId, limits]);
  const byKey = shared.get(clock) ?? new Map<string, LimitWindows>();
  shared.set(clock, byKey);
  const windows = byKey.get(key) ?? createWindows(limits, clock);
  byKey.set(key, windows);
  return windows;
}

/** Windows of their own. */
export function createWindows(limits: RateLimits, clock: Clock): LimitWindows {
  const names = ['listTables', 'getSchema', 'submitQuery', 'getJob', 'getResources'] as const;
  return new Map(names.map((name) => [OPERATIONS[name], new MovingWindow(limits[name], limits.windowMs, clock)]));
}
