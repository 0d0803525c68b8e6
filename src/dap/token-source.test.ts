import { afterEach, expect, test } from 'vitest';
import type { RateLimiter } from '../http/rate-limiter.js';
import type { FakeService } from './fake-service.test-helper.js';
import { LOGIN, startWithTables, TABLES } from './fake-service.test-helper.js';
import { DEFAULT_RATE_LIMITS } from './limits.js';
import { sendJson, thrownBy } from './scripted-server.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

const list = async () => await service.client.getTables('canvas');

test('logging in sends Basic credentials in a form, and calls carry the token', async () => {
  service = await startWithTables({ userAgent: 'tool/9' });
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
  service = await startWithTables({ limits: 'none' });
  await Promise.all(Array.from({ length: 10 }, list));
  expect(service.count(LOGIN)).toBe(1);
});

test('a token is renewed before it expires, and a short-lived one not at every call', async () => {
  service = await startWithTables({ limits: 'none' });
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

test('a time of day that is set back or ahead changes nothing for the token', async () => {
  service = await startWithTables({ limits: 'none' });
  service.routes.set(LOGIN, (_, response, time) =>
    sendJson(response, 200, { access_token: `t${time}`, expires_in: 100 }),
  );
  await list();
  service.clock.shiftDate(86_400_000);
  await list();
  expect(service.count(LOGIN)).toBe(1);
  service.clock.shiftDate(-2 * 86_400_000);
  service.clock.advance(81_000);
  await list();
  expect(service.count(LOGIN)).toBe(2);
});

test('without expires_in the lifetime comes from the token itself', async () => {
  service = await startWithTables({ limits: 'none' });
  const claims = Buffer.from(JSON.stringify({ iat: 1000, exp: 1600 })).toString('base64url');
  service.routes.set(LOGIN, (_, response) => sendJson(response, 200, { access_token: `h.${claims}.s` }));
  await list();
  expect(service.events).toContainEqual({ type: 'login', expiresInSeconds: 600 });
});

test('after a 401 one new login is made and the call repeated', async () => {
  service = await startWithTables();
  service.routes.set(TABLES, ({ headers }, response) => {
    if (headers.authorization === 'Bearer token-1') {
      sendJson(response, 401, { error: { type: 'AuthenticationError', uuid: 'u', message: 'expired' } });
    } else sendJson(response, 200, { tables: ['courses'] });
  });
  expect(await list()).toEqual(['courses']);
  expect(service.count(LOGIN)).toBe(2);
});

test('a 401 that stays although the login succeeds is tried a few times, and then passing, not the configuration', async () => {
  service = await startWithTables({ limits: 'none' });
  service.routes.set(TABLES, (_, response) =>
    sendJson(response, 401, { error: { type: 'AuthenticationError', uuid: 'u-1', message: 'no' } }),
  );
  const error = await thrownBy(list);
  expect(error).toMatchObject({ code: 'DAP_TOKEN_REFUSED', uuid: 'u-1', failureType: 'transient_error', status: 401 });
  expect(error.message).toContain('although the login accepted the credentials');
  // Four tries, each with a second token.
  expect(service.count(TABLES)).toBe(8);
});

test('an account without access that is answered with 401 is not tried again', async () => {
  service = await startWithTables();
  service.routes.set(TABLES, (_, response) => sendJson(response, 401, { error: { type: 'AccountDisabled' } }));
  expect(await thrownBy(list)).toMatchObject({ code: 'DAP_ACCOUNT_DISABLED' });
  expect(service.count(TABLES)).toBe(2);
});

test('a token that lives for less than the wait for a slot is fetched after the wait', async () => {
  service = await startWithTables({ limits: { ...DEFAULT_RATE_LIMITS, listTables: 1 } });
  const { clock } = service;
  let validUntil = 0;
  service.routes.set(LOGIN, (_, response, time) => {
    validUntil = clock.monotonic() + 5000;
    sendJson(response, 200, { access_token: `t${time}`, expires_in: 5 });
  });
  const answers: number[] = [];
  service.routes.set(TABLES, (_, response) => {
    answers.push(clock.monotonic() < validUntil ? 200 : 401);
    sendJson(response, answers.at(-1) ?? 0, { tables: [] });
  });
  for (let i = 0; i < 4; i += 1) await list();
  expect(answers).toEqual([200, 200, 200, 200]);
});

test('a try that needs a second token keeps its slot', async () => {
  const operations: string[] = [];
  const given: string[] = [];
  const rateLimiter: RateLimiter = {
    acquire: async (operation) => {
      operations.push(operation);
      return { done: async () => void given.push('done'), unused: () => void given.push('unused') };
    },
  };
  service = await startWithTables({ rateLimiter });
  service.routes.set(TABLES, ({ headers }, response) => {
    sendJson(response, headers.authorization === 'Bearer token-1' ? 401 : 200, { tables: ['courses'] });
  });
  expect(await list()).toEqual(['courses']);
  expect([operations, given, service.count(TABLES)]).toEqual([['listTables'], ['done'], 2]);
});

test.each([400, 401, 403])('a login answered with %i is an authentication error, not tried again', async (status) => {
  service = await startWithTables();
  service.routes.set(LOGIN, (_, response) => sendJson(response, status, { error: 'invalid_client pa55word' }));
  const error = await thrownBy(list);
  expect(error).toMatchObject({ code: 'DAP_AUTHENTICATION', failureType: 'config_error' });
  expect(error.message).not.toContain('pa55word');
  expect(service.count(LOGIN)).toBe(1);
});

test('a login survives an error of the server and a dropped connection', async () => {
  service = await startWithTables();
  service.routes.set(LOGIN, (_, response, time) => {
    if (time === 1) response.writeHead(500).end('oops');
    else if (time === 2) response.destroy();
    else sendJson(response, 200, { access_token: 'late', expires_in: 3600 });
  });
  await list();
  expect(service.count(LOGIN)).toBe(3);
});
