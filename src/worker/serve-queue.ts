import { setMaxListeners } from 'node:events';
import type { Job } from 'bullmq';
import { isAbort, isCodedError } from '../errors.js';
import type { SyncEvent, SyncListener, SyncTable, TableOutcome } from '../sync/contract/events.js';
import type { TableWorker } from '../sync/contract/table-work.js';
import { loadPackage } from '../util/load-package.js';
import {
  type FileJobData,
  fileJobId,
  readFileJob,
  readTableJob,
  type TableJobData,
  type TableJobResult,
} from './job-data.js';
import type { WorkQueue } from './queue.js';

/** Files of a stage that are to be loaded here. */
export interface FileLoading {
  readonly table: SyncTable;
  readonly stageId: string;
  readonly objectIds: readonly string[];
  readonly signal: AbortSignal;
}

/** What a worker does its work with. */
export interface WorkerParts {
  readonly queue: WorkQueue;
  readonly tables: TableWorker;
  /** Loads files into a stage; those that are in it already, and a stage that is gone, are no failure. */
  readonly loadFiles: (files: FileLoading) => Promise<unknown>;
  /** Jobs for files at a time. */
  readonly fileConcurrency: number;
  readonly signal: AbortSignal;
  readonly onEvent: SyncListener;
}

/** No table gives more jobs than this, however many files it has. */
const MOST_FILE_JOBS = 64;
/** Progress is told no more often: each time is a write in the queue. */
const TELL_MS = 1000;
/** A job that is handed back at a stop may be taken at once. */
const HANDED_BACK_MS = 1;

/**
 * Takes jobs of the queue until `signal` fires: tables, and files of their stages. What is under way then is undone by its
 * transaction and handed back.
 */
export async function serveQueue(parts: WorkerParts): Promise<void> {
  const { queue, tables, fileConcurrency, signal } = parts;
  setMaxListeners(0, signal);
  const { DelayedError, WaitingChildrenError } = await loadPackage('bullmq', async () => await import('bullmq'));
  const handingBack = async <T>(job: Job, token: string | undefined, act: () => Promise<T>): Promise<T> => {
    try {
      signal.throwIfAborted();
      return await act();
    } catch (error) {
      if (!signal.aborted) throw error;
      await job.moveToDelayed(Date.now() + HANDED_BACK_MS, token);
      throw new DelayedError();
    }
  };
  await queue.take('files', fileConcurrency, async (job, token) => {
    return await handingBack(job, token, async () => await loadFiles(parts, readFileJob(job.data)));
  });
  await queue.take('tables', tables.concurrency, async (job, token) => {
    return await handingBack(job, token, async () => {
      const result = await workOnTable(parts, job);
      if (result !== 'files') return result;
      if (await job.moveToWaitingChildren(token ?? '')) throw new WaitingChildrenError();
      // All files were loaded before the job could wait for them.
      return await workOnTable(parts, job);
    });
  });
  await untilAborted(signal);
}

async function loadFiles({ loadFiles: load, signal }: WorkerParts, data: FileJobData): Promise<void> {
  const { table, stageId, objectIds } = data;
  await load({ table, stageId, objectIds, signal });
}

/** @returns `files` when jobs for files were added, and the rest of the work follows them. */
async function workOnTable(parts: WorkerParts, job: Job): Promise<TableJobResult | 'files'> {
  const data = readTableJob(job.data);
  const isMerge = data.step === 'merge';
  try {
    const outcome = await parts.tables.work(data.job, {
      signal: parts.signal,
      staging: { fromFiles: STAGED_FROM, mayLoad: () => isMerge },
      onEvent: teller(parts, job),
    });
    if (outcome.status !== 'staged' || isMerge) return { outcome };
    await addFiles(parts, job, data, outcome);
    return 'files';
  } catch (error) {
    if (isAbort(error) || !isCodedError(error)) throw error;
    return { failure: { code: error.code, message: error.message } };
  }
}

/** A job of one file is loaded at once: handing it over costs more than it gains. */
const STAGED_FROM = 2;

async function addFiles({ queue }: WorkerParts, job: Job, data: TableJobData, outcome: TableOutcome): Promise<void> {
  const { staged, table } = outcome;
  const { stageId = '', missing = [] } = staged ?? {};
  const size = Math.max(1, Math.ceil(missing.length / MOST_FILE_JOBS));
  const files: { jobId: string; data: FileJobData }[] = [];
  for (let at = 0; at < missing.length; at += size) {
    const objectIds = missing.slice(at, at + size);
    const file: FileJobData = { version: 1, run: data.job.run, table, stageId, objectIds };
    files.push({ jobId: fileJobId(file), data: file });
  }
  // In this order: a worker that dies in between plans once more, and adds the same jobs.
  await queue.addFiles(job, files);
  await job.updateData({ ...data, step: 'merge' } satisfies TableJobData);
}

/** Tells events here, and the coordinator through the queue. */
function teller({ onEvent }: WorkerParts, job: Job): SyncListener {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (event: SyncEvent) => {
    onEvent(event);
    const now = performance.now();
    if (event.type === 'progress' && now - toldAt < TELL_MS) return;
    if (event.type !== 'progress' && event.type !== 'phase' && event.type !== 'note') return;
    if (event.type === 'progress') toldAt = now;
    // What cannot be told is no failure of the work; the queue warns of itself.
    job.updateProgress(event).catch(() => undefined);
  };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
