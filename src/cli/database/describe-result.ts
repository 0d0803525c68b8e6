import type { ReplicationResult, ValueCount, ValueFault, ValuePolicies } from '../../sql/index.js';
import type { LogLevel } from '../log/log-types.js';
import type { Outcome } from './run-replicas.js';

/** A line for the log about a table. */
export interface ResultLine {
  readonly level: LogLevel;
  readonly message: string;
}

const STATUS_WORDS: Readonly<Record<ReplicationResult['status'], string>> = {
  initialized: 'initialized',
  synchronized: 'synchronized',
  resnapshot: 'new snapshot',
  skipped: 'skipped',
  staged: 'staged',
};

/** Titles of the cells of a result. */
export const RESULT_TITLES: readonly string[] = ['status', 'written', 'deleted', 'schema', 'data as of'];

/** Says what was counted, and the policy that was applied to it. */
const FAULTS: Readonly<Record<ValueFault, readonly [string, keyof ValuePolicies | undefined]>> = {
  'non-finite': ['NaN or infinite', 'nonFinite'],
  nul: ['with the character NUL', 'nul'],
  'out-of-range': ['outside the range of the column', 'outOfRange'],
  'too-long': ['longer than the column', 'tooLong'],
  'unknown-enum': ['not in the enumeration of the column', 'unknownEnum'],
  'wrong-type': ['of another type', 'wrongType'],
  'bad-json': ['not JSON', 'wrongType'],
  oversized: ['too large for DAP (__dap_oversized_truncated__)', 'oversized'],
  unspecified: ['unknown to DAP (__dap_unspecified__)', undefined],
  'not-null': ['absent where the column needs one; its default or an empty one was written', undefined],
};

/** The result for `--output json` and for the table on a terminal. */
export function resultOutcome(result: ReplicationResult): Outcome {
  const { status, timestamp, schemaVersion, upserted, deleted, reason } = result;
  const isSkipped = status === 'skipped';
  return {
    value: result,
    cells: [
      reason === undefined ? STATUS_WORDS[status] : `${STATUS_WORDS[status]}: ${reason}`,
      isSkipped ? '' : String(upserted),
      isSkipped ? '' : String(deleted),
      String(schemaVersion),
      timestamp,
    ],
    summary: describeStatus(result),
  };
}

function describeStatus(result: ReplicationResult): string {
  const { status, timestamp, schemaVersion, upserted, deleted, reason, staged } = result;
  const state = `data as of ${timestamp}, schema version ${schemaVersion}`;
  switch (status) {
    case 'initialized':
      return `initialized with ${upserted} rows, ${state}`;
    case 'synchronized':
      return `synchronized: ${upserted} rows written, ${deleted} deleted, ${state}`;
    case 'resnapshot':
      return `replaced by a new snapshot: ${upserted} rows written, ${deleted} deleted, ${state}`;
    case 'staged':
      return `${staged?.missing.length ?? 0} of ${staged?.ofFiles ?? 0} files are still to be loaded: the next call goes on with them`;
    case 'skipped':
      return `skipped: ${reason ?? 'there is nothing to do'}`;
    default:
      return status satisfies never;
  }
}

/** What the log says about a result beside its summary: changes of the table, counted values. */
export function resultLines(result: ReplicationResult, policies: Partial<ValuePolicies>): readonly ResultLine[] {
  const lines: ResultLine[] = result.changes.map((message) => ({ level: 'info', message }));
  if (result.duplicates > 0) {
    lines.push({
      level: 'warning',
      message: `${result.duplicates} rows of the snapshot repeated a key; one of each is kept`,
    });
  }
  return [...lines, ...result.counts.map((count) => countLine(count, policies))];
}

function countLine({ column, fault, count }: ValueCount, policies: Partial<ValuePolicies>): ResultLine {
  const [what, policy] = FAULTS[fault];
  const choice = policy === undefined ? undefined : policies[policy];
  const done = choice === undefined ? '' : ` (policy: ${choice})`;
  return { level: 'warning', message: `column ${column}: ${count} ${count === 1 ? 'value' : 'values'} ${what}${done}` };
}
