import type { TableOutcome } from '../../sync/contract/events.js';
import type { RunResult } from '../../sync/run/run-sync.js';
import type { DatabaseSession } from '../database/database-session.js';
import { printFailures, reportResults } from '../output/report-tables.js';
import { withAdvice } from './describe-outcome.js';

const TITLES: readonly string[] = ['status', 'written', 'deleted', 'schema', 'data as of'];

/** Tells what became of the tables of a run: a table on a terminal, a JSON line for each with `--output json`. */
export function reportRun(session: DatabaseSession, { tables, pending }: RunResult): void {
  const { results, display, isInteractive } = session;
  for (const outcome of tables) results.failure(jsonOf(outcome));
  for (const { since: _, ...table } of pending) results.failure({ ...table, status: 'pending' });
  const failed = tables.filter(({ status }) => status === 'failed');
  const rows = tables.filter(({ status }) => status !== 'failed').map(rowOf);
  reportResults(session, TITLES, [
    ...rows,
    ...pending.map(({ namespace, table }) => [`${namespace}.${table}`, 'pending']),
  ]);
  if (isInteractive && failed.length > 0) {
    printFailures(
      display,
      failed.map((outcome) => [nameOf(outcome), outcome.code ?? '', withAdvice(outcome)]),
    );
  }
  display.close();
}

function jsonOf({ table, reason, code, advice, staged, ...outcome }: TableOutcome): object {
  const left = staged === undefined ? {} : { missingFiles: staged.missing.length, ofFiles: staged.ofFiles };
  const shared = { ...table, ...outcome, ...left };
  if (outcome.status !== 'failed') return reason === undefined ? shared : { ...shared, reason };
  return { ...shared, error: { code, message: withAdvice({ ...outcome, table, reason, advice }) } };
}

function rowOf(outcome: TableOutcome): readonly string[] {
  const { status, upserted, deleted, schemaVersion, timestamp, reason } = outcome;
  const hasRows = status === 'initialized' || status === 'synchronized' || status === 'resnapshot';
  return [
    nameOf(outcome),
    reason === undefined ? status : `${status}: ${reason}`,
    hasRows ? String(upserted) : '',
    hasRows ? String(deleted) : '',
    schemaVersion === undefined ? '' : String(schemaVersion),
    timestamp ?? '',
  ];
}

function nameOf({ table }: TableOutcome): string {
  return `${table.namespace}.${table.table}`;
}
