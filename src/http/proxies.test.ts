import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { isAbort } from '../errors.js';
import type { HttpFailure } from './http-failure.js';
import { ProxyRoutes, type ProxySettings, proxiesFromEnvironment } from './proxies.js';
import { startProxy, type TestProxy, type TestProxyOptions } from './proxy.test-helper.js';
import type { Transport } from './transport.js';
import { createTransport } from './undici-transport.js';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function proxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const started = await startProxy(options);
  open.push(async () => await started.close());
  return started;
}

async function origin(): Promise<number> {
  const server = createServer((request, response) =>
    response.end(`${request.method} ${request.url} for ${request.headers.host}`),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => await new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

function transport(proxies: ProxySettings): Transport {
  const made = createTransport({ userAgent: 'test/1', proxies, timeouts: { headersMs: 300 } });
  open.push(async () => await made.close());
  return made;
}

const get = (url: string) => ({ method: 'GET', url, label: 'test' }) as const;

async function failureOf(work: Promise<unknown>): Promise<HttpFailure> {
  return await work.then(
    () => Promise.reject(new Error('Nothing failed.')),
    (error: HttpFailure) => error,
  );
}

test('a plain http URL is asked for through its proxy as it is, with the credentials of the proxy', async () => {
  const { host, seen } = await proxy({ hosts: { 'api.example.test': await origin() } });
  const { send } = transport({ http: `http://us%40er:pa%2F55@${host}` });
  const response = await send(get('http://api.example.test/rows?page=1'));
  expect([response.status, await response.text()]).toEqual([200, 'GET /rows?page=1 for api.example.test']);
  const authorization = `Basic ${Buffer.from('us@er:pa/55').toString('base64')}`;
  expect(seen).toEqual([{ method: 'GET', target: 'http://api.example.test/rows?page=1', authorization }]);
});

test('an https URL is asked for through a tunnel', async () => {
  const { host, seen } = await proxy();
  const error = await failureOf(transport({ https: host }).send(get('https://dap.example.test/dap?secret=1')));
  expect(seen).toEqual([{ method: 'CONNECT', target: 'dap.example.test:443', authorization: undefined }]);
  expect(error).toMatchObject({ kind: 'proxy', host: 'dap.example.test', isPermanent: false, hasReachedServer: false });
  expect(error.message).toContain(`dap.example.test, through the proxy ${host}: `);
});

test.each([
  [407, 'proxy-refused', true],
  [403, 'proxy-refused', true],
  [429, 'proxy', false],
  [502, 'proxy', false],
  [503, 'proxy', false],
])('a proxy that answers a tunnel with %i is a failure of kind %s, not an abort', async (refuse, kind, isPermanent) => {
  const { host } = await proxy({ refuse });
  const error = await failureOf(
    transport({ https: `http://user:pa55word@${host}` }).send(get('https://a.example.test/')),
  );
  expect(error).toMatchObject({ kind, isPermanent });
  expect(isAbort(error)).toBe(false);
  expect(`${error.message} ${String(error.cause)}`).not.toContain('pa55word');
});

test('the answer of a proxy that requires credentials for a plain http URL does not count as one of the host', async () => {
  const { host } = await proxy({ refuse: 407 });
  expect(await failureOf(transport({ http: host }).send(get('http://a.example.test/')))).toMatchObject({
    kind: 'proxy-refused',
    host: 'a.example.test',
  });
});

test('a proxy that is gone, or accepts a tunnel and stays silent, is named', async () => {
  const silent = await proxy({ refuse: 'silent' });
  const gone = await startProxy();
  await gone.close();
  const errors = [
    await failureOf(transport({ https: silent.host }).send(get('https://a.example.test/'))),
    await failureOf(transport({ https: gone.host }).send(get('https://a.example.test/'))),
  ];
  expect(errors.map(({ kind, isPermanent }) => [kind, isPermanent])).toEqual([
    ['headers-timeout', false],
    ['connect', false],
  ]);
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringContaining(silent.host),
    expect.stringContaining(gone.host),
  ]);
});

test('this machine itself is reached without a proxy', async () => {
  const { host, seen } = await proxy();
  const port = await origin();
  const { send } = transport({ http: host, https: host });
  for (const name of ['127.0.0.1', 'localhost']) {
    expect(await (await send(get(`http://${name}:${port}/`))).text()).toBe(`GET / for ${name}:${port}`);
  }
  expect(seen).toEqual([]);
});

const VIA = 'proxy.example:3128';

test.each([
  ['https://a.example.edu/', '', VIA],
  ['http://a.example.edu/', '', 'plain.example'],
  ['https://a.example.edu/', 'example.edu', undefined],
  ['https://example.edu/', '.example.edu', undefined],
  ['https://a.example.edu/', 'x.org *.example.edu', undefined],
  ['https://a.example.edu/', 'EXAMPLE.edu , x.org', undefined],
  ['https://badexample.edu/', 'example.edu', VIA],
  ['https://a.example.edu/', 'example.edu:443', undefined],
  ['https://a.example.edu/', 'example.edu:8443', VIA],
  ['https://a.example.edu:8443/', 'example.edu:8443', undefined],
  ['https://a.example.edu/', '*', undefined],
  ['https://10.0.0.7/', '10.0.0.7', undefined],
  ['https://127.0.0.9/', '', undefined],
  ['https://[::1]/', '', undefined],
])('%s with the exceptions %j goes through %s', async (url, exceptions, expected) => {
  const settings = { https: `http://${VIA}`, http: 'https://plain.example', exceptions };
  const timeouts = { connectMs: 100, headersTimeout: 100, bodyTimeout: 0 };
  const routes = new ProxyRoutes(await import('undici'), settings, timeouts);
  expect(routes.routeOf(new URL(url))?.host).toBe(expected);
  await routes.destroy();
});

test.each(['socks5://user:pa55@proxy.example', 'http://user:pa55@', 'user:pa55@ proxy'])(
  'a setting that is not the address of a proxy fails without being quoted: %s',
  async (setting) => {
    const error = await failureOf(transport({ https: setting }).send(get('https://a.example.test/')));
    expect(error).toMatchObject({ kind: 'proxy-address', isPermanent: true });
    expect(error.message).toContain('HTTPS_PROXY');
    expect(error.message).not.toContain('pa55');
  },
);

test('the environment names proxies in either case; the lower case takes precedence, an empty value counts as absent', async () => {
  const environment = { HTTP_PROXY: 'a', http_proxy: 'b', HTTPS_PROXY: 'c', no_proxy: 'd', NO_PROXY: 'e' };
  expect(proxiesFromEnvironment(environment)).toEqual({ http: 'b', https: 'c', exceptions: 'd' });
  expect(proxiesFromEnvironment({ https_proxy: '', HTTPS_PROXY: 'c' })).toMatchObject({ https: '' });
  expect(proxiesFromEnvironment({})).toEqual({});
  const routes = new ProxyRoutes(
    await import('undici'),
    { https: '' },
    { connectMs: 1, headersTimeout: 1, bodyTimeout: 0 },
  );
  expect(routes.routeOf(new URL('https://a.example/'))).toBeUndefined();
});
