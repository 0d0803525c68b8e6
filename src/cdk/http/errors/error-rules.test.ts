import { expect, test } from 'vitest';
import { errorsOf, logsOf } from '../../../testing/index.js';
import { SkippingClock } from '../../../util/clock.test-helper.js';
import { type ErrorRule, HttpApi, type HttpApiOptions, type ReadContext } from '../../index.js';
import { ids, idsOf, LocalApi, Rows, readAll, type Scripted } from '../http-stream.test-helper.js';

const api = new LocalApi();
const NOON = Date.UTC(2026, 0, 1, 12);

/** Reads with rules; the answers come one after the other, then rows. */
async function read(answers: readonly Scripted[], options: Partial<HttpApiOptions>, stream: readonly ErrorRule[] = []) {
  class Ruled extends Rows {
    override readonly errorRules = stream;
  }
  api.seen.length = 0;
  const clock = new SkippingClock(NOON);
  api.answer = () => answers[api.seen.length - 1] ?? [200, ids(1)];
  const run = await readAll([new Ruled(new HttpApi({ urlBase: api.url, maxAttempts: 3, clock, ...options }))]);
  const [error] = errorsOf(run.messages);
  return { run, ids: idsOf(run), sleeps: clock.sleeps, error: error?.message, type: error?.failure_type };
}

const JSON_ERROR = { error: { code: 'BUSY', details: [{ reason: 'x' }, { reason: 'quota' }] } };

test.each<[string, ErrorRule, boolean]>([
  ['a status', { status: 409, action: 'retry' }, true],
  ['another status', { status: 410, action: 'retry' }, false],
  ['a list of statuses', { status: [404, 409], action: 'retry' }, true],
  ['a range', { status: '400-409', action: 'retry' }, true],
  ['a range beyond it', { status: '410-499', action: 'retry' }, false],
  ['a class', { status: '4xx', action: 'retry' }, true],
  ['another class', { status: '5xx', action: 'retry' }, false],
  ['a header', { header: 'X-Busy', action: 'retry' }, true],
  ['a header that is missing', { header: 'X-Idle', action: 'retry' }, false],
  ['the value of a header', { header: { name: 'x-busy', is: 'yes, very' }, action: 'retry' }, true],
  ['a part of it', { header: { name: 'x-busy', is: /VERY/i }, action: 'retry' }, true],
  ['a value in the body', { body: { path: 'error.code', is: 'BUSY' }, action: 'retry' }, true],
  ['another value in the body', { body: { path: 'error.code', is: 'BUS' }, action: 'retry' }, false],
  ['any value in the body', { body: { path: 'error.code' }, action: 'retry' }, true],
  ['a member of a list', { body: { path: 'error.details.*.reason', is: /^quota$/g }, action: 'retry' }, true],
  ['the whole body', { body: { is: /"BUSY"/ }, action: 'retry' }, true],
  ['a condition of its own', { when: async ({ status }) => status === 409, action: 'retry' }, true],
  ['all conditions together', { status: 409, header: 'x-busy', when: () => false, action: 'retry' }, false],
])('a rule goes by %s', async (_title, rule, fits) => {
  const answer: Scripted = [409, JSON_ERROR, { 'x-busy': 'yes, very' }];
  const { ids: read_ } = await read([answer, answer], { errorRules: [{ ...rule, wait: { constantMs: 1 } }] });
  expect([read_, api.seen.length]).toEqual(fits ? [[1], 3] : [[], 1]);
});

test('a body that is not JSON fits no path', async () => {
  const { error } = await read([[400, '<html>']], { errorRules: [{ body: { path: 'a' }, action: 'ignore' }] });
  expect(error).toContain('status 400');
});

test('an error in an answer of status 200 fails with the words and the type of the rule', async () => {
  const rule: ErrorRule = {
    status: 200,
    body: { path: 'ok', is: false },
    action: 'fail',
    failureType: 'config_error',
    message: ({ status }) => `The account is closed (${status}).`,
  };
  const { error, type } = await read([[200, { ok: false }]], { errorRules: [rule] });
  expect([error, type]).toEqual(['The account is closed (200).', 'config_error']);
});

test('the rules of the stream come before those of the API, and the status decides in the end', async () => {
  const ignore: ErrorRule = { status: 404, action: 'ignore' };
  const fail: ErrorRule = { status: '4xx', action: 'fail', message: 'From the API.' };
  expect((await read([[404, '']], { errorRules: [fail] }, [ignore])).error).toBeUndefined();
  expect((await read([[410, '']], { errorRules: [fail] }, [ignore])).error).toContain('From the API.');
  expect((await read([[503, '']], { errorRules: [fail] }, [ignore])).ids).toEqual([1]);
});

test.each<[string, ErrorRule['wait'], Scripted, number]>([
  ['seconds in a header', { header: 'x-wait' }, [503, '', { 'x-wait': '7' }], 7_000],
  ['milliseconds in the body', { body: 'a.0.ms', unit: 'milliseconds' }, [503, { a: [{ ms: 1500 }] }], 1_500],
  ['minutes', { header: 'x-wait', unit: 'minutes' }, [503, '', { 'x-wait': '2' }], 120_000],
  ['a moment', { header: 'x-reset', unit: 'epoch-seconds' }, [503, '', { 'x-reset': `${NOON / 1000 + 9}` }], 9_000],
  ['a date', { body: 'until', unit: 'date' }, [503, { until: '2026-01-01T12:00:05Z' }], 5_000],
  ['a text', { body: 'message', pattern: /in (\d+) seconds/g }, [503, { message: 'Try in 4 seconds' }], 4_000],
  ['a moment that is over', { header: 'x-reset', unit: 'epoch-seconds' }, [503, '', { 'x-reset': '5' }], 500],
  ['the second, where the first knows none', [{ header: 'x-no' }, { constantMs: 33 }], [503, ''], 33],
  ['a longer Retry-After', { constantMs: 33 }, [503, '', { 'retry-after': '3' }], 3_000],
])('waits as told by %s', async (_title, wait, answer, ms) => {
  const dated: Scripted = [answer[0], answer[1], { date: new Date(NOON).toUTCString(), ...answer[2] }];
  const ruled = await read([dated], { errorRules: [{ status: 503, action: 'retry', ...(wait ? { wait } : {}) }] });
  expect(ruled.sleeps).toEqual([ms]);
  // The same without a rule, for all answers that are tried again.
  expect((await read([dated], wait === undefined ? {} : { backoff: wait })).sleeps).toEqual([ms]);
});

test('exponential waits grow within their bounds', async () => {
  const down: Scripted = [503, ''];
  const { sleeps } = await read([down, down, down], {
    backoff: { exponentialMs: 600, maxMs: 700 },
    maxAttempts: 4,
  });
  expect(sleeps).toHaveLength(3);
  for (const ms of sleeps) expect(ms).toSatisfy((value: number) => value >= 500 && value <= 700);
});

test('a stream that computes its pauses is not told by its API', async () => {
  class Own extends Rows {
    override backoffMs() {
      return 77;
    }
  }
  const clock = new SkippingClock();
  api.answer = () => (api.seen.length === 1 ? [503, '', { 'x-wait': '7' }] : [200, ids(1)]);
  await readAll([new Own(new HttpApi({ urlBase: api.url, clock, backoff: { header: 'x-wait' } }))]);
  expect(clock.sleeps).toEqual([77]);
});

test('rate limited has its patience, whatever the status', async () => {
  const limited: Scripted = [403, { message: 'API rate limit exceeded' }, { 'x-wait': '60' }];
  const rule: ErrorRule = {
    status: 403,
    body: { path: 'message', is: /rate limit/ },
    action: 'rate-limited',
    wait: { header: 'x-wait' },
  };
  const { ids: read_, sleeps } = await read([limited, limited, limited, limited], { errorRules: [rule] });
  expect([read_, sleeps]).toEqual([[1], [60_000, 60_000, 60_000, 60_000]]);
  const impatient = await read([limited], { errorRules: [rule], maxRateLimitWaitMs: 1_000 });
  expect(impatient).toMatchObject({ ids: [], sleeps: [], type: 'transient_error' });
});

test.each(['header', 'constant'] as const)(
  'the wait of a rule (%s) takes precedence over a far reset',
  async (kind) => {
    const wait = kind === 'header' ? { header: 'x-wait' } : { constantMs: 5_000 };
    const rule: ErrorRule = { status: 403, action: 'rate-limited', wait };
    const headers = { 'x-wait': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '86400' };
    const { ids: read_, sleeps } = await read([[403, '', headers]], { errorRules: [rule] });
    expect([read_, sleeps]).toEqual([[1], [5_000]]);
  },
);

test.each([0, Number.NaN, -1])(
  'a limit with pauses of %s ends in an error, and not in requests without end',
  async (ms) => {
    api.seen.length = 0;
    api.answer = () => [429, ''];
    class Own extends Rows {
      override backoffMs() {
        return ms;
      }
    }
    const clock = new SkippingClock(NOON);
    const run = await readAll([new Own(new HttpApi({ urlBase: api.url, clock, maxRateLimitWaitMs: 2_000 }))]);
    expect(errorsOf(run.messages)).toHaveLength(1);
    expect(api.seen.length).toBeLessThanOrEqual(5);
  },
);

test('what is ignored is told once, and counted by status at the end of the stream', async () => {
  class Slices extends Rows {
    override readonly errorRules: readonly ErrorRule[] = [{ status: ['4xx'], action: 'ignore' }];
    override streamSlices(_context: ReadContext) {
      return [1, 2, 3, 4, 5].map((id) => ({ id }));
    }
    override path() {
      return `rows/${api.seen.length + 1}`;
    }
  }
  const statuses = [404, 200, 404, 410, 404];
  api.answer = () => [statuses[api.seen.length - 1] ?? 500, ids(api.seen.length)];
  const run = await readAll([new Slices(new HttpApi({ urlBase: api.url }))]);
  expect(idsOf(run)).toEqual([2]);
  const host = api.url.slice('http://'.length);
  expect(logsOf(run.messages, 'INFO').filter((text) => text.includes('ignore'))).toEqual([
    `Stream slices: GET ${host}/rows/1 was answered with status 404, which this stream ignores: it counts as no records.`,
    `Stream slices: GET ${host}/rows/4 was answered with status 410, which this stream ignores: it counts as no records.`,
    'Stream slices: 3 answers with status 404 were ignored.',
  ]);
});
