import { backoffMs } from '../../../http/retry-policy.js';
import type { HttpPage } from '../http-page.js';
import { type ToldWait, toldWaitMs } from './wait.js';

/**
 * How long to wait before the next try: as an answer tells (in a header or its body), always the same, or exponentially
 * growing with jitter. `Retry-After` is respected beside it, if it asks for more.
 */
export type Backoff =
  | ToldWait
  | { readonly constantMs: number }
  | {
      /** Bound of the first pause; doubled at each try. */
      readonly exponentialMs: number;
      /** Default a minute. */
      readonly maxMs?: number;
    };

const DEFAULT = { exponentialMs: 2_000 };
const DEFAULT_MAX_MS = 60_000;
const MIN_MS = 500;

/** Those of several strategies that ask the answer, up to the first one that always knows a wait. */
export function toldStrategies(strategies: readonly Backoff[]): readonly ToldWait[] {
  const end = strategies.findIndex((strategy) => !isTold(strategy));
  return strategies.slice(0, end === -1 ? undefined : end).filter(isTold);
}

/** The first wait that an answer tells; undefined if it tells none. */
export async function toldBackoffMs(
  strategies: readonly Backoff[],
  page: HttpPage,
  nowMs: number,
): Promise<number | undefined> {
  for (const strategy of toldStrategies(strategies)) {
    const waitMs = await toldWaitMs(page, strategy, nowMs);
    // A wait of nothing would ask without a pause, for ever where the API's limit is the reason.
    if (waitMs !== undefined) return Math.max(MIN_MS, waitMs);
  }
  return undefined;
}

/**
 * A pause that needs no answer: of the first strategy that knows one, else exponential between half a second and a minute.
 *
 * @param attempt - the try that failed, from 1
 */
export function ownBackoffMs(strategies: readonly Backoff[], attempt: number): number {
  const own = strategies.find((strategy) => !isTold(strategy)) ?? DEFAULT;
  if ('constantMs' in own) return own.constantMs;
  const { exponentialMs = DEFAULT.exponentialMs, maxMs = DEFAULT_MAX_MS } = own as {
    exponentialMs?: number;
    maxMs?: number;
  };
  const pauseMs = backoffMs({ baseDelayMs: exponentialMs, maxDelayMs: maxMs }, attempt, Math.random);
  return Math.max(Math.min(MIN_MS, maxMs), pauseMs);
}

/** Whether a strategy knows a wait without an answer. */
export function hasOwnWait(strategies: readonly Backoff[]): boolean {
  return strategies.some((strategy) => !isTold(strategy));
}

function isTold(strategy: Backoff): strategy is ToldWait {
  return 'header' in strategy || 'body' in strategy;
}
