import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { TEST_CERTIFICATE } from '../../../http/certificate.test-helper.js';
import { startProxy } from '../../../http/proxy.test-helper.js';
import { errorOf } from '../requester.test-helper.js';
import { createApiTransport, type TransportOptions } from './api-transport.js';

const run = promisify(execFile);
let folder: string;
/** Of the client, signed by itself: the server trusts it by name. */
let client: { readonly cert: string; readonly key: string; readonly passphrase: string };
let caFile: string;
const open: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'api-transport-'));
  caFile = join(folder, 'ca.pem');
  await writeFile(caFile, TEST_CERTIFICATE.cert);
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=client-7', '-days', '2', '-keyout', key, '-out', cert];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-passout',
    'pass:sesame',
    ...subject,
  ]);
  client = { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8'), passphrase: 'sesame' };
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of open.splice(0)) await close();
});

/** A server that tells who asks. */
async function serve(options: object = {}): Promise<string> {
  const server: Server = createServer({ ...TEST_CERTIFICATE, ...options }, (request, response) => {
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject ?? {};
    response.end(`hello ${CN}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function ask(host: string, transport?: TransportOptions): Promise<string> {
  const { send, close } = await createApiTransport({ transport, userAgent: 'test/1', timeouts: {} });
  open.push(close);
  return await (await send({ method: 'GET', url: `https://${host}/`, label: 'test' })).text();
}

test('an authority of its own is trusted by the option, and by no other connection', async () => {
  const host = await serve();
  expect(await ask(host, { tls: { ca: TEST_CERTIFICATE.cert } })).toBe('hello undefined');
  expect(await errorOf(ask(host))).toMatchObject({ kind: 'certificate' });
});

test.each(['SSL_CERT_FILE', 'SSL_CERT_DIR'])('an authority is trusted by %s', async (variable) => {
  const host = await serve();
  vi.stubEnv(variable, variable === 'SSL_CERT_DIR' ? folder : caFile);
  expect(await ask(host)).toBe('hello undefined');
});

test('a file of authorities that cannot be read is named', async () => {
  vi.stubEnv('SSL_CERT_FILE', join(folder, 'none.pem'));
  const error = await errorOf(ask('127.0.0.1:1'));
  expect(error).toMatchObject({ code: 'CDK_HTTP_NETWORK', failureType: 'config_error' });
  expect(error.message).toContain('SSL_CERT_FILE');
});

test('a client certificate is shown to the server that asks for one', async () => {
  const host = await serve({ requestCert: true, rejectUnauthorized: true, ca: client.cert });
  const ca = TEST_CERTIFICATE.cert;
  expect(await ask(host, { tls: { ca, ...client } })).toBe('hello client-7');
  expect(await errorOf(ask(host, { tls: { ca } }))).toMatchObject({ name: 'HttpFailure' });
});

test('a certificate or key that is none, or whose passphrase is wrong, is refused without being shown', async () => {
  for (const tls of [
    { ca: 'no PEM secret-7' },
    { ...client, passphrase: 'secret-7' },
    { cert: 'secret-7', key: 'x' },
  ]) {
    const error = await errorOf(ask('127.0.0.1:1', { tls }));
    expect(error).toMatchObject({ code: 'CDK_HTTP_NETWORK', failureType: 'config_error' });
    expect(error.message).not.toContain('secret-7');
  }
});

test('a proxy of its own is used in place of that of the environment, certificates included', async () => {
  const host = await serve({ requestCert: true, rejectUnauthorized: true, ca: client.cert });
  const proxy = await startProxy({ hosts: { 'dap.example.test': Number(host.split(':')[1]) } });
  open.push(async () => await proxy.close());
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
  const tls = { ca: TEST_CERTIFICATE.cert, ...client };
  const text = await ask('dap.example.test', { tls, proxies: { https: `http://${proxy.host}` } });
  expect(text).toBe('hello client-7');
  expect(proxy.seen.map(({ method }) => method)).toEqual(['CONNECT']);
});

test('a way to send of its own excludes the others', async () => {
  const send = async () => await Promise.reject(new Error('mine'));
  expect((await errorOf(ask('x.test', { send }))).message).toBe('mine');
  expect(await errorOf(ask('x.test', { send, tls: { ca: 'x' } }))).toMatchObject({ code: 'CDK_STREAM_DEFINITION' });
});
