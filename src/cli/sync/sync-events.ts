import { holdMemory } from '../../shell/hold-memory.js';
import type { SyncEvent, SyncListener, SyncTable } from '../../sync/contract/events.js';
import type { DatabaseSession } from '../database/database-session.js';
import { describeOutcome, describeRun } from './describe-outcome.js';

/** A long load is told in the log this often. */
const PROGRESS_EVERY_MS = 60_000;
/** What is decoded and written between two events of a load, about. */
const COLLECT_BYTES = 1024 * 1024;

type Event<T extends SyncEvent['type']> = Extract<SyncEvent, { type: T }>;

type Shown = Pick<DatabaseSession, 'log' | 'display'>;

/**
 * Writes the events of runs to the log, and shows them.
 *
 * @param isService - more than one run may come.
 */
export function syncEvents(session: Shown, isService: boolean): SyncListener {
  const teller = new Teller(session, isService);
  return (event) => teller.tell(event);
}

/** Log and display. */
class Teller {
  readonly #isService: boolean;
  readonly #log: DatabaseSession['log'];
  readonly #display: DatabaseSession['display'];
  readonly #toldMs = new Map<string, number>();
  readonly #collect = holdMemory();

  constructor({ log, display }: Shown, isService: boolean) {
    this.#isService = isService;
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
        const { level, message } = describeRun(event.outcome, !this.#isService);
        this.#log.write(level, message);
        this.#log.setRun(undefined);
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
    this.#display.clear();
    this.#log.setRun(run);
    for (const table of tables) this.#display.update(keyOf(table), { phase: 'queued' });
    const loads = tables.filter(({ action }) => action === 'initialize').length;
    this.#log.info(`the run begins: ${tables.length - loads} tables to synchronize, ${loads} to initialize`);
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

  #endTable({ outcome }: Event<'table-end'>): void {
    const { table, status, code } = outcome;
    if (status === 'failed') this.#display.update(keyOf(table), { phase: 'failed', reason: code });
    else this.#display.update(keyOf(table), { phase: status === 'busy' ? 'busy' : 'done' });
    const { level, message } = describeOutcome(outcome);
    this.#log.write(level, message, subjectOf({ table }));
  }
}

function keyOf({ namespace, table }: SyncTable): string {
  return `${namespace}.${table}`;
}

function subjectOf({ table }: { readonly table?: SyncTable | undefined }) {
  return { namespace: table?.namespace, table: table?.table };
}
