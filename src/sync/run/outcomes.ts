import { type Advice, errorText, isCodedError } from '../../errors.js';
import type { RunOutcome, SyncTable, TableOutcome } from '../contract/events.js';
import type { TableDone } from './work-on-table.js';

/** How failures are put into words. */
export interface Wording {
  /** What the users of the program can do about each error. */
  readonly advice: Advice;
  /** Takes secrets out of a text. */
  readonly mask: (text: string) => string;
}

/** Begin and end of some work, RFC 3339 in UTC. */
export interface Times {
  readonly startedAt: string;
  readonly endedAt: string;
}

/** The outcome of a table that was worked on. */
export function doneOutcome(table: SyncTable, { action, result }: TableDone, times: Times): TableOutcome {
  const { status, timestamp, schemaVersion, upserted, deleted, changes, jobId, reason, staged } = result;
  const facts = { timestamp, schemaVersion, upserted, deleted, changes, jobId, reason, staged };
  return { table, action, status, ...times, ...facts };
}

/** The outcome of a table that failed, or that another process is at work on. */
export function failedOutcome(
  { table, action }: Pick<TableOutcome, 'table' | 'action'>,
  error: Error,
  times: Times,
  wording: Wording,
): TableOutcome {
  const nothing = { upserted: 0, deleted: 0, changes: [] };
  const { code, message, advice } = describeFailure(error, wording);
  const reason = message.replace(`${table.namespace}.${table.table}: `, '');
  if (code === 'SQL_TABLE_BUSY') return { table, action, status: 'busy', ...times, ...nothing, reason };
  return { table, action, status: 'failed', ...times, ...nothing, reason, code, advice };
}

/** Code, message and advice of a failure, without a secret. */
export function describeFailure(
  error: unknown,
  { advice, mask }: Wording,
): { readonly code: string; readonly message: string; readonly advice?: string | undefined } {
  const code = isCodedError(error) ? error.code : 'CDK_UNEXPECTED';
  const help = advice[code];
  return { code, message: mask(errorText(error)), advice: typeof help === 'string' ? help : undefined };
}

/** How many tables ended in which way; those of `due` without an outcome are pending. */
export function countOutcomes(due: number, outcomes: readonly TableOutcome[]): RunOutcome['tables'] {
  const counts: Partial<Record<TableOutcome['status'] | 'pending', number>> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  if (due > outcomes.length) counts.pending = due - outcomes.length;
  return counts;
}
