import { ERROR_CATALOGUE, type ErrorCode, errorText } from '../../errors.js';
import type { StagingOptions } from '../../sql/index.js';
import type { SyncTable, TableOutcome } from '../contract/events.js';
import type { SyncTarget } from '../contract/target.js';
import type { DueTable } from '../due/due-tables.js';
import type { Budget } from './budget.js';
import { failedOutcome } from './outcomes.js';
import type { PlannedRun } from './plan-run.js';
import { runInRounds } from './rounds.js';
import type { SyncOptions, SyncParts } from './run-options.js';
import { shareBudget } from './share-budget.js';

/** Jobs of so many files are staged: fewer are quicker to repeat. */
const STAGED_FROM_FILES = 8;

/** The work on a table ended without success. */
class Unfinished extends Error {
  readonly outcome: TableOutcome;

  constructor(outcome: TableOutcome) {
    super(outcome.reason);
    this.outcome = outcome;
  }
}

/** The tables of one run, and what became of them. */
export class TableRun {
  readonly #id: string;
  readonly #options: SyncOptions;
  readonly #budget: Budget | undefined;
  readonly #outcomes = new Map<DueTable, TableOutcome>();
  /** What is to be tried again at the end of the run. */
  readonly #unfinished = new Map<DueTable, TableOutcome>();
  readonly #started = new Map<DueTable, string>();
  #due: readonly DueTable[] = [];
  #hasToldHistory = false;

  constructor(id: string, options: SyncOptions, budget: Budget | undefined) {
    this.#id = id;
    this.#options = options;
    this.#budget = budget;
  }

  get due(): readonly DueTable[] {
    return this.#due;
  }

  /** In the order in which the tables ended. */
  get outcomes(): readonly TableOutcome[] {
    return [...this.#outcomes.values()];
  }

  get pending(): readonly DueTable[] {
    return this.#due.filter((table) => !this.#outcomes.has(table));
  }

  /**
   * Works on the tables.
   *
   * @returns the failure that concerned all of them.
   */
  async work(
    parts: SyncParts,
    { tables, unlessSyncedSince }: PlannedRun,
    signal: AbortSignal,
  ): Promise<Error | undefined> {
    const { target, worker } = parts;
    const budget = this.#budget;
    this.#due = tables;
    try {
      const ofAll = await runInRounds(tables, {
        concurrency: worker.concurrency,
        signal,
        attempt: async (table) => await this.#attempt(parts, table, unlessSyncedSince, signal),
        onFailure: async (table, error) => await this.#fail(target, table, error),
        onAgain: (again, why) => this.#noteAgain(again, why),
        ask: async () => await target.now(),
        mayBegin: budget?.mayBegin,
        inOrder: budget && ((due) => shareBudget(due, budget)),
        isBusy: (error) => error instanceof Unfinished && error.outcome.status === 'busy',
        isWorthAnotherTry: (error) => error instanceof Unfinished && isTransient(error.outcome),
      });
      if (this.#outcomes.size > 0) await this.#keepHistory(async () => await target.history.prune());
      return ofAll;
    } finally {
      // Those that were to be tried again when the run was stopped have failed, too.
      for (const [table, outcome] of this.#unfinished) await this.#end(target, table, outcome);
    }
  }

  async #attempt({ target, worker }: SyncParts, due: DueTable, since: string, signal: AbortSignal): Promise<void> {
    const { onEvent } = this.#options;
    const { action } = due;
    const table = tableOf(due);
    if (!this.#started.has(due)) {
      this.#started.set(due, this.#now());
      onEvent({ type: 'table-begin', run: this.#id, table, action });
    }
    const job = { run: this.#id, due: since, table, action };
    const outcome = await worker.work(job, { signal, staging: this.#staging(), onEvent });
    if (outcome.status === 'failed' || outcome.status === 'busy') throw new Unfinished(outcome);
    this.#unfinished.delete(due);
    await this.#end(target, due, outcome);
  }

  #staging(): StagingOptions {
    if (this.#budget === undefined) return { fromFiles: STAGED_FROM_FILES };
    return { fromFiles: 1, mayLoad: this.#budget.mayBegin };
  }

  /** An attempt failed. What may succeed later is tried again at the end of the run; the rest is told at once. */
  async #fail(target: SyncTarget, due: DueTable, error: Error): Promise<void> {
    const outcome = error instanceof Unfinished ? error.outcome : this.#outcomeOf(due, error);
    const { table, action, status, reason = '', code = '' } = outcome;
    if (status === 'busy') this.#note('info', reason, table);
    else if (!isTransient(outcome)) return await this.#end(target, due, outcome);
    else if (!this.#unfinished.has(due)) this.#note('warning', `${action} failed: ${reason} [${code}]`, table);
    this.#unfinished.set(due, outcome);
  }

  /** The outcome of a table whose failure concerned all. */
  #outcomeOf(due: DueTable, error: Error): TableOutcome {
    const endedAt = this.#now();
    const times = { startedAt: this.#started.get(due) ?? endedAt, endedAt };
    return failedOutcome({ action: due.action, table: tableOf(due) }, error, times, this.#options.wording);
  }

  #noteAgain(tables: readonly DueTable[], why: 'busy' | 'transient'): void {
    const names = tables.map(({ namespace, table }) => `${namespace}.${table}`).join(', ');
    const what = why === 'busy' ? 'looking again at the tables that were busy' : 'trying again what failed';
    this.#note('info', `${what}: ${names}`);
  }

  async #end(target: SyncTarget, due: DueTable, outcome: TableOutcome): Promise<void> {
    this.#outcomes.set(due, outcome);
    this.#options.onEvent({ type: 'table-end', run: this.#id, outcome });
    const { staged: _, ...entry } = outcome;
    await this.#keepHistory(async () => await target.history.append({ run: this.#id, ...entry }));
  }

  /** The history is of use, but no table fails for it. */
  async #keepHistory(keep: () => Promise<void>): Promise<void> {
    try {
      await keep();
    } catch (error) {
      if (this.#hasToldHistory) return;
      this.#hasToldHistory = true;
      const why = this.#options.wording.mask(errorText(error));
      this.#note('warning', `The history of runs cannot be kept: ${why}`);
    }
  }

  #note(level: 'info' | 'warning', message: string, table?: SyncTable): void {
    this.#options.onEvent({ type: 'note', run: this.#id, table, level, message });
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}

/** True if the same work may succeed a little later. */
function isTransient({ code }: TableOutcome): boolean {
  return code !== undefined && ERROR_CATALOGUE[code as ErrorCode]?.failureType === 'transient_error';
}

function tableOf({ namespace, table, schema }: DueTable): SyncTable {
  return { namespace, table, schema };
}
