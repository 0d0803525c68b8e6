import type { RunOutcome, SyncAction, SyncEvent, SyncTable, TableOutcome } from '../contract/events.js';

/** What is known of a table, out of the events and the history. Instants are RFC 3339 in UTC. */
export interface TableState {
  readonly table: SyncTable;
  /** `queued` and `running`: in the run under way. */
  readonly activity: 'idle' | 'queued' | 'running';
  readonly phase?: 'waiting' | 'loading' | 'merging' | 'committing' | undefined;
  /** Of the load under way. */
  readonly progress?: { readonly rows: number; readonly files: number; readonly ofFiles: number } | undefined;
  readonly last?: TableOutcome | undefined;
  /** End of the last successful synchronization. A table that another process keeps counts as well. */
  readonly succeededAt?: string | undefined;
  /** State of the service that the table has. */
  readonly timestamp?: string | undefined;
  /** Failures since the last success. */
  readonly failures: number;
}

/** The run under way. */
export interface RunState {
  readonly id: string;
  readonly startedAt: string;
  readonly due: string;
}

/** The service as its events tell it. */
export interface ServiceState {
  readonly tables: ReadonlyMap<string, TableState>;
  readonly run?: RunState | undefined;
  readonly lastRun?: RunOutcome | undefined;
  readonly nextRun?: string | undefined;
}

/** Outcomes after which a table has what the service had. */
const SUCCESSES: ReadonlySet<TableOutcome['status']> = new Set([
  'initialized',
  'synchronized',
  'resnapshot',
  'skipped',
]);

/** True if the table was brought up to date, or was so already. */
function isSuccess({ status }: TableOutcome): boolean {
  return SUCCESSES.has(status);
}

/** The key of a table in {@link ServiceState.tables}: two schemas may hold the same table. */
export function keyOf({ namespace, table, schema }: SyncTable): string {
  return JSON.stringify([schema, namespace, table]);
}

/** Folds events into the state of the service. */
export class StateKeeper {
  readonly #tables = new Map<string, TableState>();
  readonly #now: () => string;
  #run: RunState | undefined;
  #lastRun: RunOutcome | undefined;
  #nextRun: string | undefined;

  /** @param now - the time of day, RFC 3339 in UTC */
  constructor(now: () => string = () => new Date().toISOString()) {
    this.#now = now;
  }

  get state(): ServiceState {
    return { tables: this.#tables, run: this.#run, lastRun: this.#lastRun, nextRun: this.#nextRun };
  }

  /** Takes outcomes of earlier processes, oldest first, before the first event. */
  recall(outcomes: readonly TableOutcome[]): void {
    for (const outcome of outcomes) this.#end(outcome);
  }

  /** Takes an event. */
  apply(event: SyncEvent): void {
    switch (event.type) {
      case 'run-begin':
        this.#beginRun(event);
        break;
      case 'table-begin':
        this.#update(event.table, { activity: 'running', phase: 'waiting', progress: undefined });
        break;
      case 'phase':
        this.#update(event.table, { phase: event.phase });
        break;
      case 'progress':
        this.#update(event.table, {
          progress: { rows: event.rows, files: event.files, ofFiles: event.ofFiles },
        });
        break;
      case 'table-end':
        this.#end(event.outcome);
        break;
      case 'run-end':
        this.#endRun(event.outcome);
        break;
      case 'schedule':
        this.#nextRun = event.next;
        break;
      case 'note':
        break;
      default:
        event satisfies never;
    }
  }

  #beginRun({ run, due, tables }: Extract<SyncEvent, { type: 'run-begin' }>): void {
    this.#run = { id: run, due, startedAt: this.#now() };
    this.#nextRun = undefined;
    const wanted = new Set(tables.map(keyOf));
    // Tables that the service or the settings no longer have are not late.
    for (const key of this.#tables.keys()) if (!wanted.has(key)) this.#tables.delete(key);
    for (const { action: _, ...table } of tables as readonly (SyncTable & { action: SyncAction })[]) {
      this.#update(table, { activity: 'queued', phase: undefined, progress: undefined });
    }
  }

  #endRun(outcome: RunOutcome): void {
    this.#run = undefined;
    this.#lastRun = outcome;
    for (const { table } of this.#tables.values()) {
      this.#update(table, { activity: 'idle', phase: undefined, progress: undefined });
    }
  }

  #end(outcome: TableOutcome): void {
    const before = this.#tables.get(keyOf(outcome.table));
    const failures = before?.failures ?? 0;
    this.#update(outcome.table, {
      activity: 'idle',
      phase: undefined,
      progress: undefined,
      last: outcome,
      ...(isSuccess(outcome)
        ? { failures: 0, succeededAt: outcome.endedAt, timestamp: outcome.timestamp ?? before?.timestamp }
        : { failures: outcome.status === 'failed' ? failures + 1 : failures }),
    });
  }

  #update(table: SyncTable, change: Partial<TableState>): void {
    const before = this.#tables.get(keyOf(table)) ?? { table, activity: 'idle', failures: 0 };
    this.#tables.set(keyOf(table), { ...before, ...change });
  }
}
