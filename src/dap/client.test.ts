import { afterEach, expect, test } from 'vitest';
import { isAbort } from '../errors.js';
import { DapClient } from './client.js';
import type { FakeService } from './fake-service.test-helper.js';
import { completeJob, LOGIN, REF, SUBMIT, startService, URLS } from './fake-service.test-helper.js';
import { SkippingClock, sendJson, startServer, thrownBy } from './scripted-server.test-helper.js';

const TABLES = 'GET /dap/query/canvas/table';
const SCHEMA = 'GET /dap/query/canvas/table/courses/schema';

let service: FakeService;
afterEach(async () => await service.close());

async function withTables(options: Parameters<typeof startService>[0] = {}): Promise<FakeService> {
  service = await startService(options);
  service.routes.set(TABLES, (_, response) => sendJson(response, 200, { tables: ['courses', 'users'] }));
  return service;
}

const list = async () => await service.client.listTables('canvas');

test('logging in sends Basic credentials in a form, and calls carry the token', async () => {
  await withTables({ userAgent: 'tool/9' });
  expect(await list()).toEqual(['courses', 'users']);
  const [login, call] = service.server.seen;
  const credentials = Buffer.from('us-east-1#0c59cade:pa55word').toString('base64');
  expect(login).toMatchObject({
    path: '/ids/auth/login',
    body: 'grant_type=client_credentials',
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(call?.headers).toMatchObject({ authorization: 'Bearer token-1', 'user-agent': 'tool/9' });
  expect(service.secrets).toEqual([credentials, 'token-1']);
});

test('ten calls at once share one login', async () => {
  await withTables({ limits: 'none' });
  await Promise.all(Array.from({ length: 10 }, list));
  expect(service.count(LOGIN)).toBe(1);
});

test('a token is renewed before it expires, and a short-lived one not at every call', async () => {
  await withTables({ limits: 'none' });
  service.routes.set(LOGIN, (_, response, time) =>
    sendJson(response, 200, { access_token: `t${time}`, expires_in: 100 }),
  );
  await list();
  service.clock.advance(79_000);
  await list();
  expect(service.count(LOGIN)).toBe(1);
  service.clock.advance(2000);
  await list();
  expect(service.count(LOGIN)).toBe(2);
});

test('without expires_in the lifetime comes from the token itself', async () => {
  await withTables({ limits: 'none' });
  const claims = Buffer.from(JSON.stringify({ iat: 1000, exp: 1600 })).toString('base64url');
  service.routes.set(LOGIN, (_, response) => sendJson(response, 200, { access_token: `h.${claims}.s` }));
  await list();
  expect(service.events).toContainEqual({ type: 'login', expiresInSeconds: 600 });
});

test('after a 401 one new login is made and the call repeated', async () => {
  await withTables();
  service.routes.set(TABLES, ({ headers }, response) => {
    if (headers.authorization === 'Bearer token-1') {
      sendJson(response, 401, { error: { type: 'AuthenticationError', uuid: 'u', message: 'expired' } });
    } else sendJson(response, 200, { tables: ['courses'] });
  });
  expect(await list()).toEqual(['courses']);
  expect(service.count(LOGIN)).toBe(2);
});

test('a second 401 is an authentication error', async () => {
  await withTables();
  service.routes.set(TABLES, (_, response) =>
    sendJson(response, 401, { error: { type: 'AuthenticationError', uuid: 'u-1', message: 'no' } }),
  );
  expect(await thrownBy(list)).toMatchObject({ code: 'DAP_AUTHENTICATION', uuid: 'u-1', failureType: 'config_error' });
  expect(service.count(TABLES)).toBe(2);
});

test.each([400, 401, 403])('a login answered with %i is an authentication error, not tried again', async (status) => {
  await withTables();
  service.routes.set(LOGIN, (_, response) => sendJson(response, status, { error: 'invalid_client pa55word' }));
  const error = await thrownBy(list);
  expect(error).toMatchObject({ code: 'DAP_AUTHENTICATION', failureType: 'config_error' });
  expect(error.message).not.toContain('pa55word');
  expect(service.count(LOGIN)).toBe(1);
});

test('a login survives an error of the server and a dropped connection', async () => {
  await withTables();
  service.routes.set(LOGIN, (_, response, time) => {
    if (time === 1) response.writeHead(500).end('oops');
    else if (time === 2) response.destroy();
    else sendJson(response, 200, { access_token: 'late', expires_in: 3600 });
  });
  await list();
  expect(service.count(LOGIN)).toBe(3);
});

const PASSING: readonly (readonly [string, number])[] = [
  ['408', 408],
  ['500', 500],
  ['503', 503],
  ['504 of a gateway', 504],
];

test.each(PASSING)('status %s is tried again', async (_, status) => {
  await withTables();
  service.routes.set(TABLES, (_request, response, time) => {
    if (time < 3) response.writeHead(status).end('<html>');
    else sendJson(response, 200, { tables: [] });
  });
  expect(await list()).toEqual([]);
  expect(service.events.filter(({ type }) => type === 'retry')).toHaveLength(2);
});

test('a host that answers with errors only is given up after twelve tries, with its status', async () => {
  await withTables({ limits: 'none' });
  service.routes.set(TABLES, (_, response) => sendJson(response, 503, { message: 'no healthy upstream' }));
  const error = await thrownBy(list);
  expect(error).toMatchObject({ code: 'DAP_SERVER', status: 503, namespace: 'canvas' });
  expect(error.message).toContain('no healthy upstream');
  expect(service.count(TABLES)).toBe(12);
});

test('Retry-After is honoured for 429 and uses up no tries', async () => {
  await withTables({ limits: 'none', retry: { maxAttempts: 2 } });
  service.routes.set(TABLES, (_, response, time) => {
    if (time < 6) sendJson(response, 429, { message: 'slow down' }, { 'retry-after': '7' });
    else sendJson(response, 200, { tables: [] });
  });
  await list();
  expect(service.clock.sleeps).toEqual([7500, 7500, 7500, 7500, 7500]);
});

test('Retry-After may be an HTTP date, and without one a 429 waits half a minute', async () => {
  await withTables({ limits: 'none' });
  const start = service.clock.now();
  const date = new Date(Math.ceil(start / 1000) * 1000 + 20_000).toUTCString();
  service.routes.set(TABLES, (_, response, time) => {
    if (time === 1) sendJson(response, 429, {}, { 'retry-after': date });
    else if (time === 2) sendJson(response, 429, {});
    else sendJson(response, 200, { tables: [] });
  });
  await list();
  expect(service.clock.sleeps[0]).toBeGreaterThanOrEqual(20_500);
  expect(service.clock.sleeps[0]).toBeLessThanOrEqual(21_500);
  expect(service.clock.sleeps[1]).toBe(30_500);
});

test('a limit that stays exhausted for an hour ends the call', async () => {
  await withTables({ limits: 'none' });
  service.routes.set(TABLES, (_, response) => sendJson(response, 429, { message: 'slow down' }));
  expect(await thrownBy(list)).toMatchObject({ code: 'DAP_RATE_LIMITED', failureType: 'transient_error' });
  expect(service.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(3_600_000);
});

test('a refused connection to a host that never answered fails after four tries, naming the host', async () => {
  service = await startService();
  const gone = await startServer(() => undefined);
  await gone.close();
  const clock = new SkippingClock();
  const client = new DapClient({ clientId: 'a', clientSecret: 'b', baseUrl: gone.url, clock });
  const error = await thrownBy(() => client.listTables('canvas'));
  expect(error).toMatchObject({ code: 'DAP_NETWORK', host: new URL(gone.url).host });
  expect(clock.sleeps).toHaveLength(3);
  await client.close();
});

test('plain http to another machine is refused before anything is sent', async () => {
  service = await startService();
  const options = { clientId: 'a', clientSecret: 'b' };
  expect(() => new DapClient({ ...options, baseUrl: 'http://example.com' })).toThrow('not https');
  expect(() => new DapClient({ ...options, baseUrl: 'http://127.0.0.1.example.com' })).toThrow('not https');
  expect(() => new DapClient({ ...options, baseUrl: 'nonsense' })).toThrow('not an http or https URL');
});

test('an object URL without TLS to another machine is refused', async () => {
  service = await startService();
  service.routes.set(URLS, (_, response) =>
    sendJson(response, 200, { urls: { a: { url: 'http://store.example/x?Signature=s3cret' } } }),
  );
  const reader = service.client.openObjects(['a'], REF);
  const error = await thrownBy(async () => await reader.read('a').next());
  expect(error).toMatchObject({ code: 'DAP_INSECURE_URL' });
  expect(error.message).not.toContain('s3cret');
});

test('no more than five jobs are made in a minute, also by two clients with the same credentials', async () => {
  service = await startService();
  const { clock, server } = service;
  const options = { clientId: 'us-east-1#0c59cade', clientSecret: 'x', baseUrl: `${server.url}/`, clock };
  const second = new DapClient(options);
  const times: number[] = [];
  service.routes.set(SUBMIT, (_, response) => {
    times.push(clock.now());
    sendJson(response, 202, { id: 'j', status: 'waiting' });
  });
  const clients = [service.client, second];
  const work = Array.from({ length: 12 }, (_, i) => clients[i % 2]?.submitQuery(REF, { format: 'jsonl' }));
  await Promise.all(work);
  const windows = times.slice(5).map((time, i) => time - (times[i] ?? 0));
  expect(Math.min(...windows)).toBeGreaterThanOrEqual(60_000);
  expect(service.events).toContainEqual(expect.objectContaining({ type: 'limit-wait', call: 'submit query' }));
  await second.close();
});

test('an abort ends the wait for a limit, for a retry and for an answer', async () => {
  const never = { now: () => 0, sleep: async (_: number, signal?: AbortSignal) => await untilAborted(signal) };
  await withTables({ clock: never, limits: { ...LIMITS, listTables: 1 } });
  await list();
  service.routes.set(SCHEMA, (_, response) => response.writeHead(500).end());
  service.routes.set(SUBMIT, () => undefined);
  const signal = AbortSignal.timeout(60);
  const waits = [
    service.client.listTables('canvas', { signal }),
    service.client.getTableSchema('canvas', 'courses', { signal }),
    service.client.submitQuery(REF, { format: 'jsonl' }, { signal }),
  ];
  const results = await Promise.allSettled(waits);
  expect(results.map((result) => result.status === 'rejected' && isAbort(result.reason))).toEqual([true, true, true]);
});

const LIMITS = { listTables: 5, getSchema: 500, submitQuery: 5, getJob: 500, getResources: 200, windowMs: 60_000 };

async function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
  });
}

test('closing the client ends what is under way', async () => {
  await withTables();
  service.routes.set(TABLES, () => undefined);
  const waiting = thrownBy(list);
  await expect.poll(() => service.count(TABLES)).toBe(1);
  await service.client.close();
  expect(isAbort(await waiting)).toBe(true);
});

test('schemas keep integers beyond 2^53', async () => {
  service = await startService();
  service.routes.set(SCHEMA, (_, response) => {
    response.end('{"schema":{"default":9007199254740993},"version":3,"extra":1}');
  });
  const { schema, version } = await service.client.getTableSchema('canvas', 'courses');
  expect(schema['default']).toBe(9007199254740993n);
  expect(version).toBe(3);
});

test.each([
  ['not JSON', '<html>token-1</html>'],
  ['of another shape', '{"tables":"token-1"}'],
])('an answer that is %s is told as such, without its content', async (_, body) => {
  await withTables();
  service.routes.set(TABLES, (_request, response) => response.end(body));
  const error = await thrownBy(list);
  expect(error).toMatchObject({ code: 'DAP_RESPONSE_INVALID' });
  expect(error.message).not.toContain('token-1');
});

test('a page where JSON is due is asked for again a few times', async () => {
  await withTables({ limits: 'none' });
  service.routes.set(TABLES, (_, response, time) => {
    if (time < 3) response.end('<html>please wait</html>');
    else sendJson(response, 200, { tables: ['courses'] });
  });
  expect(await list()).toEqual(['courses']);
  service.routes.set(TABLES, (_, response) => response.end('<html>'));
  expect(await thrownBy(list)).toMatchObject({ code: 'DAP_RESPONSE_INVALID' });
  expect(service.count(TABLES)).toBe(3 + 4);
});

test('scope and path prefix appear in the URL', async () => {
  service = await startService({ pathPrefix: 'dap/beta/', scope: 'a b' });
  const job = { id: 'j', status: 'Running' };
  service.routes.set('POST /dap/beta/query/canvas/table/courses/data', (_, response) => sendJson(response, 202, job));
  expect(await service.client.submitQuery(REF, { format: 'jsonl' })).toMatchObject({ status: 'running' });
  expect(service.server.seen.at(-1)?.path).toBe('/dap/beta/query/canvas/table/courses/data?scope=a%20b');
});

test('polling is quick at first and never slower than every ten seconds', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 202, { id: 'job-9', status: 'waiting' }));
  service.routes.set('GET /dap/job/job-9', (_, response, time) =>
    time < 15
      ? sendJson(response, 202, { id: 'job-9', status: time < 3 ? 'waiting' : 'running' })
      : sendJson(response, 200, completeJob('job-9', service.blobs)),
  );
  expect(await service.client.completeJob(REF, { format: 'jsonl' })).toMatchObject({ status: 'complete' });
  expect(service.clock.sleeps.slice(0, 3)).toEqual([250, 375, 562.5]);
  expect(Math.max(...service.clock.sleeps)).toBe(10_000);
  const states = service.events.flatMap((event) => (event.type === 'job' ? [event.status] : []));
  expect(states).toEqual(['waiting', 'running', 'complete']);
});

const FAILED = { id: 'bad', status: 'failed', error: { type: 'ProcessingError', uuid: 'u-5', message: 'spark died' } };

test('a failed job is asked for again', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response, time) =>
    sendJson(response, 200, time < 3 ? FAILED : completeJob('good', service.blobs)),
  );
  expect(await service.client.completeJob(REF, { format: 'jsonl' })).toMatchObject({ id: 'good' });
  expect(service.clock.sleeps).toEqual([5000, 15_000]);
});

test('a job that fails four times is an error with the reason of the server', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, FAILED));
  const error = await thrownBy(service.client.completeJob(REF, { format: 'jsonl' }));
  expect(error).toMatchObject({ code: 'DAP_JOB_FAILED', type: 'ProcessingError', uuid: 'u-5', table: 'courses' });
  expect(error.message).toContain('spark died');
  expect(service.count(SUBMIT)).toBe(4);
});

test('a job that failed for a lasting reason is not asked for again', async () => {
  service = await startService();
  const error = { type: 'SnapshotRequired', uuid: 'u-6', message: 'reloaded' };
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, { ...FAILED, error }));
  expect(await thrownBy(service.client.completeJob(REF, { format: 'jsonl' }))).toMatchObject({
    code: 'DAP_SNAPSHOT_REQUIRED',
  });
  expect(service.count(SUBMIT)).toBe(1);
});

test('a job that vanishes is started over, three times at most', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 202, { id: 'lost', status: 'running' }));
  service.routes.set('GET /dap/job/lost', (_, response) =>
    sendJson(response, 404, { error: { type: 'ObjectNotFound', uuid: 'u-8', kind: 'job', id: 'lost', message: '' } }),
  );
  const error = await thrownBy(service.client.completeJob(REF, { format: 'jsonl' }));
  expect(error).toMatchObject({ code: 'DAP_JOB_LOST', uuid: 'u-8', kind: 'job' });
  expect(service.count(SUBMIT)).toBe(4);
});

test('a table that does not exist is no lost job', async () => {
  service = await startService();
  const error = { type: 'ObjectNotFound', uuid: 'u-2', kind: 'table', id: 'courses', message: 'no such table' };
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 404, { error }));
  expect(await thrownBy(service.client.completeJob(REF, { format: 'jsonl' }))).toMatchObject({
    code: 'DAP_NOT_FOUND',
    kind: 'table',
    failureType: 'config_error',
  });
  expect(service.count(SUBMIT)).toBe(1);
});

test('a complete job about to expire is waited out and asked for again', async () => {
  service = await startService();
  const soon = new Date(service.clock.now() + 20_000).toISOString();
  service.routes.set(SUBMIT, (_, response, time) =>
    sendJson(response, 200, completeJob(`job-${time}`, service.blobs, time === 1 ? { expires_at: soon } : {})),
  );
  expect(await service.client.completeJob(REF, { format: 'jsonl' })).toMatchObject({ id: 'job-2' });
  expect(service.clock.sleeps[0]).toBeGreaterThan(20_000);
});

test('a job that expired long ago by our clock is taken as the server gives it', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, 200, completeJob('job-1', service.blobs, { expires_at: '2020-01-01T00:00:00Z' })),
  );
  expect(await service.client.completeJob(REF, { format: 'jsonl' })).toMatchObject({ id: 'job-1' });
  expect(service.count(SUBMIT)).toBe(1);
});
