import type { RunOutcome, TableOutcome } from '../../sync/contract/events.js';
import type { ResultLine } from '../database/describe-result.js';

type Status = TableOutcome['status'] | 'pending';

/** In the order in which a run tells them. */
const STATUS_WORDS: Readonly<Record<Status, string>> = {
  synchronized: 'synchronized',
  initialized: 'initialized',
  resnapshot: 'replaced by a new snapshot',
  skipped: 'skipped',
  staged: 'staged in part',
  pending: 'pending',
  busy: 'busy',
  failed: 'failed',
};

/** What the log says about the end of a table. */
export function describeOutcome(outcome: TableOutcome): ResultLine {
  const { action, status, upserted, deleted, timestamp = '', schemaVersion = 0, reason = '' } = outcome;
  const state = `data as of ${timestamp}, schema version ${schemaVersion}`;
  switch (status) {
    case 'initialized':
      return info(`initialized with ${upserted} rows, ${state}`);
    case 'synchronized':
      return info(`synchronized: ${upserted} rows written, ${deleted} deleted, ${state}`);
    case 'resnapshot':
      return info(`replaced by a new snapshot: ${upserted} rows written, ${deleted} deleted, ${state}`);
    case 'skipped':
      return info(`skipped: ${reason}`);
    case 'staged':
      return info(`time is up: the next run goes on with the ${filesLeft(outcome)} that are still to be loaded`);
    case 'busy':
      return info('not done, because another process is at work on it');
    case 'failed':
      return { level: 'error', message: `${action} failed: ${withAdvice(outcome)} [${outcome.code ?? ''}]` };
    default:
      return status satisfies never;
  }
}

/** Reason and advice of a failure. */
export function withAdvice({ reason = '', advice }: TableOutcome): string {
  return advice === undefined ? reason : `${reason} ${advice}`;
}

/**
 * What the log says about the end of a run.
 *
 * @param isLast - the program ends with the run, and tells by itself why it failed.
 */
export function describeRun({ tables, isCutShort, failure }: RunOutcome, isLast: boolean): ResultLine {
  const counts = Object.entries(STATUS_WORDS)
    .map(([status, word]) => [tables[status as Status] ?? 0, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  const summary = counts.length === 0 ? 'no table was worked on' : counts.join(', ');
  if (failure !== undefined && !isLast) {
    return { level: 'error', message: `the run failed: ${failure.message} [${failure.code}]; ${summary}` };
  }
  const what = isCutShort ? 'the run was cut short' : 'the run has ended';
  return { level: (tables.failed ?? 0) > 0 ? 'error' : 'info', message: `${what}: ${summary}` };
}

function filesLeft({ staged }: TableOutcome): string {
  return staged === undefined ? 'files' : `${staged.missing.length} of ${staged.ofFiles} files`;
}

function info(message: string): ResultLine {
  return { level: 'info', message };
}
