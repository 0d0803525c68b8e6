import { isAbort, isCodedError } from '../../errors.js';
import { throwIfAborted } from '../../http/abort.js';
import { forEachConcurrently } from '../../util/concurrency.js';
import type { CallOptions } from '../client-options.js';
import { MAX_TABLES_AT_A_TIME } from '../limits.js';
import { type TableFailure, TablesFailedError } from './tables-failed-error.js';

/** How to do something with several tables. */
export interface TablesOptions extends CallOptions {
  /** Tables under way at a time. Default {@link MAX_TABLES_AT_A_TIME}; most of them only wait for their jobs. */
  readonly concurrency?: number | undefined;
}

/** What is done with each table. `signal` is that of the options. */
export type TableOperation<T> = (namespace: string, table: string, signal: AbortSignal | undefined) => Promise<T>;

/** Failures that every further table would meet. */
const OF_ALL_TABLES = [
  'DAP_ACCOUNT_DISABLED',
  'DAP_ACCOUNT_NOT_ONBOARDED',
  'DAP_ACCOUNT_UNDER_MAINTENANCE',
  'DAP_AUTHENTICATION',
  'DAP_INSECURE_URL',
  'DAP_TLS',
] as const;

/**
 * Does something with each of several tables, a few at a time. A table that fails does not stop the others, unless its
 * failure concerns all of them.
 *
 * @returns what the operation gave, by table, in the order of `tables`
 * @throws {@link TablesFailedError} in the end when a table failed; an abort as soon as the signal fires.
 */
export async function runOnTables<T>(
  namespace: string,
  tables: readonly string[],
  operationName: string,
  operation: TableOperation<T>,
  options: TablesOptions = {},
): Promise<Map<string, T>> {
  const { signal, concurrency = MAX_TABLES_AT_A_TIME } = options;
  const distinct = [...new Set(tables)];
  const done = new Map<string, T>();
  const failures = new Map<string, TableFailure>();
  let isOver = false;
  await forEachConcurrently(distinct, Math.max(1, concurrency), async (table) => {
    throwIfAborted(signal);
    if (isOver) return;
    try {
      done.set(table, await operation(namespace, table, signal));
    } catch (error) {
      throwIfAborted(signal);
      if (isAbort(error) || !(error instanceof Error)) throw error;
      failures.set(table, { table, error });
      isOver ||= isCodedError(error, ...OF_ALL_TABLES);
    }
  });
  const results = new Map(distinct.filter((table) => done.has(table)).map((table) => [table, done.get(table) as T]));
  if (failures.size === 0) return results;
  throw new TablesFailedError<T>(namespace, operationName, {
    results,
    failures: distinct.flatMap((table) => failures.get(table) ?? []),
    skipped: distinct.filter((table) => !done.has(table) && !failures.has(table)),
  });
}
