import { type TableFailure, type TableRef, TablesFailedError } from '../../dap/index.js';
import { isCodedError } from '../../errors.js';
import { runInRounds } from '../../sync/run/rounds.js';
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
  const { database, flags, log, signal } = session;
  const { namespace } = flags;
  const run = new Run(session, tables, work);
  await runInRounds(tables, {
    concurrency: work.concurrency,
    signal,
    attempt: async (table, { wasBusy }) => await run.attempt(table, wasBusy),
    onFailure: (table, error) => run.fail(table, error),
    onAgain: (busy) =>
      log.info(`${work.name} looks again at the tables that were busy: ${busy.join(', ')}`, { namespace }),
    ask: async () => await database.now(),
  });
  return run.report();
}

/** The tables of a command and what became of them. */
class Run {
  readonly #session: DatabaseSession;
  readonly #tables: readonly string[];
  readonly #work: ReplicaWork;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #failures = new Map<string, Error>();

  constructor(session: DatabaseSession, tables: readonly string[], work: ReplicaWork) {
    this.#session = session;
    this.#tables = tables;
    this.#work = work;
    for (const table of tables) session.display.update(this.#key(table), { phase: 'queued' });
  }

  /** Does the work on a table; throws why it failed. */
  async attempt(table: string, wasBusy: boolean): Promise<void> {
    const { log, flags } = this.#session;
    const { name, work, doneByAnother } = this.#work;
    const ref = { namespace: flags.namespace, table };
    log.info(`${name} begins (${this.#tables.indexOf(table) + 1} of ${this.#tables.length})`, ref);
    this.#failures.delete(table);
    try {
      this.#succeed(ref, await work(ref));
    } catch (error) {
      const outcome = wasBusy && error instanceof Error ? doneByAnother?.(error) : undefined;
      if (outcome === undefined) throw error;
      this.#succeed(ref, outcome);
    }
  }

  /** Notes why the work on a table failed. */
  fail(table: string, error: Error): void {
    const { display, log, flags } = this.#session;
    const isBusy = isCodedError(error, 'SQL_TABLE_BUSY');
    // Usual where several machines share the work; in the end it is said again.
    if (isBusy) log.info(error.message.replace(`${this.#key(table)}: `, ''), { namespace: flags.namespace, table });
    display.update(this.#key(table), isBusy ? { phase: 'busy' } : { phase: 'failed', reason: codeOf(error) });
    this.#failures.set(table, error);
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

  #key(table: string): string {
    return `${this.#session.flags.namespace}.${table}`;
  }
}

function codeOf(error: Error): string {
  return isCodedError(error) ? error.code : 'unexpected';
}
