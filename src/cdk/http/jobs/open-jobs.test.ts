import { beforeEach, describe, expect, test } from 'vitest';
import { errorsOf } from '../../../testing/index.js';
import { settle } from '../../../util/clock.test-helper.js';
import { createDeferred } from '../../../util/deferred.js';
import { HttpApi } from '../../index.js';
import { idsOf, readAll } from '../http-stream.test-helper.js';
import { JobApi, jsonLines, SlicedExports } from './jobs.test-helper.js';
import { OpenJobs } from './open-jobs.js';

describe('places of open jobs', () => {
  test('are given in the order in which they are asked for', async () => {
    const { signal } = new AbortController();
    const jobs = new OpenJobs(1);
    const close = await jobs.acquire(signal);
    const order: number[] = [];
    const waiting = [1, 2, 3].map(async (number) => {
      const end = await jobs.acquire(signal);
      order.push(number);
      end();
    });
    await settle();
    expect(order).toEqual([]);
    close();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
    (await jobs.acquire(signal))();
  });

  test('are not lost by one that stops waiting', async () => {
    const stop = new AbortController();
    const { signal } = new AbortController();
    const jobs = new OpenJobs(1);
    const close = await jobs.acquire(signal);
    const given = jobs.acquire(stop.signal);
    const next = jobs.acquire(signal);
    stop.abort();
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    close();
    (await next)();
    await expect(jobs.acquire(stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
    (await jobs.acquire(signal))();
  });

  test('are whole numbers above 0', () => {
    for (const maxOpenJobs of [0, -1, 1.5, Number.NaN]) {
      expect(() => new HttpApi({ urlBase: 'https://h', maxOpenJobs })).toThrow('maxOpenJobs has to be a whole number');
    }
  });
});

describe('slices at a time', () => {
  const server = new JobApi();
  const { file } = server;
  beforeEach(() => {
    server.reset();
    server.file = file;
    server.onCreate = () => undefined;
  });

  class Many extends SlicedExports {
    override readonly count = 8;
    override readonly sliceConcurrency = 8;
  }

  /** Counts the jobs that are under way; none is done before there were `wanted`. */
  function countOpen(wanted: number): { most: number } {
    const open = new Set<number>();
    const seen = { most: 0 };
    server.onCreate = (job) => {
      open.add(job);
      seen.most = Math.max(seen.most, open.size);
    };
    server.polls = (job, poll) => {
      if (poll < 2 || server.created < wanted) return [200, { status: 'running' }];
      open.delete(job);
      return [200, { status: 'done', files: server.files(job, 1) }];
    };
    return seen;
  }

  test('have no more jobs under way than the API allows', async () => {
    const seen = countOpen(2);
    const run = await readAll([new Many(server.api({ maxOpenJobs: 2 }))]);
    expect(idsOf(run)).toHaveLength(8);
    expect(seen.most).toBe(2);
  });

  test('have as many as there are slices, if it says nothing', async () => {
    const seen = countOpen(8);
    await readAll([new Many(server.api())]);
    expect(seen.most).toBe(8);
  });

  test('do not wait for each other when one that is ahead is full', async () => {
    countOpen(1);
    // More than a slice may hold before its turn.
    const many = Array.from({ length: 12_000 }, (_, at) => at);
    server.file = () => [200, jsonLines(many)];
    const run = await readAll([new Many(server.api({ maxOpenJobs: 1 }))]);
    expect(errorsOf(run.messages)).toEqual([]);
    expect(idsOf(run)).toHaveLength(8 * many.length);
  });

  test('share the places among the streams of an API', async () => {
    class More extends Many {}
    const seen = countOpen(3);
    const api = server.api({ maxOpenJobs: 3 });
    const run = await readAll([new Many(api), new More(api)], { concurrency: 2 });
    expect(idsOf(run)).toHaveLength(16);
    expect(seen.most).toBe(3);
  });

  test('give their places back when a slice fails', async () => {
    const reached = createDeferred<void>();
    server.polls = (job) => (job === 1 ? [400, {}] : [200, { status: 'running' }]);
    const api = server.api({ maxOpenJobs: 1 });
    const run = await readAll([new Many(api)]);
    expect(errorsOf(run.messages)).toHaveLength(1);
    const { signal } = new AbortController();
    void api.openJobs?.acquire(signal).then(() => reached.resolve());
    await reached.promise;
  });

  test('end at a stop, also those that wait for a place', async () => {
    const stop = new AbortController();
    server.polls = () => {
      stop.abort();
      return [200, { status: 'running' }];
    };
    const api = server.api({ maxOpenJobs: 1 });
    const run = await readAll([new Many(api)], { signal: stop.signal });
    expect(errorsOf(run.messages)).toEqual([]);
    expect(server.created).toBe(1);
    expect(run.messages.map(({ trace }) => trace?.stream_status?.status).filter(Boolean)).toEqual([
      'STARTED',
      'INCOMPLETE',
    ]);
  });
});
