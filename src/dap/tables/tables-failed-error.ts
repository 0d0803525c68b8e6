import { CodedError } from '../../errors.js';

/** A table that failed, and why. */
export interface TableFailure {
  readonly table: string;
  readonly error: Error;
}

/** What became of several tables. */
export interface TablesOutcome<T> {
  /** What the operation gave, by table, in the order of the tables. */
  readonly results: ReadonlyMap<string, T>;
  readonly failures: readonly TableFailure[];
  /** Tables that were not begun, because a failure concerns all of them: refused credentials, an account without access. */
  readonly skipped: readonly string[];
}

const NAMED_IN_MESSAGE = 3;

/** Some of several tables failed. What the others gave is here as well. */
export class TablesFailedError<T = unknown> extends CodedError implements TablesOutcome<T> {
  override readonly name = 'TablesFailedError';
  readonly results: ReadonlyMap<string, T>;
  readonly failures: readonly TableFailure[];
  readonly skipped: readonly string[];

  constructor(namespace: string, operationName: string, outcome: TablesOutcome<T>) {
    const { results, failures, skipped } = outcome;
    const total = results.size + failures.length + skipped.length;
    const named = failures.slice(0, NAMED_IN_MESSAGE).map(({ table, error }) => `${table} (${error.message})`);
    const more = failures.length > named.length ? ` and ${failures.length - named.length} more` : '';
    const left = skipped.length === 0 ? '' : ` ${skipped.length} were not begun.`;
    super('DAP_TABLES_FAILED', {
      message: `${operationName}: ${failures.length} of ${total} tables of ${namespace} failed: ${named.join(', ')}${more}.${left}`,
      details: { namespace, failed: failures.map(({ table }) => table), skipped },
      cause: failures[0]?.error,
      ...(failures.every(({ error }) => isFailureOfConfig(error)) ? { failureType: 'config_error' } : {}),
    });
    this.results = results;
    this.failures = failures;
    this.skipped = skipped;
  }
}

function isFailureOfConfig(error: Error): boolean {
  return error instanceof CodedError && error.failureType === 'config_error';
}
