import type { RateLimiterStoreAbstract } from 'rate-limiter-flexible';
import { loadPackage } from '../../util/load-package.js';
import type { LimiterStore } from '../contract/database.js';

/** Slots in a database: each is a row that is taken until a time. */
export interface SlotStore {
  /** @returns undefined when the slot is taken now, else the milliseconds until it is free. */
  take(slot: string, ms: number): Promise<number | undefined>;
  /** The slot is ours; it is to be free in so many milliseconds. */
  keep(slot: string, ms: number): Promise<void>;
  free(slot: string): Promise<void>;
  /** False where the table is absent, or must not be read. */
  isThere(): Promise<boolean>;
}

/**
 * Opens slots in the table of limits.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING`
 */
export async function openSlotStore(store: LimiterStore): Promise<SlotStore> {
  const limiter = await createLimiter(store);
  const inTurn = turns();
  return {
    take: async (slot, ms) => await inTurn(() => take(limiter, slot, ms)),
    keep: async (slot, ms) => {
      await inTurn(() => limiter.set(slot, 1, ms / 1000));
    },
    free: async (slot) => {
      await inTurn(() => limiter.delete(slot));
    },
    isThere: async () => {
      try {
        await inTurn(() => limiter.get('any'));
        return true;
      } catch {
        return false;
      }
    },
  };
}

async function take(limiter: RateLimiterStoreAbstract, slot: string, ms: number): Promise<number | undefined> {
  try {
    await limiter.consume(slot, 1, { customDuration: ms / 1000 });
    return undefined;
  } catch (error) {
    // The library rejects with a result when the slot is taken, and with an error when the database failed.
    if (error instanceof Error || !isTaken(error)) throw error;
    return error.msBeforeNext;
  }
}

function isTaken(result: unknown): result is { readonly msBeforeNext: number } {
  return typeof result === 'object' && result !== null && 'msBeforeNext' in result;
}

async function createLimiter({ kind, client, schema, table }: LimiterStore): Promise<RateLimiterStoreAbstract> {
  const { RateLimiterMySQL, RateLimiterPostgres } = await loadPackage(
    'rate-limiter-flexible',
    () => import('rate-limiter-flexible'),
  );
  const shared = {
    storeClient: client,
    tableName: table,
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: 'dap',
    points: 1,
    duration: 60,
  };
  if (kind === 'postgresql') return new RateLimiterPostgres({ ...shared, schemaName: schema, storeType: 'pool' });
  const isPool = typeof (client as { readonly getConnection?: unknown }).getConnection === 'function';
  return new RateLimiterMySQL({ ...shared, dbName: schema, storeType: isPool ? 'pool' : 'connection' });
}

/** One call after the other: the library uses transactions, and there may be one connection only. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const mine = last.then(work, work);
    last = mine;
    return await mine;
  };
}
