import { errorText } from '../../errors.js';
import type { ReplicationEvent, ReplicationOptions } from '../../sql/index.js';
import type { SyncAction, SyncTable, TableOutcome } from '../contract/events.js';
import type { SyncTarget } from '../contract/target.js';
import type { DueTable } from '../due/due-tables.js';
import type { Budget } from './budget.js';
import { isTransient } from './failures.js';
import { doneOutcome, failedOutcome, type Times } from './outcomes.js';
import type { PlannedRun } from './plan-run.js';
import { runInRounds } from './rounds.js';
import type { SyncOptions } from './run-options.js';
import { workOnTable } from './work-on-table.js';

/** Jobs of so many files are staged: fewer are quicker to repeat. */
const STAGED_FROM_FILES = 8;

/** The tables of one run, and what became of them. */
export class TableRun {
  readonly #id: string;
  readonly #options: SyncOptions;
  readonly #budget: Budget | undefined;
  readonly #outcomes = new Map<DueTable, TableOutcome>();
  readonly #failures = new Map<DueTable, Error>();
  readonly #started = new Map<DueTable, string>();
  #due: readonly DueTable[] = [];
  #target: SyncTarget | undefined;
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
  async work({ target, tables, unlessSyncedSince }: PlannedRun, signal: AbortSignal): Promise<Error | undefined> {
    this.#due = tables;
    this.#target = target;
    try {
      const ofAll = await runInRounds(tables, {
        concurrency: this.#options.concurrency,
        signal,
        attempt: async (table) => await this.#attempt(target, table, unlessSyncedSince, signal),
        onFailure: async (table, error) => await this.#fail(table, error),
        onAgain: (again, why) => this.#noteAgain(again, why),
        ask: async () => await target.now(),
        mayBegin: this.#budget?.mayBegin,
        isWorthAnotherTry: isTransient,
      });
      if (this.#outcomes.size > 0) await this.#keepHistory(async ({ history }) => await history.prune());
      return ofAll;
    } finally {
      // Those that were to be tried again when the run was stopped have failed, too.
      for (const [table, error] of this.#failures) {
        await this.#end(table, failedOutcome(table, error, this.#times(table), this.#options.wording));
      }
    }
  }

  async #attempt(target: SyncTarget, due: DueTable, unlessSyncedSince: string, signal: AbortSignal): Promise<void> {
    const { action, since: _, ...table } = due;
    if (!this.#started.has(due)) {
      this.#started.set(due, this.#now());
      this.#options.onEvent({ type: 'table-begin', run: this.#id, table, action });
    }
    const done = await workOnTable(target, due, {
      replication: this.#replicationOf(table, signal),
      unlessSyncedSince,
      onOther: (other) => this.#note(table, 'info', OTHERWISE[other]),
    });
    this.#failures.delete(due);
    await this.#end(due, doneOutcome(table, done, this.#times(due)));
  }

  #replicationOf(table: SyncTable, signal: AbortSignal): ReplicationOptions {
    const staging =
      this.#budget === undefined ? { fromFiles: STAGED_FROM_FILES } : { fromFiles: 1, mayLoad: this.#budget.mayBegin };
    const onEvent = (event: ReplicationEvent) => this.#forward(table, event);
    return { staging, ...this.#options.replication, schema: table.schema, signal, onEvent };
  }

  #forward(table: SyncTable, event: ReplicationEvent): void {
    const about = { run: this.#id, table };
    switch (event.type) {
      case 'note':
        this.#note(table, event.level, event.message);
        break;
      case 'phase':
        this.#options.onEvent({ type: 'phase', ...about, phase: event.phase });
        break;
      case 'progress': {
        const { rows, files, ofFiles } = event;
        this.#options.onEvent({ type: 'progress', ...about, rows, files, ofFiles });
        break;
      }
      case 'done':
        break; // The outcome tells it.
      default:
        event satisfies never;
    }
  }

  /** An attempt failed. What may succeed later is tried again at the end of the run; the rest is told at once. */
  async #fail(due: DueTable, error: Error): Promise<void> {
    const { action, since: _, ...table } = due;
    const outcome = failedOutcome(due, error, this.#times(due), this.#options.wording);
    const { status, reason = '', code = '' } = outcome;
    if (status === 'busy') this.#note(table, 'info', reason);
    else if (!isTransient(error)) return await this.#end(due, outcome);
    else if (!this.#failures.has(due)) this.#note(table, 'warning', `${action} failed: ${reason} [${code}]`);
    this.#failures.set(due, error);
  }

  #noteAgain(tables: readonly DueTable[], why: 'busy' | 'transient'): void {
    const names = tables.map(({ namespace, table }) => `${namespace}.${table}`).join(', ');
    const message =
      why === 'busy' ? `looking again at the tables that were busy: ${names}` : `trying again what failed: ${names}`;
    this.#options.onEvent({ type: 'note', run: this.#id, level: 'info', message });
  }

  async #end(due: DueTable, outcome: TableOutcome): Promise<void> {
    this.#outcomes.set(due, outcome);
    this.#options.onEvent({ type: 'table-end', run: this.#id, outcome });
    await this.#keepHistory(async (target) => await target.history.append({ run: this.#id, ...outcome }));
  }

  /** The history is of use, but no table fails for it. */
  async #keepHistory(keep: (target: SyncTarget) => Promise<void>): Promise<void> {
    if (this.#target === undefined) return;
    try {
      await keep(this.#target);
    } catch (error) {
      if (this.#hasToldHistory) return;
      this.#hasToldHistory = true;
      const message = `The history of runs cannot be kept: ${this.#options.wording.mask(errorText(error))}`;
      this.#options.onEvent({ type: 'note', run: this.#id, level: 'warning', message });
    }
  }

  #note(table: SyncTable, level: 'info' | 'warning', message: string): void {
    this.#options.onEvent({ type: 'note', run: this.#id, table, level, message: this.#options.wording.mask(message) });
  }

  #times(due: DueTable): Times {
    const endedAt = this.#now();
    return { startedAt: this.#started.get(due) ?? endedAt, endedAt };
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}

const OTHERWISE: Readonly<Record<SyncAction, string>> = {
  synchronize: 'another process has initialized it meanwhile: it is brought up to date',
  initialize: 'its record was removed meanwhile: it is loaded',
};
