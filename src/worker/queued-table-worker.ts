import { CodedError, type ErrorCode, errorText } from '../errors.js';
import type { SyncEvent, TableOutcome } from '../sync/contract/events.js';
import type { TableJob, TableJobContext, TableWorker } from '../sync/contract/table-work.js';
import { type Clock, systemClock } from '../util/clock.js';
import { createDeferred, type Deferred } from '../util/deferred.js';
import { type TableJobResult, tableJobId } from './job-data.js';
import type { WorkQueue } from './queue.js';

/** How the coordinator waits for workers. */
export interface QueuedOptions {
  /** A sentence for the log. */
  readonly onWarning: (message: string) => void;
  readonly clock?: Clock | undefined;
}

/** A job that somebody waits for. */
interface Waiting {
  readonly job: TableJob;
  readonly context: TableJobContext;
  readonly startedAt: string;
  readonly result: Deferred<TableJobResult>;
}

/** The queue tells when a job has ended; whether it does or not, jobs are looked at so often. */
const LOOK_MS = 5000;
/** How often it is told that nobody works. */
const IDLE_WARNING_MS = 60_000;
/** All tables wait in the queue, none in this process. */
const ALL = 1_000_000;

/**
 * Has the work on tables done by the workers of a queue. What the queue loses is added again; what it does twice finds the
 * table done, by the lock and the bookmark in the database.
 */
export class QueuedTableWorker implements TableWorker, AsyncDisposable {
  readonly concurrency = ALL;
  readonly #queue: WorkQueue;
  readonly #options: QueuedOptions;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();
  readonly #closing = new AbortController();
  #looking: Promise<void> = Promise.resolve();
  #warnedAt = Number.NEGATIVE_INFINITY;

  private constructor(queue: WorkQueue, options: QueuedOptions) {
    this.#queue = queue;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Begins to watch a queue, which the caller closes after this. */
  static async open(queue: WorkQueue, options: QueuedOptions): Promise<QueuedTableWorker> {
    const worker = new QueuedTableWorker(queue, options);
    await queue.watch({
      ended: (jobId) => void worker.#look(jobId),
      progress: (jobId, progress) => worker.#tell(jobId, progress),
    });
    worker.#looking = worker.#lookAlways();
    return worker;
  }

  /** See `TableWorker.work`. When it is aborted, a job that nobody has begun is taken back; one under way goes on. */
  async work(job: TableJob, context: TableJobContext): Promise<TableOutcome> {
    const { signal } = context;
    signal.throwIfAborted();
    const jobId = tableJobId(job);
    const waiting: Waiting = { job, context, startedAt: this.#now(), result: createDeferred() };
    this.#waiting.set(jobId, waiting);
    const onAbort = (): void => waiting.result.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#add(jobId, waiting);
      const result = await waiting.result.promise;
      if ('outcome' in result) return result.outcome;
      throw new CodedError(result.failure.code as ErrorCode, { message: result.failure.message });
    } catch (error) {
      if (signal.aborted) await this.#queue.removeTable(jobId).catch(() => undefined);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#waiting.delete(jobId);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#looking;
  }

  /** A finished job of an earlier attempt in the same run would be taken for the answer. */
  async #add(jobId: string, { job }: Waiting): Promise<void> {
    const before = await this.#queue.table(jobId);
    if (before !== undefined && before.finishedOn !== undefined) await this.#queue.removeTable(jobId);
    await this.#queue.addTable(jobId, { version: 1, step: 'plan', job });
  }

  async #lookAlways(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#clock.sleep(LOOK_MS, signal);
      } catch {
        return; // Closed.
      }
      for (const jobId of [...this.#waiting.keys()]) await this.#look(jobId);
      await this.#warnIfIdle();
    }
  }

  /** Finds out what became of a job. A queue that does not answer is asked again. */
  async #look(jobId: string): Promise<void> {
    const waiting = this.#waiting.get(jobId);
    if (waiting === undefined) return;
    try {
      const job = await this.#queue.table(jobId);
      if (job === undefined) {
        this.#note(waiting, 'The queue has lost the job of the table: it is added again.');
        await this.#add(jobId, waiting);
      } else if (await job.isCompleted()) {
        waiting.result.resolve(job.returnvalue);
      } else if (await job.isFailed()) {
        waiting.result.resolve({ outcome: this.#failed(waiting, job.failedReason) });
      }
    } catch (error) {
      this.#warn(`The queue does not answer: ${errorText(error)}`);
    }
  }

  #failed({ job, startedAt }: Waiting, reason: string | undefined): TableOutcome {
    const { table, action } = job;
    const why = reason === undefined || reason === '' ? '' : ` (${reason})`;
    return {
      ...{ table, action, status: 'failed', startedAt, endedAt: this.#now(), upserted: 0, deleted: 0, changes: [] },
      reason: `${table.namespace}.${table.table}: a worker failed unexpectedly${why}. Its log says more.`,
      code: 'SYNC_QUEUE',
    };
  }

  async #warnIfIdle(): Promise<void> {
    if (this.#waiting.size === 0 || (await this.#queue.countWorkers()) !== 0) return;
    this.#warn('No worker takes jobs from the queue: run dap worker with the same --queue and --to.');
  }

  #warn(message: string): void {
    const now = this.#clock.monotonic();
    if (now - this.#warnedAt < IDLE_WARNING_MS) return;
    this.#warnedAt = now;
    this.#options.onWarning(message);
  }

  #tell(jobId: string, progress: unknown): void {
    const waiting = this.#waiting.get(jobId);
    if (waiting === undefined || !isEvent(progress)) return;
    waiting.context.onEvent(progress);
  }

  #note({ job, context }: Waiting, message: string): void {
    context.onEvent({ type: 'note', run: job.run, table: job.table, level: 'warning', message });
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

const TOLD: readonly unknown[] = ['phase', 'progress', 'note'] satisfies readonly SyncEvent['type'][];

/** What a worker of this version tells. */
function isEvent(progress: unknown): progress is SyncEvent {
  return typeof progress === 'object' && progress !== null && 'type' in progress && TOLD.includes(progress.type);
}
