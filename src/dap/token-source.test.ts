import { afterEach, expect, test } from 'vitest';
import type { FakeService } from './fake-service.test-helper.js';
import { LOGIN, startWithTables, TABLES } from './fake-service.test-helper.js';
import { sendJson, thrownBy } from './scripted-server.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

const list = async () => await service.client.listTables('canvas');

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

test('a second 401 is an authentication error', async () => {
  service = await startWithTables();
  service.routes.set(TABLES, (_, response) =>
    sendJson(response, 401, { error: { type: 'AuthenticationError', uuid: 'u-1', message: 'no' } }),
  );
  expect(await thrownBy(list)).toMatchObject({ code: 'DAP_AUTHENTICATION', uuid: 'u-1', failureType: 'config_error' });
  expect(service.count(TABLES)).toBe(2);
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
