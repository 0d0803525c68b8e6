import { afterEach, expect, test } from 'vitest';
import { resolveByStatus } from './error-resolution.js';
import { errorOf, NOW, startApi, type TestApi } from './requester.test-helper.js';

const open: TestApi[] = [];
afterEach(async () => {
  for (const api of open.splice(0)) await api.close();
});

/** Answers with `status` and `headers` so often, then well. */
async function failing(times: number, status: number, headers: Readonly<Record<string, string>>): Promise<TestApi> {
  let left = times;
  const api = await startApi((_request, response) => {
    left -= 1;
    if (left >= 0) response.writeHead(status, headers).end('{"message":"slow down"}');
    else response.end('[]');
  });
  open.push(api);
  return api;
}

const get = (api: TestApi) => ({ method: 'GET', url: `${api.origin}/rows?k=hidden`, label: 'GET api/rows' }) as const;

test.each<[number, Record<string, string>, number]>([
  [429, { 'retry-after': '7' }, 7000],
  [503, { 'retry-after': '7' }, 7000],
  [500, { 'retry-after': '2, 9' }, 9000],
  [408, { 'retry-after': new Date(NOW + 5000).toUTCString(), date: new Date(NOW).toUTCString() }, 5000],
  [429, { 'x-ratelimit-reset': String(NOW / 1000 + 30), date: new Date(NOW).toUTCString() }, 30_000],
  [429, { ratelimit: '"a";r=0;t=12' }, 12_000],
  [429, { 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': '30' }, 1],
  [429, { 'retry-after': '3', 'x-ratelimit-reset': '30' }, 3000],
])('after status %i with %j it waits %i ms', async (status, headers, ms) => {
  const api = await failing(1, status, headers);
  await api.requester().fetch(get(api));
  expect(api.waits).toEqual([ms]);
});

test('a wait for a limit is told to the platform, a wait after a failure is not', async () => {
  const limited = await failing(2, 429, { 'retry-after': '7' });
  await limited.requester().fetch(get(limited));
  expect(limited.limitedUntil).toEqual([NOW + 7000, NOW + 7000]);
  const broken = await failing(1, 503, { 'retry-after': '7' });
  await broken.requester().fetch(get(broken));
  expect(broken.limitedUntil).toEqual([]);
});

test('a status that the stream takes for a limit is treated as one', async () => {
  const api = await failing(5, 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' });
  const policy = {
    resolveError: (page: Parameters<typeof resolveByStatus>[0]) =>
      page.status === 403 ? ({ action: 'rate-limited' } as const) : resolveByStatus(page),
  };
  await api.requester({}, policy).fetch(get(api));
  expect(api.waits).toEqual(Array(5).fill(60_000));
});

test('the last error says how often it was tried and how long it waited', async () => {
  const api = await failing(9, 503, { 'retry-after': '4' });
  expect((await errorOf(api.requester().fetch(get(api)))).message).toBe(
    'GET api/rows was answered with status 503 3 times: slow down. It waited 8.0 s.',
  );
});

test('a limit that asks for more than its patience ends in an error that says both', async () => {
  const api = await failing(9, 429, { 'retry-after': '40' });
  const error = await errorOf(api.requester({}, { maxRateLimitWaitMs: 60_000 }).fetch(get(api)));
  expect(error.message).toBe(
    'GET api/rows was answered with status 429 2 times: slow down. It waited 40.0 s. A further 40.0 s would exceed maxRateLimitWaitMs, which is 60.0 s.',
  );
});

test('an answer of status 200 that the stream takes for a failure says what it holds', async () => {
  const api = await startApi((_request, response) => response.end('{"errors":[{"message":"no such field"}]}'));
  open.push(api);
  const resolveError = () => ({ action: 'fail' }) as const;
  expect((await errorOf(api.requester({}, { resolveError }).fetch(get(api)))).message).toBe(
    'GET api/rows was answered with status 200: no such field.',
  );
});
