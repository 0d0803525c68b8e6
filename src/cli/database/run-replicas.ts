import { type TableFailure, type TableRef, TablesFailedError } from '../../dap/index.js';
import { type ErrorCode, isAbort, isCodedError } from '../../errors.js';
import { forEachConcurrently } from '../../util/concurrency.js';
import { EXIT_FAILED } from '../exit-codes.js';
import { reportFailures, reportResults } from '../output/report-tables.js';
import type { DatabaseSession } from './database-session.js';

/** What became of a table. */
export interface Outcome {
  /** For `--output json`. */
  readonly value: object;
  /** Cells of the table that ends the command on a terminal. */
  readonly cells: readonly string[];
  /** For the log. */
  readonly summary: string;
}

/** What a command does with each table. */
export interface ReplicaWork {
  /** Name of the command. */
  readonly name: string;
  /** Titles of the cells of the outcomes. */
  readonly titles: readonly string[];
  readonly concurrency: number;
  readonly work: (ref: TableRef) => Promise<Outcome>;
  /** What the failure of a table that was busy at first means if the other process has done the work. */
  readonly doneByAnother?: (error: Error) => Outcome | undefined;
}

/** Failures that every further table would meet. */
const OF_ALL_TABLES: readonly ErrorCode[] = [
  'DAP_ACCOUNT_DISABLED',
  'DAP_ACCOUNT_NOT_ONBOARDED',
  'DAP_ACCOUNT_UNDER_MAINTENANCE',
  'DAP_AUTHENTICATION',
  'DAP_CREDENTIALS_MISSING',
  'DAP_INSECURE_URL',
  'DAP_TLS',
  'OPTIONAL_PACKAGE_MISSING',
  'SQL_AUTHENTICATION',
  'SQL_CONNECTION_STRING',
  'SQL_DATABASE_BUSY',
  'SQL_DIALECT_UNSUPPORTED',
  'SQL_LEGACY_DATABASE',
];

/**
 * Does the work of a command on tables, a few at a time. A table that fails does not stop the others. A table that
 * another process is at work on is looked at again when the others are done, as long as that gets any of them done. What
 * failed and why is reported in the end.
 *
 * @returns the exit code.
 */
export async function runReplicas(
  session: DatabaseSession,
  tables: readonly string[],
  work: ReplicaWork,
): Promise<number> {
  const { namespace } = session.flags;
  const run = new Run(session, tables, work);
  await run.pass(tables, (table) => run.attempt(table));
  let busy = run.busy();
  for (let before = Number.POSITIVE_INFINITY; busy.length > 0 && busy.length < before; busy = run.busy()) {
    before = busy.length;
    session.log.info(`${work.name} looks again at the tables that were busy: ${busy.join(', ')}`, { namespace });
    run.forget(busy);
    await run.pass(busy, (table) => run.attempt(table, { wasBusy: true }));
  }
  return run.report();
}

/** The tables of a command and what became of them. */
class Run {
  readonly #session: DatabaseSession;
  readonly #tables: readonly string[];
  readonly #work: ReplicaWork;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #failures = new Map<string, Error>();
  #isOver = false;

  constructor(session: DatabaseSession, tables: readonly string[], work: ReplicaWork) {
    this.#session = session;
    this.#tables = tables;
    this.#work = work;
    for (const table of tables) session.display.update(this.#key(table), { phase: 'queued' });
  }

  /** Calls `attempt` for tables, a few at a time. An abort is thrown when all that were begun have ended. */
  async pass(tables: readonly string[], attempt: (table: string) => Promise<void>): Promise<void> {
    const { signal } = this.#session;
    let aborted: unknown;
    await forEachConcurrently(tables, this.#work.concurrency, async (table) => {
      if (this.#isOver || signal.aborted) return;
      try {
        await attempt(table);
      } catch (error) {
        aborted ??= error;
        this.#isOver = true;
      }
    });
    if (aborted !== undefined) throw aborted;
    signal.throwIfAborted();
  }

  /** Does the work on a table and notes what became of it. Throws aborts only, and what is no error. */
  async attempt(table: string, { wasBusy = false } = {}): Promise<void> {
    const { display, log, signal, flags } = this.#session;
    const { name, work, doneByAnother } = this.#work;
    const ref = { namespace: flags.namespace, table };
    const place = `(${this.#tables.indexOf(table) + 1} of ${this.#tables.length})`;
    log.info(`${name} begins ${place}`, ref);
    try {
      this.#succeed(ref, await work(ref));
    } catch (error) {
      if (signal.aborted || isAbort(error) || !(error instanceof Error)) throw error;
      const outcome = wasBusy ? doneByAnother?.(error) : undefined;
      if (outcome !== undefined) return this.#succeed(ref, outcome);
      const isBusy = isCodedError(error, 'SQL_TABLE_BUSY');
      // Usual where several machines share the work; in the end it is said again.
      if (isBusy) log.info(error.message.replace(`${this.#key(table)}: `, ''), ref);
      display.update(this.#key(table), isBusy ? { phase: 'busy' } : { phase: 'failed', reason: codeOf(error) });
      this.#failures.set(table, error);
      this.#isOver ||= await this.#concernsAll(error);
    }
  }

  /** Tables that another process was at work on; none if the command is over. */
  busy(): readonly string[] {
    if (this.#isOver) return [];
    return this.#tables.filter((table) => isCodedError(this.#failures.get(table), 'SQL_TABLE_BUSY'));
  }

  /** The tables count as not begun from now on. */
  forget(tables: readonly string[]): void {
    for (const table of tables) this.#failures.delete(table);
  }

  /** Tells what became of the tables. */
  report(): number {
    const { namespace } = this.#session.flags;
    const { name, titles } = this.#work;
    const rows = this.#tables.flatMap((table) => {
      const outcome = this.#outcomes.get(table);
      return outcome === undefined ? [] : [[this.#key(table), ...outcome.cells]];
    });
    reportResults(this.#session, titles, rows);
    if (this.#failures.size === 0) return 0;
    const failures: TableFailure[] = this.#tables.flatMap((table) => {
      const error = this.#failures.get(table);
      return error === undefined ? [] : [{ table, error }];
    });
    const skipped = this.#tables.filter((table) => !this.#outcomes.has(table) && !this.#failures.has(table));
    const failed = new TablesFailedError(namespace, name, { results: this.#outcomes, failures, skipped });
    reportFailures(this.#session, name, this.#tables.length, failed);
    return EXIT_FAILED;
  }

  #succeed(ref: TableRef, outcome: Outcome): void {
    const { display, log, results } = this.#session;
    this.#outcomes.set(ref.table, outcome);
    display.update(this.#key(ref.table), { phase: 'done' });
    log.info(outcome.summary, ref);
    if (results.isJson) results.json({ ...ref, ...outcome.value });
  }

  /** A lost connection concerns all tables if the database does not answer at all. */
  async #concernsAll(error: Error): Promise<boolean> {
    if (!isCodedError(error, 'SQL_CONNECTION')) return isCodedError(error, ...OF_ALL_TABLES);
    try {
      await this.#session.database.now();
      return false;
    } catch (other) {
      return isCodedError(other, 'SQL_CONNECTION', ...OF_ALL_TABLES);
    }
  }

  #key(table: string): string {
    return `${this.#session.flags.namespace}.${table}`;
  }
}

function codeOf(error: Error): string {
  return isCodedError(error) ? error.code : 'unexpected';
}
