import { expect, test } from 'vitest';
import { HandClock, SkippingClock, settle } from '../../../util/clock.test-helper.js';
import { type ErrorRule, HttpApi, type HttpPage, type ReadContext } from '../../index.js';
import { ids, idsOf, LocalApi, Rows, readAll } from '../http-stream.test-helper.js';
import { ApiBudget, type BudgetOptions } from './api-budget.js';

const api = new LocalApi();

function request(path = '/v1/rows', method: 'GET' | 'POST' = 'GET', signal?: AbortSignal) {
  return { method, url: `http://h${path}`, label: path, ...(signal === undefined ? {} : { signal }) };
}

/** A budget by hand: `ask` notes who was let through. */
function setUp(options: BudgetOptions) {
  const clock = new HandClock();
  const budget = new ApiBudget({ clock, ...options });
  const through: string[] = [];
  const waits: number[] = [];
  const ask = async (name: string, wanted = request()) => {
    const slot = await budget.acquire(wanted, (untilMs) => waits.push(untilMs - clock.now()));
    through.push(name);
    return slot;
  };
  return { clock, budget, through, waits, ask };
}

test('a moving window counts weights, and a heavy request is not overtaken by light ones', async () => {
  const weight = ({ url }: { url: string }) => (url.endsWith('/report') ? 3 : 1);
  const { clock, through, ask } = setUp({
    policies: [{ limit: { kind: 'moving-window', max: 4, windowMs: 1000 }, weight }],
  });
  const first = await ask('a');
  const second = await ask('b');
  void ask('heavy', request('/report'));
  void ask('light');
  await settle();
  expect(through).toEqual(['a', 'b']);
  await first.done();
  await clock.advance(500);
  await second.done();
  await clock.advance(500);
  // Three of four are free: enough for the heavy one, which came first; then one for the light one.
  expect(through).toEqual(['a', 'b', 'heavy']);
  await clock.advance(500);
  expect(through).toEqual(['a', 'b', 'heavy', 'light']);
});

test('a request that weighs more than the limit waits until all is free', async () => {
  const { through, ask } = setUp({ policies: [{ limit: { kind: 'concurrency', max: 2 }, weight: 9 }] });
  const first = await ask('a');
  void ask('b');
  await settle();
  expect(through).toEqual(['a']);
  await first.done();
  await settle();
  expect(through).toEqual(['a', 'b']);
});

test('a fixed window is full until its end, and begins with the first request after it', async () => {
  const { clock, through, ask } = setUp({ policies: [{ limit: { kind: 'fixed-window', max: 2, windowMs: 1000 } }] });
  await clock.advance(10_000);
  for (const name of ['a', 'b', 'c']) void ask(name);
  await settle();
  expect(through).toEqual(['a', 'b']);
  await clock.advance(999);
  expect(through).toEqual(['a', 'b']);
  await clock.advance(1);
  expect(through).toEqual(['a', 'b', 'c']);
});

test('policies apply by method and path, and all that fit at once', async () => {
  const { through, ask } = setUp({
    policies: [
      { limit: { kind: 'concurrency', max: 1 }, methods: ['POST'] },
      { limit: { kind: 'concurrency', max: 1 }, path: 'reports/*' },
      { limit: { kind: 'concurrency', max: 1 }, path: /^\/v2\//u },
    ],
  });
  for (const [name, path, method] of [
    ['free', '/v1/rows', 'GET'],
    ['free too', '/v1/rows', 'GET'],
    ['report', '/v1/reports/1', 'GET'],
    ['second report', '/v1/reports/2', 'GET'],
    ['deeper', '/v1/reports/2/rows', 'GET'],
    ['v2', '/v2/rows', 'GET'],
    ['second v2', '/v2/users', 'GET'],
    ['post', '/v1/rows', 'POST'],
    ['second post', '/v1/users', 'POST'],
  ] as const) {
    void ask(name, request(path, method));
  }
  await settle();
  expect(through.sort()).toEqual(['deeper', 'free', 'free too', 'post', 'report', 'v2']);
});

test('who stops waiting loses the place and holds nothing', async () => {
  const { clock, through, ask } = setUp({
    policies: [
      { limit: { kind: 'concurrency', max: 2 } },
      { limit: { kind: 'moving-window', max: 1, windowMs: 1000 } },
    ],
  });
  const first = await ask('a');
  const stop = new AbortController();
  const stopped = ask('b', request('/', 'GET', stop.signal));
  await settle();
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  void ask('c');
  await first.done();
  await clock.advance(1000);
  expect(through).toEqual(['a', 'c']);
});

test('when an answer says that nothing is left, all wait for the reset, in their order', async () => {
  const { clock, budget, through, waits, ask } = setUp({});
  budget.observe({ limit: 10, remaining: 0, resetMs: 30_000 });
  for (const name of ['a', 'b', 'c']) void ask(name);
  await clock.advance(29_999);
  expect(through).toEqual([]);
  await clock.advance(1);
  expect(through).toEqual(['a', 'b', 'c']);
  expect(waits).toEqual([30_000, 30_000, 30_000]);
});

test('no more requests are under way than are left', async () => {
  const { clock, budget, through, ask } = setUp({});
  const first = await ask('a');
  await first.done();
  budget.observe({ limit: 2, remaining: 2, resetMs: 10_000 });
  for (const name of ['b', 'c', 'd', 'e', 'f']) void ask(name);
  await settle();
  expect(through).toEqual(['a', 'b', 'c']);
  await clock.advance(10_000);
  // After the reset the limit is two, and two are still under way.
  expect(through).toEqual(['a', 'b', 'c']);
});

test('an answer that overtakes another one does not bring back what is used', async () => {
  const { budget, through, ask } = setUp({});
  budget.observe({ remaining: 0, resetMs: 10_000 });
  budget.observe({ remaining: 1, resetMs: 10_900 });
  void ask('a');
  await settle();
  expect(through).toEqual([]);
});

test('a reset that is too far away is not waited for, and none at all if that is not wanted', async () => {
  const far = setUp({ maxWaitMs: 60_000 });
  far.budget.observe({ remaining: 0, resetMs: 86_400_000 });
  await far.ask('a');
  const fixed = setUp({ adaptive: false });
  fixed.budget.observe({ remaining: 0, resetMs: 1_000 });
  await fixed.ask('a');
  expect([far.through, fixed.through]).toEqual([['a'], ['a']]);
});

test('a reset that comes nearer is waited for, and no longer the one before', async () => {
  const { clock, budget, through, ask } = setUp({});
  const first = await ask('a');
  budget.observe({ limit: 9, remaining: 0, resetMs: 3_000_000 });
  void ask('b');
  await settle();
  budget.observe({ limit: 9, remaining: 0, resetMs: 5_000 });
  await first.done();
  await clock.advance(5_000);
  expect(through).toEqual(['a', 'b']);
});

test('what is left counts whole while the request of the answer gives its slot back', async () => {
  const { budget, through, ask } = setUp({});
  const first = await ask('a');
  budget.observe({ limit: 9, remaining: 1, resetMs: 5_000 });
  await first.done();
  void ask('b');
  void ask('c');
  await settle();
  expect(through).toEqual(['a', 'b']);
});

test('of several waits the longest counts, and what is left is not lost by them', async () => {
  const { clock, budget, through, ask } = setUp({});
  budget.observe({ limit: 9, remaining: 1, resetMs: 3_000_000 });
  budget.limited(20_000);
  budget.limited(5_000);
  void ask('a');
  void ask('b');
  await clock.advance(19_999);
  expect(through).toEqual([]);
  await clock.advance(1);
  expect(through).toEqual(['a']);
});

/** As `Rows`, each slice one request. */
class Sliced extends Rows {
  readonly #name: string;
  constructor(name: string, shared: HttpApi) {
    super(shared);
    this.#name = name;
  }
  override get name() {
    return this.#name;
  }
  override path() {
    return this.#name;
  }
  override streamSlices(_context: ReadContext) {
    return [1, 2, 3].map((id) => ({ id }));
  }
  override parseResponse(_answer: HttpPage) {
    return ids(api.seen.length);
  }
}

test('streams of a source that share an API run into no 429', async () => {
  let left = 4;
  let resetAt = 0;
  api.answer = () => {
    if (Date.now() >= resetAt) {
      left = 4;
      resetAt = Date.now() + 1_000;
    }
    if (left === 0) return [429, '', { 'retry-after': '1' }];
    left -= 1;
    const headers = { 'x-ratelimit-remaining': `${left}`, 'x-ratelimit-limit': '4', 'x-ratelimit-reset': '1' };
    return [200, [], headers];
  };
  const statuses: number[] = [];
  const answer = api.answer;
  api.answer = async (seen) => {
    const answered = await answer(seen);
    statuses.push(answered[0]);
    return answered;
  };
  const shared = new HttpApi({ urlBase: api.url, budget: {} });
  const streams = ['a', 'b', 'c'].map((name) => new Sliced(name, shared));
  const run = await readAll(streams, { concurrency: 3 });
  expect(idsOf(run)).toHaveLength(9);
  expect(statuses.filter((status) => status === 429).length).toBeLessThanOrEqual(1);
  expect(statuses.filter((status) => status === 200)).toHaveLength(9);
});

test('a limit of concurrency holds for all streams together, and a token is fetched within its slot', async () => {
  let running = 0;
  let most = 0;
  api.answer = async ({ url }) => {
    if (url === '/token') return [200, { access_token: 'token-1234', expires_in: 3600 }];
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
    return [200, []];
  };
  const { OAuth2Authenticator } = await import('../../index.js');
  const authenticator = new OAuth2Authenticator({ tokenUrl: `${api.url}/token`, clientId: 'a', clientSecret: 'b' });
  const budget = { policies: [{ limit: { kind: 'concurrency', max: 1 } as const }] };
  const shared = new HttpApi({ urlBase: api.url, authenticator, budget });
  const run = await readAll(
    ['a', 'b', 'c'].map((name) => new Sliced(name, shared)),
    { concurrency: 3 },
  );
  expect([run.exitCode, most]).toEqual([0, 1]);
  expect(api.asked.filter((url) => url === '/token')).toHaveLength(1);
});

test('a stop ends the wait for the budget', async () => {
  api.answer = () => [200, [], { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3000' }];
  const stop = new AbortController();
  const shared = new HttpApi({ urlBase: api.url, budget: {} });
  const reading = readAll([new Sliced('a', shared)], { signal: stop.signal });
  while (api.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  setTimeout(() => stop.abort(), 20);
  expect((await reading).exitCode).toBe(1);
  expect(api.seen).toHaveLength(1);
});

test.each<[string, Record<string, string>, readonly ErrorRule[]]>([
  ['Retry-After', { 'retry-after': '30' }, []],
  ['a reset without what is left', { 'x-ratelimit-reset': '30' }, []],
  ['a rule', {}, [{ status: 429, action: 'rate-limited', wait: { constantMs: 30_000 } }]],
  [
    'a rule, and no far reset',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3000' },
    [{ status: 429, action: 'rate-limited', wait: { constantMs: 30_000 } }],
  ],
])(
  'after a 429 no stream sends anything before the wait is over that is told by %s',
  async (_by, headers, errorRules) => {
    const clock = new SkippingClock();
    const startMs = clock.now();
    const sentMs: number[] = [];
    api.answer = () => {
      sentMs.push(clock.now() - startMs);
      return sentMs.length === 1 ? [429, '', headers] : [200, []];
    };
    const budget = { policies: [{ limit: { kind: 'concurrency', max: 1 } as const }] };
    const shared = new HttpApi({ urlBase: api.url, budget, clock, errorRules });
    const run = await readAll([new Sliced('a', shared), new Sliced('b', shared)], { concurrency: 2 });
    expect(run.exitCode).toBe(0);
    expect(sentMs).toEqual([0, ...Array(6).fill(30_000)]);
  },
);

test('a request that was answered counts, also if its answer cannot be read', async () => {
  api.answer = () => (api.seen.length === 1 ? [200, '{', { 'content-encoding': 'unknown' }] : [200, []]);
  const clock = new SkippingClock();
  const budget = { policies: [{ limit: { kind: 'moving-window', max: 1, windowMs: 60_000 } as const }] };
  const shared = new HttpApi({ urlBase: api.url, budget, clock });
  await readAll([new Sliced('a', shared), new Sliced('b', shared)]);
  expect(api.asked).toEqual(['/a', '/b', '/b', '/b']);
  expect(clock.sleeps).toEqual([60_000, 60_000, 60_000]);
});
