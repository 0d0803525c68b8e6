import type { TableWorker } from '../../sync/contract/table-work.js';
import { LocalTableWorker } from '../../sync/run/local-worker.js';
import type { SqlTarget } from '../../sync/sql-target.js';
import { systemClock } from '../../util/clock.js';
import type { QueuedTableWorker, WorkQueue } from '../../worker/index.js';
import type { DatabaseSession } from '../database/database-session.js';
import { replicationOptions } from '../settings/database-options.js';
import type { ServiceFlags } from '../settings/sync-options.js';
import { openServiceQueue } from './open-service-queue.js';
import { wordingOf } from './wording.js';

type Session = DatabaseSession<ServiceFlags>;

/** A coordinator that works as well takes so many jobs for files at a time. */
const FILES_AT_A_TIME = 2;

/** Who does the work of the runs: this process, or all that take jobs of a queue. */
export class Crew implements AsyncDisposable {
  readonly #session: Session;
  readonly #queue: WorkQueue | undefined;
  readonly #queued: QueuedTableWorker | undefined;
  readonly #stop = new AbortController();
  #serving: Promise<void> | undefined;

  private constructor(session: Session, queue?: WorkQueue, queued?: QueuedTableWorker) {
    this.#session = session;
    this.#queue = queue;
    this.#queued = queued;
  }

  /** @throws CodedError as {@link openServiceQueue} does. */
  static async open(session: Session): Promise<Crew> {
    const queue = await openServiceQueue(session);
    if (queue === undefined) return new Crew(session);
    const { QueuedTableWorker: Queued } = await import('../../worker/index.js');
    const onWarning = (message: string): void => session.log.warning(message);
    return new Crew(session, queue, await Queued.open(queue, { onWarning }));
  }

  /** The worker of a run on a database. */
  async workerFor(target: SqlTarget): Promise<TableWorker> {
    const { flags } = this.#session;
    const local = localWorker(this.#session, target);
    if (this.#queued === undefined) return local;
    if (flags.planOnly !== true) this.#serving ??= this.#serve(target, local);
    return this.#queued;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#serving;
    await this.#queued?.[Symbol.asyncDispose]();
    await this.#queue?.close();
  }

  /** Jobs that this process takes are told by the run that waits for them. */
  async #serve(target: SqlTarget, tables: TableWorker): Promise<void> {
    const { signal, log } = this.#session;
    const { serveQueue } = await import('../../worker/index.js');
    await serveQueue({
      queue: this.#queue as WorkQueue,
      tables,
      loadFiles: async ({ table, ...files }) => await target.loadFiles(table, files),
      fileConcurrency: FILES_AT_A_TIME,
      signal: AbortSignal.any([signal, this.#stop.signal]),
      onEvent: () => undefined,
    }).catch((error: unknown) => log.warning(`This process takes no jobs of the queue: ${String(error)}`));
  }
}

/** Does the work on tables in this process, by the options of the command. */
export function localWorker({ flags, log }: Session, target: SqlTarget): TableWorker {
  return new LocalTableWorker({
    ...{ target, concurrency: flags.concurrency, replication: replicationOptions(flags) },
    ...{ wording: wordingOf(log), clock: systemClock },
  });
}
