import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { TEST_CERTIFICATE } from '../../../http/certificate.test-helper.js';
import type { HttpRequest } from '../../../http/transport.js';
import { createTransport } from '../../../http/undici-transport.js';
import { ApiKeyAuthenticator, BearerAuthenticator } from '../auth/authenticator.js';
import { errorOf, startApi, type TestApi } from '../requester.test-helper.js';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function api(answer: RequestListener): Promise<TestApi> {
  const made = await startApi(answer);
  open.push(async () => await made.close());
  return made;
}

/** An API whose `/rows` leads to `target`; everything else is answered. */
async function leading(target: string | (() => string), status = 302): Promise<TestApi> {
  return await api((request, response) => {
    if (request.url !== '/rows') return void response.end('"there"');
    response.writeHead(status, { location: typeof target === 'string' ? target : target() }).end();
  });
}

const request = (origin: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: `${origin}/rows`,
  label: 'GET api/rows',
  ...more,
});

const authenticator = new BearerAuthenticator('token-1234');
const secret = { authorization: 'Basic x', cookie: 'session=1', 'x-api-key': 'k', accept: 'application/json' };

test('a redirect to another origin gets no token, no cookie and no header that may be secret', async () => {
  const other = await api((_request, response) => response.end('"there"'));
  const here = await leading(`${other.origin}/file`);
  const page = await here.requester({ authenticator }).fetch(request(here.origin, { headers: secret }));
  expect(page?.text).toBe('"there"');
  expect(here.seen[0]?.headers).toMatchObject({ authorization: 'Bearer token-1234', 'x-api-key': 'k' });
  const { authorization, cookie, 'x-api-key': key, accept } = other.seen[0]?.headers ?? {};
  expect([authorization, cookie, key, accept]).toEqual([undefined, undefined, undefined, 'application/json']);
});

test('a page URL of another origin gets no token, nor a key in its query', async () => {
  const other = await api((_request, response) => response.end('[]'));
  const here = await leading('/');
  await here.requester({ authenticator }).fetch(request(other.origin, { headers: secret }));
  const key = new ApiKeyAuthenticator('k1', { query: 'key' });
  await here.requester({ authenticator: key }).fetch(request(other.origin));
  const carried = other.seen.map(({ url, headers }) => [
    url,
    headers.authorization,
    headers.cookie,
    headers['x-api-key'],
  ]);
  expect(carried).toEqual([
    ['/rows', undefined, undefined, undefined],
    ['/rows', undefined, undefined, undefined],
  ]);
  expect(other.seen[0]?.headers.accept).toBe('application/json');
});

test('an origin that the connector names gets the token, by a page URL and by a redirect', async () => {
  const other = await api((_request, response) => response.end('[]'));
  const here = await leading(`${other.origin}/moved`);
  const requester = here.requester({ authenticator, credentialOrigins: [here.origin, `${other.origin}/v1/`] });
  await requester.fetch(request(here.origin, { headers: { 'x-api-key': 'k' } }));
  await requester.fetch(request(other.origin));
  expect(other.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1234', 'Bearer token-1234']);
  expect(other.seen[0]?.headers['x-api-key']).toBe('k');
});

test('a redirect within the origin keeps the token, and a key in the query', async () => {
  const here = await leading('/moved?page=2');
  await here.requester({ authenticator }).fetch(request(here.origin));
  const key = new ApiKeyAuthenticator('k1', { query: 'key' });
  const answers = await api((asked, response) => {
    if (asked.url?.startsWith('/rows') !== true) return void response.end('[]');
    response.writeHead(301, { location: '/moved?page=2' }).end();
  });
  await answers.requester({ authenticator: key }).fetch(request(answers.origin));
  expect(here.seen[1]).toMatchObject({ url: '/moved?page=2', headers: { authorization: 'Bearer token-1234' } });
  expect(answers.seen.map(({ url }) => url)).toEqual(['/rows?key=k1', '/moved?page=2&key=k1']);
});

test('a 401 of another origin does not use up the token', async () => {
  const other = await api((_request, response) => response.writeHead(401).end());
  const here = await leading(`${other.origin}/file`);
  let refusals = 0;
  const counting = {
    authenticate: async (asked: HttpRequest) => asked,
    refused: () => {
      refusals += 1;
      return false;
    },
  };
  await errorOf(here.requester({ authenticator: counting }).fetch(request(here.origin)));
  expect(refusals).toBe(0);
});

test.each([
  [301, 'POST', 'GET', ''],
  [302, 'POST', 'GET', ''],
  [303, 'POST', 'GET', ''],
  [303, 'PUT', 'GET', ''],
  [307, 'POST', 'POST', '{"a":1}'],
  [308, 'POST', 'POST', '{"a":1}'],
  [301, 'PUT', 'PUT', '{"a":1}'],
] as const)('a %i turns %s into %s', async (status, method, expected, body) => {
  const here = await leading('/moved', status);
  const headers = { 'content-type': 'application/json' };
  await here.requester().fetch(request(here.origin, { method, headers, body: '{"a":1}' }));
  expect(here.seen[1]).toMatchObject({ method: expected, body });
  expect(here.seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'application/json');
});

test('a body does not follow to another origin', async () => {
  const other = await api((_request, response) => response.end('[]'));
  const here = await leading(`${other.origin}/steal?q=hidden`, 307);
  const error = await errorOf(
    here.requester().fetch(request(here.origin, { method: 'POST', body: 'client_secret=s' })),
  );
  expect(error.message).toContain(
    `GET api/rows: ${other.origin}/steal is of another origin, which must not get the body`,
  );
  expect(other.seen).toEqual([]);
});

test('a circle ends in an error that names it, and so do more than five redirects', async () => {
  const circle = await api((asked, response) => {
    response.writeHead(302, { location: asked.url === '/rows' ? '/other?key=hidden' : '/rows' }).end();
  });
  const error = await errorOf(circle.requester().fetch(request(circle.origin)));
  expect(error.message).toContain(`lead in a circle: ${circle.origin}/rows comes again`);
  expect(circle.seen).toHaveLength(2);
  let count = 0;
  const endless = await api((_request, response) => {
    count += 1;
    response.writeHead(302, { location: `/${count}` }).end();
  });
  const many = await errorOf(endless.requester().fetch(request(endless.origin)));
  expect(many.message).toContain('more than 5');
  expect(endless.seen).toHaveLength(6);
});

test.each([
  ['http://user:pass@127.0.0.1:1/', 'holds a user name or password'],
  ['ftp://127.0.0.1/', 'scheme ftp:'],
  ['http://[', 'lead to no URL'],
])('a redirect to %s is refused', async (location, message) => {
  const here = await leading(location);
  const error = await errorOf(here.requester().fetch(request(here.origin)));
  expect(error.message).toContain(message);
  expect(error.message).not.toContain('pass@');
});

test('from https a redirect does not lead to http, and from http to https it does', async () => {
  const plain = await api((_request, response) => response.end('[]'));
  const server = createServer(TEST_CERTIFICATE, (asked, response) => {
    if (asked.url === '/safe') response.end('"safe"');
    else response.writeHead(302, { location: `${plain.origin}/file` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const safe = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createTransport({ userAgent: 'test/1', tls: { ca: TEST_CERTIFICATE.cert } });
  open.push(async () => {
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
  });
  const { send } = transport;
  const error = await errorOf(plain.requester({ send }).fetch(request(safe)));
  expect(error.message).toContain('lead from https to http');
  expect(plain.seen).toEqual([]);
  const upgrading = await leading(`${safe}/safe`);
  expect((await upgrading.requester({ send }).fetch(request(upgrading.origin)))?.text).toBe('"safe"');
});

test('credentials in a URL are refused without being shown', async () => {
  const here = await leading('/');
  const url = here.origin.replace('http://', 'http://me:sesame@');
  const error = await errorOf(here.requester().fetch({ ...request(url), label: 'GET api/rows' }));
  expect(error).toMatchObject({ failureType: 'config_error' });
  expect(error.message).toContain('BasicAuthenticator');
  expect(error.message).not.toContain('sesame');
  expect(here.seen).toEqual([]);
});
