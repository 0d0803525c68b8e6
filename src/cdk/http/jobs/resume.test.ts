import { beforeEach, describe, expect, test } from 'vitest';
import { errorsOf, logsOf, recordsOf, statesOf } from '../../../testing/index.js';
import { DatetimeCursor, listPartitions } from '../../index.js';
import { idsOf, readAll } from '../http-stream.test-helper.js';
import { Exports, JobApi, SlicedExports } from './jobs.test-helper.js';

const server = new JobApi();
const { polls, file, other } = server;
beforeEach(() => {
  server.reset();
  Object.assign(server, { polls, file, other });
});

const stateOf = (page: unknown, slice: object = {}, name = 'exports') => [
  { type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: { slice, page } } },
];

describe('a job of an interrupted read', () => {
  test('is polled at once and read from where it was left', async () => {
    server.polls = (job) => [200, { status: 'done', files: server.files(job, 3) }];
    const run = await readAll([new Exports(server.api())], { state: stateOf({ job: 8, done: 2 }) });
    expect(idsOf(run)).toEqual([83]);
    expect(server.asked).toEqual(['GET /exports/8', 'GET /files/8/3']);
  });

  test('that was read completely is only deleted', async () => {
    class Deleting extends Exports {
      override deleteRequest(job: number) {
        return { method: 'DELETE' as const, path: `exports/${job}` };
      }
    }
    const state = stateOf({ job: 8, done: 2, isRead: true }, {}, 'deleting');
    const run = await readAll([new Deleting(server.api())], { state });
    expect(errorsOf(run.messages)).toEqual([]);
    expect(recordsOf(run.messages)).toEqual([]);
    expect(server.asked).toEqual(['DELETE /exports/8']);
  });

  test.each([
    ['failed', [200, { status: 'failed' }]],
    ['was removed', [404, {}]],
    ['has an id that is refused now', [400, { message: 'no such job' }]],
  ] as const)('that %s is replaced, beside the usual number of replacements', async (_, answer) => {
    class Once extends Exports {
      override readonly maxReplacements = 0;
    }
    server.polls = (job) => (job === 8 ? answer : [200, { status: 'done', files: server.files(job, 1) }]);
    const run = await readAll([new Once(server.api())], { state: stateOf({ job: 8, done: 0 }, {}, 'once') });
    expect(idsOf(run)).toEqual([11]);
    expect(logsOf(run.messages, 'WARN').join()).not.toContain('repeated');
  });

  test('that takes too long is replaced', async () => {
    server.polls = (job) =>
      job === 8 ? [200, { status: 'running' }] : [200, { status: 'done', files: server.files(job, 1) }];
    expect(idsOf(await readAll([new Exports(server.api())], { state: stateOf({ job: 8, done: 0 }) }))).toEqual([11]);
  });

  test('that has fewer results than were read is replaced, with a warning that records are repeated', async () => {
    server.polls = (job) => [200, { status: 'done', files: server.files(job, 1) }];
    const run = await readAll([new Exports(server.api())], { state: stateOf({ job: 8, done: 2 }) });
    expect(idsOf(run)).toEqual([11]);
    expect(logsOf(run.messages, 'WARN').join()).toContain('has fewer results than before');
    expect(logsOf(run.messages, 'WARN').join()).toContain('repeated');
  });

  test('belongs to its slice: earlier ones are not read again, later ones have jobs of their own', async () => {
    server.polls = (job) => [200, { status: 'done', files: server.files(job, 1) }];
    const state = stateOf({ job: 8, done: 0 }, { part: 2 }, 'sliced_exports');
    const run = await readAll([new SlicedExports(server.api())], { state });
    expect(idsOf(run)).toEqual([81, 11]);
    expect(server.local.seen.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual(['{"part":3}']);
  });

  test('is not known from the state of a stream that had pages', async () => {
    const run = await readAll([new Exports(server.api())], { state: stateOf(7) });
    expect(idsOf(run)).toEqual([11]);
    expect(logsOf(run.messages, 'WARN').join()).toContain('the state names no job');
  });
});

describe('a stream that does not keep its jobs', () => {
  test('because it has a cursor, has the states of the cursor alone', async () => {
    class Followed extends Exports {
      override readonly cursor = new DatetimeCursor({
        field: 'id',
        start: '2026-01-01',
        end: '2026-01-02',
        format: 'date',
      });
    }
    const run = await readAll([new Followed(server.api())]);
    expect(statesOf(run.messages).map((state) => state.stream?.stream_state)).toEqual([{ id: '2026-01-02' }]);
  });

  test('because it has partitions, does not say that it can be resumed', async () => {
    class Divided extends Exports {
      override readonly partitions = listPartitions([{ region: 'eu' }, { region: 'us' }]);
    }
    server.polls = (job) => [200, { status: 'done', files: server.files(job, 1) }];
    const stream = new Divided(server.api());
    expect((await stream.toAirbyteStream()).is_resumable).toBe(false);
    expect((await new Exports(server.api()).toAirbyteStream()).is_resumable).toBe(true);
    const run = await readAll([stream]);
    expect(idsOf(run)).toEqual([11, 21]);
    expect(statesOf(run.messages).map((state) => state.stream?.stream_state)).toEqual([
      { __ab_no_cursor_state_message: true },
    ]);
  });
});

test.each(['', ' '])('a result that is named by %j is refused, and not read from the status', async (url) => {
  class Unnamed extends Exports {
    override results() {
      return [url];
    }
  }
  const run = await readAll([new Unnamed(server.api())]);
  expect(idsOf(run)).toEqual([]);
  expect(errorsOf(run.messages)[0]?.message).toContain('is no http or https URL');
  expect(server.asked).toEqual(['POST /exports', 'GET /exports/1']);
});
