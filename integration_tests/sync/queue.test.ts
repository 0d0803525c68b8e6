import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SyncEvent, TableOutcome } from '../../src/sync/contract/events.js';
import type { TableJob, TableWorker } from '../../src/sync/contract/table-work.js';
import {
  openQueue,
  parseQueueAddress,
  QueuedTableWorker,
  queueNameOf,
  serveQueue,
  type WorkerParts,
  type WorkQueue,
} from '../../src/worker/index.js';
import { queueServers } from './queue-servers.js';

const SERVERS = await queueServers();
const STAGE = 'ab'.repeat(16);
const AT = '2026-03-02T00:00:00.000Z';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function jobOf(table: string): TableJob {
  return { run: 'r1', due: AT, table: { namespace: 'canvas', table, schema: 'canvas' }, action: 'synchronize' };
}

function outcomeOf({ table, action }: TableJob, more: Partial<TableOutcome> = {}): TableOutcome {
  const counts = { upserted: 1, deleted: 0, changes: [] };
  return { table, action, status: 'synchronized', startedAt: AT, endedAt: AT, ...counts, ...more };
}

afterAll(async () => {
  for (const { close } of SERVERS) await close();
});

describe.each(SERVERS)('a queue in $name', ({ url, missing }) => {
  beforeEach(({ skip }) => {
    if (missing !== undefined) skip(missing);
  });
  const warnings: string[] = [];
  const name = queueNameOf([url, randomBytes(8).toString('hex')]);

  async function open(): Promise<WorkQueue> {
    const queue = await openQueue({
      ...{ address: parseQueueAddress(url), name },
      onWarning: (message) => void warnings.push(message),
    });
    closers.push(() => queue.close());
    return queue;
  }

  async function coordinator() {
    const queue = await open();
    const worker = await QueuedTableWorker.open(queue, { onWarning: (message) => void warnings.push(message) });
    closers.push(async () => await worker[Symbol.asyncDispose]());
    return { queue, worker };
  }

  /** A worker whose work on tables and files is given. */
  async function serve(work: TableWorker['work'], loadFiles: WorkerParts['loadFiles'] = async () => undefined) {
    const stop = new AbortController();
    const queue = await open();
    const served = serveQueue({
      ...{ queue, loadFiles, fileConcurrency: 2, signal: stop.signal, onEvent: () => undefined },
      tables: { concurrency: 2, work },
    });
    const close = async () => {
      stop.abort();
      await served;
      await queue.close();
    };
    closers.push(close);
    return { close };
  }

  const context = (signal = new AbortController().signal) => ({ signal, onEvent: () => undefined });

  it('gives tables to workers, and brings outcomes and events back', async () => {
    const { worker } = await coordinator();
    await serve(async (job, { onEvent }) => {
      onEvent({ type: 'phase', run: job.run, table: job.table, phase: 'loading' });
      return outcomeOf(job);
    });
    const events: SyncEvent[] = [];
    const jobs = ['users', 'courses', 'roles'].map(jobOf);
    const outcomes = await Promise.all(
      jobs.map((job) => worker.work(job, { ...context(), onEvent: (event) => void events.push(event) })),
    );
    expect(outcomes).toEqual(jobs.map((job) => outcomeOf(job)));
    await expect.poll(() => events.map(({ type }) => type)).toEqual(['phase', 'phase', 'phase']);
  });

  it('turns the files of a large table into jobs, and merges when they are loaded', async () => {
    const { worker } = await coordinator();
    const loaded: string[] = [];
    await serve(
      async (job, { staging }) => {
        if (staging?.mayLoad?.() === true) return outcomeOf(job, { upserted: loaded.length });
        const missing = ['a', 'b', 'c', 'd'].filter((id) => !loaded.includes(id));
        return outcomeOf(job, { status: 'staged', staged: { stageId: STAGE, missing, ofFiles: 4 } });
      },
      async ({ stageId, objectIds }) => {
        expect(stageId).toBe(STAGE);
        loaded.push(...objectIds);
      },
    );
    expect(await worker.work(jobOf('users'), context())).toEqual(outcomeOf(jobOf('users'), { upserted: 4 }));
    expect(loaded.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('merges although a job for files fails: the merge loads what is missing', async () => {
    const { worker } = await coordinator();
    await serve(
      async (job, { staging }) => {
        if (staging?.mayLoad?.() === true) return outcomeOf(job);
        return outcomeOf(job, { status: 'staged', staged: { stageId: STAGE, missing: ['x', 'y'], ofFiles: 2 } });
      },
      async ({ objectIds }) => {
        if (objectIds.includes('x')) throw new Error('broken file');
      },
    );
    expect(await worker.work(jobOf('files_fail'), context())).toMatchObject({ status: 'synchronized' });
  });

  it('adds a job again that the queue has lost', async () => {
    const { queue, worker } = await coordinator();
    const job = jobOf('lost');
    const notes: SyncEvent[] = [];
    const outcome = worker.work(job, { ...context(), onEvent: (event) => void notes.push(event) });
    const { tableJobId } = await import('../../src/worker/job-data.js');
    await expect.poll(async () => (await queue.table(tableJobId(job)))?.id).toBeDefined();
    await queue.removeTable(tableJobId(job));
    await expect.poll(() => notes.length, { timeout: 15_000 }).toBe(1);
    await serve(async (given) => outcomeOf(given));
    expect(await outcome).toEqual(outcomeOf(job));
  });

  it('tells an unexpected failure of a worker as that of the table, and one of all tables as an error', async () => {
    const { CodedError } = await import('../../src/errors.js');
    const { worker } = await coordinator();
    await serve(async ({ table }) => {
      if (table.table === 'odd') throw new Error('defect');
      throw new CodedError('DAP_AUTHENTICATION', { message: 'The key is refused.' });
    });
    expect(await worker.work(jobOf('odd'), context())).toMatchObject({
      ...{ status: 'failed', code: 'SYNC_QUEUE', reason: expect.stringContaining('(defect)') },
    });
    await expect(worker.work(jobOf('any'), context())).rejects.toMatchObject({
      ...{ code: 'DAP_AUTHENTICATION', message: 'The key is refused.' },
    });
  });

  it('a worker that is stopped hands its job back, and another one takes it', async () => {
    const { worker } = await coordinator();
    let begun = 0;
    const first = await serve(async (_job, { signal }) => {
      begun += 1;
      return await new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    });
    const outcome = worker.work(jobOf('handed'), context());
    await expect.poll(() => begun).toBe(1);
    await first.close();
    await serve(async (job) => outcomeOf(job, { upserted: 2 }));
    expect(await outcome).toMatchObject({ upserted: 2 });
  });

  it('the second attempt of a run is a job of its own; an aborted wait takes a job back that nobody has begun', async () => {
    const { queue, worker } = await coordinator();
    let attempts = 0;
    const serving = await serve(async (job) => {
      attempts += 1;
      return outcomeOf(job, { status: attempts === 1 ? 'busy' : 'synchronized' });
    });
    expect((await worker.work(jobOf('twice'), context())).status).toBe('busy');
    expect((await worker.work(jobOf('twice'), context())).status).toBe('synchronized');
    await serving.close();
    const stop = new AbortController();
    const outcome = worker.work(jobOf('given_up'), context(stop.signal));
    const { tableJobId } = await import('../../src/worker/job-data.js');
    const id = tableJobId(jobOf('given_up'));
    await expect.poll(async () => (await queue.table(id))?.id).toBeDefined();
    stop.abort();
    await expect(outcome).rejects.toThrow();
    expect(await queue.table(id)).toBeUndefined();
  });
});

it.each(['http://127.0.0.1', 'amqp://x', ''])('the address %j is none of a queue', (text) => {
  expect(() => parseQueueAddress(text)).toThrow(expect.objectContaining({ code: 'TOOL_INPUT' }));
});

it('a server that is away is an error without its password', async () => {
  const address = parseQueueAddress('postgres://me:hunter2@127.0.0.1:1/x');
  expect(address.display).toBe('postgres://127.0.0.1:1/x');
  await expect(openQueue({ address, name: 'dap-x', onWarning: () => undefined })).rejects.toMatchObject({
    code: 'SYNC_QUEUE',
    message: expect.not.stringContaining('hunter2'),
  });
});
