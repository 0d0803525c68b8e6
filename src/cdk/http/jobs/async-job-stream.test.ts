import { beforeEach, describe, expect, test } from 'vitest';
import { errorsOf, logsOf, statesOf } from '../../../testing/index.js';
import { BearerAuthenticator, cursorPaginator, type HttpPage } from '../../index.js';
import { idsOf, readAll } from '../http-stream.test-helper.js';
import { Exports, JobApi, jsonLines } from './jobs.test-helper.js';

const server = new JobApi();
beforeEach(() => server.reset());
const { polls, file, other } = server;
beforeEach(() => {
  Object.assign(server, { polls, file, other });
  server.clock.sleeps.length = 0;
});

const messageOf = (run: Awaited<ReturnType<typeof readAll>>) => errorsOf(run.messages)[0]?.message ?? '';
const stateOf = (page: unknown, name = 'exports') => [
  { type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: { slice: {}, page } } },
];

describe('a job', () => {
  test('is created, polled at growing intervals, and its results are read', async () => {
    server.polls = (job, poll) =>
      poll < 4 ? [200, { status: 'running' }] : [200, { status: 'done', files: server.files(job, 2) }];
    const run = await readAll([new Exports(server.api())]);
    expect(idsOf(run)).toEqual([11, 12]);
    const poll = 'GET /exports/1';
    expect(server.asked).toEqual(['POST /exports', poll, poll, poll, poll, 'GET /files/1/1', 'GET /files/1/2']);
    expect(server.clock.sleeps).toEqual([1000, 1000, 1500, 2250]);
    // Only results are in the format of the decoder.
    const accepted = server.local.seen.map(({ headers }) => headers.accept);
    expect(accepted.slice(0, 2)).toEqual(['application/json', 'application/json']);
    expect(accepted.at(-1)).toContain('ndjson');
    expect(statesOf(run.messages).map((state) => state.stream?.stream_state)).toEqual([
      { slice: {}, page: { job: 1, done: 0 } },
      { slice: {}, page: { job: 1, done: 1 } },
      { slice: {}, page: { job: 1, done: 2, isRead: true } },
      { slice: {} },
      { __ab_full_refresh_sync_complete: true },
    ]);
  });

  test('is asked for no sooner than the API wants', async () => {
    server.polls = (job, poll) =>
      poll < 2
        ? [200, { status: 'queued' }, { 'retry-after': '90' }]
        : [200, { status: 'done', files: server.files(job, 1) }];
    await readAll([new Exports(server.api())]);
    expect(server.clock.sleeps).toEqual([1000, 90_000]);
  });

  test('has no results where its status says so, or where their list is empty', async () => {
    for (const body of [{ status: 'empty' }, { status: 'done', files: [] }]) {
      server.polls = () => [200, body];
      const run = await readAll([new Exports(server.api())]);
      expect(errorsOf(run.messages)).toEqual([]);
      expect(idsOf(run)).toEqual([]);
    }
  });

  test('that is done but names no results is an error', async () => {
    server.polls = () => [200, { status: 'done', filez: ['/files/1/1'] }];
    expect(messageOf(await readAll([new Exports(server.api())]))).toContain('has no result URL at files.*.url');
  });

  test('can have a status of HTTP and results that are described', async () => {
    class Described extends Exports {
      override readonly jobStatus = { running: [202], done: [200], failed: [409] };
      override results(_answer: unknown, job: number) {
        return [{ path: `files/${job}/9`, params: { format: 'lines' } }];
      }
    }
    server.polls = (_, poll) => [poll < 2 ? 202 : 200, {}];
    expect(idsOf(await readAll([new Described(server.api())]))).toEqual([19]);
    expect(server.asked.at(-1)).toBe('GET /files/1/9?format=lines');
  });

  test('can tell the URLs of its results by a further request, and is deleted in the end', async () => {
    class Further extends Exports {
      override resultsRequest(job: number) {
        return { path: `results/${job}` };
      }
      override deleteRequest(job: number) {
        return { method: 'DELETE' as const, path: `exports/${job}` };
      }
    }
    server.polls = () => [200, { status: 'done' }];
    server.other = ({ method }) => (method === 'DELETE' ? [500, {}] : [200, { files: server.files(1, 1) }]);
    const run = await readAll([new Further(server.api({ maxAttempts: 1 }))]);
    expect(idsOf(run)).toEqual([11]);
    expect(server.asked.slice(-3)).toEqual(['GET /results/1', 'GET /files/1/1', 'DELETE /exports/1']);
    // The records are there: what cannot be deleted is a warning.
    expect(errorsOf(run.messages)).toEqual([]);
    expect(logsOf(run.messages, 'WARN').join()).toContain('a job could not be deleted');
  });

  test('has results in pages', async () => {
    class Paged extends Exports {
      override readonly decoder = undefined;
      override readonly resultPaginator = cursorPaginator({ next: { body: 'next' }, token: 'after' });
      override parseResponse(answer: { json(): unknown }) {
        return (answer.json() as { rows: { id: number }[] }).rows;
      }
    }
    server.file = (_job, _file, { url }) => [
      200,
      url.includes('after') ? { rows: [{ id: 2 }] } : { rows: [{ id: 1 }], next: 'b7' },
    ];
    expect(idsOf(await readAll([new Paged(server.api())]))).toEqual([1, 2]);
    expect(server.asked.slice(-2)).toEqual(['GET /files/1/1', 'GET /files/1/1?after=b7']);
    const resumed = await readAll([new Paged(server.api())], {
      state: stateOf({ job: 1, done: 0, page: 'b7' }, 'paged'),
    });
    expect(idsOf(resumed)).toEqual([2]);
  });
});

describe('the request that creates a job', () => {
  test('means no records where its answer is ignored', async () => {
    class Elsewhere extends Exports {
      override path() {
        return 'elsewhere';
      }
    }
    const run = await readAll([new Elsewhere(server.api({ errorRules: [{ status: 404, action: 'ignore' }] }))]);
    expect(errorsOf(run.messages)).toEqual([]);
    expect(server.asked).toEqual(['POST /elsewhere']);
  });

  test('has to name a job', async () => {
    class Nameless extends Exports {
      override createdJob(answer: HttpPage) {
        return (answer.json() as { job: number }).job;
      }
    }
    expect(messageOf(await readAll([new Nameless(server.api())]))).toContain('names no job');
    expect(server.asked).toEqual(['POST /exports']);
  });

  test('counts against the budget of the API, as polls and results do', async () => {
    const budget = { policies: [{ limit: { kind: 'moving-window', max: 1, windowMs: 600_000 } }] } as const;
    const start = server.clock.monotonic();
    const run = await readAll([new Exports(server.api({ budget }))]);
    expect(idsOf(run)).toEqual([11]);
    expect(server.clock.monotonic() - start).toBeGreaterThanOrEqual(2 * 600_000);
  });

  test('has no pages: a stream that says so is refused', async () => {
    class Paged extends Exports {
      override nextPage() {
        return null;
      }
    }
    expect(messageOf(await readAll([new Paged(server.api())]))).toContain('give it a resultPaginator');
    expect(server.asked).toEqual([]);
  });
});

describe('a status', () => {
  test('that is not known is an error that names it', async () => {
    server.polls = () => [200, { status: 'paused' }];
    const run = await readAll([new Exports(server.api())]);
    expect(messageOf(run)).toContain('the status "paused" at status, which jobStatus does not list');
    expect(server.created).toBe(1);
  });

  test('that is not there is an error', async () => {
    server.polls = () => [200, { state: 'done' }];
    expect(messageOf(await readAll([new Exports(server.api())]))).toContain('has no status at status');
  });

  test('that means two things is an error', async () => {
    class Twofold extends Exports {
      override readonly jobStatus = { at: 'status', running: ['done'], done: ['done'], failed: [] };
    }
    expect(messageOf(await readAll([new Twofold(server.api())]))).toContain('means both running and done');
  });
});

describe('a job that comes to nothing', () => {
  test.each([
    ['fails', [200, { status: 'failed', error: { message: 'Bad luck' } }], 'has the status "failed": Bad luck'],
    ['is gone', [200, { status: 'expired' }], 'has the status "expired"'],
    ['is not known any more', [410, {}], 'is not known to the API any more'],
    ['was never known', [404, {}], 'is not known to the API any more'],
  ] as const)('because it %s is replaced', async (_, answer, why) => {
    server.polls = (job) => (job === 1 ? answer : [200, { status: 'done', files: server.files(job, 1) }]);
    const run = await readAll([new Exports(server.api())]);
    expect(idsOf(run)).toEqual([21]);
    expect(logsOf(run.messages, 'WARN').join()).toContain(`a job ${why}`);
    expect(logsOf(run.messages, 'WARN').join()).toMatch(/[^.]\. Another one takes its place\.$/);
  });

  test('is replaced so often and no more', async () => {
    server.polls = () => [200, { status: 'failed', error: { message: 'Bad luck' } }];
    const run = await readAll([new Exports(server.api())]);
    expect(server.created).toBe(3);
    expect(messageOf(run)).toBe(
      'Stream exports: 3 jobs one after the other failed; the last one has the status "failed": Bad luck.',
    );
  });

  test('because it takes too long is aborted and replaced', async () => {
    class Aborting extends Exports {
      override readonly jobTimeoutMs = 10_000;
      override abortRequest(job: number) {
        return { method: 'DELETE' as const, path: `exports/${job}` };
      }
    }
    server.other = () => [200, {}];
    server.polls = (job) =>
      job === 1 ? [200, { status: 'running' }] : [200, { status: 'done', files: server.files(job, 1) }];
    const run = await readAll([new Aborting(server.api())]);
    expect(idsOf(run)).toEqual([21]);
    expect(logsOf(run.messages, 'WARN').join()).toContain('was not done within 10 s');
    expect(server.asked).toContain('DELETE /exports/1');
  });

  test('says why without secrets', async () => {
    server.polls = () => [200, { status: 'failed', error: { message: 'see https://h/x?sig=hidden' } }];
    expect(JSON.stringify((await readAll([new Exports(server.api())])).messages)).not.toContain('hidden');
  });
});

describe('results', () => {
  test('with an expired URL are fetched from a fresh one', async () => {
    server.polls = (_, poll) => [200, { status: 'done', files: [{ url: `/files/1/1?sig=${poll}` }] }];
    server.file = (_job, _file, { url }) => (url.endsWith('=1') ? [403, {}] : [200, jsonLines([7])]);
    const run = await readAll([new Exports(server.api())]);
    expect(idsOf(run)).toEqual([7]);
    expect(server.created).toBe(1);
  });

  test('that stay away are those of a job that is gone: it is replaced before records have left', async () => {
    server.polls = (job) => [200, { status: 'done', files: server.files(job, 1) }];
    server.file = (job) => (job === 1 ? [404, {}] : [200, jsonLines([7])]);
    expect(idsOf(await readAll([new Exports(server.api())]))).toEqual([7]);
    expect(server.created).toBe(2);
  });

  test('that stay away after records have left end the read, and the next one replaces the job', async () => {
    server.polls = (job) => [200, { status: 'done', files: server.files(job, 2) }];
    server.file = (job, at) => (job === 1 && at === 2 ? [404, {}] : [200, jsonLines([job * 10 + at])]);
    const run = await readAll([new Exports(server.api())]);
    expect(idsOf(run)).toEqual([11]);
    expect(messageOf(run)).toContain('after records of it were written');
    const states = statesOf(run.messages);
    expect(states.at(-1)?.stream?.stream_state).toEqual({ slice: {}, page: { job: 1, done: 1 } });
    const next = await readAll([new Exports(server.api())], { state: stateOf({ job: 1, done: 1 }) });
    expect(idsOf(next)).toEqual([21, 22]);
    expect(logsOf(next.messages, 'WARN').join()).toContain('records that were written before are repeated');
  });

  test('of another origin get no credentials, no parameters, and their URL is not shown', async () => {
    const authenticator = new BearerAuthenticator('token-of-the-api');
    const options = { authenticator, params: { locale: 'en' }, headers: { 'x-tenant': 'seven' }, maxAttempts: 1 };
    // The same server by another name is another origin.
    const signed = server.local.url.replace('127.0.0.1', 'localhost');
    server.polls = () => [200, { status: 'done', files: [{ url: `${signed}/files/1/1?sig=a%2Fb+c` }] }];
    server.file = () => [500, { message: 'no' }];
    const run = await readAll([new Exports(server.api(options))]);
    const last = server.local.seen.at(-1);
    expect(last?.url).toBe('/files/1/1?sig=a%2Fb+c');
    expect(last?.headers).not.toHaveProperty('authorization');
    expect(last?.headers).not.toHaveProperty('x-tenant');
    expect(server.local.seen[0]).toMatchObject({ url: '/exports?locale=en', headers: { 'x-tenant': 'seven' } });
    expect(messageOf(run)).toContain(`GET result 1 at localhost:`);
    expect(JSON.stringify(run.messages)).not.toMatch(/files\/1|sig=/);
  });

  test('that a rule ignores are not left out', async () => {
    const errorRules = [{ status: 404, action: 'ignore' }] as const;
    server.polls = (job) => [200, { status: 'done', files: server.files(job, 1) }];
    server.file = (job) => (job === 1 ? [404, {}] : [200, jsonLines([7])]);
    const run = await readAll([new Exports(server.api({ errorRules }))]);
    expect(idsOf(run)).toEqual([7]);
    expect(logsOf(run.messages, 'WARN').join()).toContain('a result of a job cannot be left out');
  });

  test('that are no URL are an error', async () => {
    for (const url of ['ftp://h/x', 'http://', 7]) {
      server.polls = () => [200, { status: 'done', files: [{ url }] }];
      expect(messageOf(await readAll([new Exports(server.api())]))).toMatch(/no http or https URL|no result URL/);
    }
  });
});
