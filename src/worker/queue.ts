import type { ConnectionOptions, Job, JobsOptions, Processor } from 'bullmq';
import { CodedError, errorText } from '../errors.js';
import { loadPackage } from '../util/load-package.js';
import type { FileJobData, TableJobData, TableJobResult } from './job-data.js';
import type { QueueAddress } from './queue-address.js';

/** What the coordinator is told about jobs of tables. */
export interface JobEvents {
  readonly ended: (jobId: string) => void;
  readonly progress: (jobId: string, progress: unknown) => void;
}

/** The two queues of a service. Every promise of theirs may be broken: they may lose and repeat anything. */
export interface WorkQueue extends AsyncDisposable {
  addTable(jobId: string, data: TableJobData): Promise<void>;
  /** The job if it is there. */
  table(jobId: string): Promise<Job<TableJobData, TableJobResult> | undefined>;
  removeTable(jobId: string): Promise<void>;
  /** Adds jobs for files, for which the job of a table waits. */
  addFiles(parent: Job, files: readonly { readonly jobId: string; readonly data: FileJobData }[]): Promise<void>;
  /** Tells what happens to jobs of tables, as far as the queue does. */
  watch(events: JobEvents): Promise<void>;
  /** Takes jobs until the queue is closed. */
  take(kind: 'tables' | 'files', concurrency: number, processor: Processor): Promise<void>;
  /** Workers of all processes that take jobs of tables, where the queue can tell. */
  countWorkers(): Promise<number | undefined>;
  close(): Promise<void>;
}

/** How a queue is opened. */
export interface QueueOptions {
  readonly address: QueueAddress;
  /** See `queueNameOf`. */
  readonly name: string;
  /** A sentence for the log. */
  readonly onWarning: (message: string) => void;
}

type BullMq = typeof import('bullmq');

/** A worker that says nothing for so long is dead, and its jobs go to others. */
const LOCK_MS = 15_000;
/** Finished jobs are kept for a coordinator that was away. */
const KEPT = { age: 3600 };
const TABLE_JOB: JobsOptions = { removeOnComplete: KEPT, removeOnFail: KEPT };
/** The merge loads what no job has loaded: a job for files need not be saved at any price. */
const FILE_JOB: JobsOptions = {
  ...{ attempts: 2, removeOnComplete: true, removeOnFail: KEPT, ignoreDependencyOnFailure: true },
  backoff: { type: 'exponential', delay: 1000 },
};

/**
 * Opens the queues of a service, in a schema of its own in PostgreSQL or in Redis.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING` without bullmq or ioredis; `SYNC_QUEUE` when the server cannot be reached.
 */
export async function openQueue(options: QueueOptions): Promise<WorkQueue> {
  const bullmq = await loadPackage('bullmq', async () => await import('bullmq'));
  if (options.address.kind === 'redis') await loadPackage('ioredis', async () => await import('ioredis'));
  const queue = new BullQueue(classesFor(bullmq, options.address), options);
  try {
    await queue.ready();
    return queue;
  } catch (error) {
    await queue.close();
    throw queueError(options.address, error);
  }
}

/** An error of a queue. */
function queueError(address: QueueAddress, cause: unknown): CodedError {
  return new CodedError('SYNC_QUEUE', {
    message: `The queue ${address.display} does not work: ${withoutUrl(errorText(cause), address)}.`,
    cause,
  });
}

function withoutUrl(text: string, { url, display }: QueueAddress): string {
  return text.replaceAll(url, display).replace(/\.+$/, '');
}

interface Classes {
  readonly Queue: BullMq['Queue'];
  readonly Worker: BullMq['Worker'];
  readonly QueueEvents: BullMq['QueueEvents'];
  /** Options of each object: where the server is. */
  readonly connection: ConnectionOptions;
}

/** The schema of the queue in PostgreSQL. */
const QUEUE_SCHEMA = 'dap_queue';

function classesFor(bullmq: BullMq, { kind, url }: QueueAddress): Classes {
  if (kind === 'redis') {
    const { Queue, Worker, QueueEvents } = bullmq;
    return { Queue, Worker, QueueEvents, connection: { url } };
  }
  // The two families of classes differ by the types of their connections alone.
  const { Queue, Worker, QueueEvents } = bullmq.withBackend(bullmq.createPostgresBackend) as unknown as BullMq;
  const connection = { connectionString: url, schema: QUEUE_SCHEMA, migrate: true } as ConnectionOptions;
  return { Queue, Worker, QueueEvents, connection };
}

type Closable = { close(): Promise<void> };

/** The queues by BullMQ. */
class BullQueue implements WorkQueue {
  readonly #classes: Classes;
  readonly #options: QueueOptions;
  readonly #tables: InstanceType<BullMq['Queue']>;
  readonly #files: InstanceType<BullMq['Queue']>;
  readonly #open: Closable[] = [];
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(classes: Classes, options: QueueOptions) {
    this.#classes = classes;
    this.#options = options;
    this.#tables = this.#heard(new classes.Queue(this.#nameOf('tables'), this.#settings()));
    this.#files = this.#heard(new classes.Queue(this.#nameOf('files'), this.#settings()));
  }

  async ready(): Promise<void> {
    await Promise.all([this.#tables.waitUntilReady(), this.#files.waitUntilReady()]);
  }

  async addTable(jobId: string, data: TableJobData): Promise<void> {
    await this.#tables.add('table', data, { ...TABLE_JOB, jobId });
  }

  async table(jobId: string): Promise<Job<TableJobData, TableJobResult> | undefined> {
    return (await this.#tables.getJob(jobId)) as Job<TableJobData, TableJobResult> | undefined;
  }

  async removeTable(jobId: string): Promise<void> {
    await this.#tables.remove(jobId);
  }

  async addFiles(parent: Job, files: readonly { readonly jobId: string; readonly data: FileJobData }[]): Promise<void> {
    const { id = '', queueQualifiedName: queue } = parent;
    await this.#files.addBulk(
      files.map(({ jobId, data }) => ({ name: 'files', data, opts: { ...FILE_JOB, jobId, parent: { id, queue } } })),
    );
  }

  async watch({ ended, progress }: JobEvents): Promise<void> {
    const events = this.#heard(new this.#classes.QueueEvents(this.#nameOf('tables'), this.#settings()));
    events.on('completed', ({ jobId }) => ended(jobId));
    events.on('failed', ({ jobId }) => ended(jobId));
    events.on('progress', ({ jobId, data }) => progress(jobId, data));
    await events.waitUntilReady();
  }

  async take(kind: 'tables' | 'files', concurrency: number, processor: Processor): Promise<void> {
    const { Worker } = this.#classes;
    const settings = {
      ...this.#settings(),
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS,
      maxStalledCount: 5,
    };
    const worker = this.#heard(new Worker(this.#nameOf(kind), processor, settings));
    worker.on('failed', (_, error) => {
      this.#options.onWarning(`A job of the queue failed unexpectedly: ${errorText(error)}`);
    });
    await worker.waitUntilReady();
  }

  async countWorkers(): Promise<number | undefined> {
    try {
      return (await this.#tables.getWorkers()).length;
    } catch {
      return undefined; // The backend cannot tell, or the right to ask is missing.
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map(async (part) => await part.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #nameOf(kind: 'tables' | 'files'): string {
    return `${this.#options.name}-${kind}`;
  }

  #settings(): { readonly connection: ConnectionOptions } {
    return { connection: this.#classes.connection };
  }

  /** Errors are told, at most once a minute: the library repeats them for as long as the server is away. */
  #heard<T extends Closable & { on(event: 'error', listener: (error: Error) => void): unknown }>(part: T): T {
    part.on('error', (error) => {
      const now = performance.now();
      if (now - this.#warnedAt < 60_000) return;
      this.#warnedAt = now;
      this.#options.onWarning(queueError(this.#options.address, error).message);
    });
    this.#open.push(part);
    return part;
  }
}
