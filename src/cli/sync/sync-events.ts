import { holdMemory } from '../../shell/hold-memory.js';
import type { SyncEvent, SyncListener, SyncTable } from '../../sync/contract/events.js';
import type { DatabaseSession } from '../database/database-session.js';
import { describeOutcome, describeRun } from './describe-outcome.js';

/** A long load is told in the log this often. */
const PROGRESS_EVERY_MS = 60_000;
/** What is decoded and written between two events of a load, about. */
const COLLECT_BYTES = 1024 * 1024;

type Event<T extends SyncEvent['type']> = Extract<SyncEvent, { type: T }>;

/** Writes the events of the service to the log, and shows them. */
export function syncEvents(session: Pick<DatabaseSession, 'log' | 'display'>): SyncListener {
  const teller = new Teller(session);
  return (event) => teller.tell(event);
}

/** Log and display. */
class Teller {
  readonly #log: DatabaseSession['log'];
  readonly #display: DatabaseSession['display'];
  readonly #toldMs = new Map<string, number>();
  readonly #collect = holdMemory();

  constructor({ log, display }: Pick<DatabaseSession, 'log' | 'display'>) {
    this.#log = log;
    this.#display = display;
  }

  tell(event: SyncEvent): void {
    switch (event.type) {
      case 'run-begin':
        this.#beginRun(event);
        break;
      case 'table-begin':
        this.#log.info(`${event.action} begins`, subjectOf(event));
        break;
      case 'phase':
        this.#display.update(keyOf(event.table), { phase: event.phase });
        this.#log.debug(event.phase, subjectOf(event));
        break;
      case 'progress':
        this.#progress(event);
        break;
      case 'note':
        this.#log.write(event.level, event.message, subjectOf(event));
        break;
      case 'table-end':
        this.#endTable(event);
        break;
      case 'run-end': {
        const { level, message } = describeRun(event.outcome);
        this.#log.write(level, message, { run: event.run });
        break;
      }
      case 'schedule':
        if (event.next !== undefined) this.#log.info(`the next run begins at ${event.next}`);
        break;
      default:
        event satisfies never;
    }
  }

  #beginRun({ run, tables }: Event<'run-begin'>): void {
    this.#toldMs.clear();
    for (const table of tables) this.#display.update(keyOf(table), { phase: 'queued' });
    const loads = tables.filter(({ action }) => action === 'initialize').length;
    this.#log.info(`the run begins: ${tables.length - loads} tables to synchronize, ${loads} to initialize`, { run });
  }

  #progress(event: Event<'progress'>): void {
    this.#collect(COLLECT_BYTES);
    const { table, rows, files, ofFiles } = event;
    const key = keyOf(table);
    this.#display.update(key, { phase: 'loading', rows, filesDone: files, filesTotal: ofFiles });
    const now = performance.now();
    const last = this.#toldMs.get(key) ?? now;
    const isDue = now - last >= PROGRESS_EVERY_MS;
    this.#toldMs.set(key, isDue ? now : last);
    if (isDue) this.#log.info(`${rows} rows loaded, ${files} of ${ofFiles} files`, subjectOf(event));
  }

  #endTable({ run, outcome }: Event<'table-end'>): void {
    const { table, status, code } = outcome;
    if (status === 'failed') this.#display.update(keyOf(table), { phase: 'failed', reason: code });
    else this.#display.update(keyOf(table), { phase: status === 'busy' ? 'busy' : 'done' });
    const { level, message } = describeOutcome(outcome);
    this.#log.write(level, message, subjectOf({ run, table }));
  }
}

function keyOf({ namespace, table }: SyncTable): string {
  return `${namespace}.${table}`;
}

function subjectOf({ run, table }: { readonly run: string; readonly table?: SyncTable | undefined }) {
  return { run, namespace: table?.namespace, table: table?.table };
}
