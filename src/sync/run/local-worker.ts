import { isAbort } from '../../errors.js';
import type { ReplicationEvent, ReplicationOptions } from '../../sql/index.js';
import type { Clock } from '../../util/clock.js';
import type { SyncAction, TableOutcome } from '../contract/events.js';
import type { TableJob, TableJobContext, TableWorker } from '../contract/table-work.js';
import type { SyncTarget } from '../contract/target.js';
import { concernsAll } from './failures.js';
import { doneOutcome, failedOutcome, type Wording } from './outcomes.js';
import { workOnTable } from './work-on-table.js';

/** What a worker of this process is made of. */
export interface LocalWorkerOptions {
  readonly target: SyncTarget;
  /** Tables at a time. */
  readonly concurrency: number;
  /** How each table is replicated. Schema, signal, events and staging are those of the job. */
  readonly replication: ReplicationOptions;
  readonly wording: Wording;
  readonly clock: Clock;
}

/** What is told when a table is not what it was taken for. */
const OTHERWISE: Readonly<Record<SyncAction, string>> = {
  synchronize: 'another process has initialized it meanwhile: it is brought up to date',
  initialize: 'its record was removed meanwhile: it is loaded',
};

/** Does the work on tables in this process. */
export class LocalTableWorker implements TableWorker {
  readonly concurrency: number;
  readonly #options: LocalWorkerOptions;

  constructor(options: LocalWorkerOptions) {
    this.concurrency = options.concurrency;
    this.#options = options;
  }

  async work(job: TableJob, context: TableJobContext): Promise<TableOutcome> {
    const { target, wording } = this.#options;
    const startedAt = this.#now();
    try {
      const done = await workOnTable(target, job, {
        replication: this.#replicationOf(job, context),
        onOther: (action) => this.#note(job, context, 'info', OTHERWISE[action]),
      });
      return doneOutcome(job.table, done, { startedAt, endedAt: this.#now() });
    } catch (error) {
      if (context.signal.aborted || isAbort(error) || !(error instanceof Error)) throw error;
      if (await concernsAll(error, async () => await target.now())) throw error;
      return failedOutcome(job, error, { startedAt, endedAt: this.#now() }, wording);
    }
  }

  #replicationOf(job: TableJob, context: TableJobContext): ReplicationOptions {
    return {
      ...this.#options.replication,
      schema: job.table.schema,
      staging: context.staging,
      signal: context.signal,
      onEvent: (event) => this.#forward(job, context, event),
    };
  }

  #forward(job: TableJob, context: TableJobContext, event: ReplicationEvent): void {
    const { run, table } = job;
    switch (event.type) {
      case 'note':
        this.#note(job, context, event.level, event.message);
        break;
      case 'phase':
        context.onEvent({ type: 'phase', run, table, phase: event.phase });
        break;
      case 'progress': {
        const { rows, files, ofFiles } = event;
        context.onEvent({ type: 'progress', run, table, rows, files, ofFiles });
        break;
      }
      case 'done':
        break; // The outcome tells it.
      default:
        event satisfies never;
    }
  }

  #note({ run, table }: TableJob, { onEvent }: TableJobContext, level: 'info' | 'warning', text: string): void {
    onEvent({ type: 'note', run, table, level, message: this.#options.wording.mask(text) });
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}
