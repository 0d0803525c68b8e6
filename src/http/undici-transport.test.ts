import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, test } from 'vitest';

import { isAbort } from '../errors.js';
import { TEST_CERTIFICATE } from './certificate.test-helper.js';
import type { HttpFailure } from './http-failure.js';
import type { HttpTimeouts, Transport } from './transport.js';
import { createTransport, type TransportOptions } from './undici-transport.js';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(answer: (response: ServerResponse, path: string) => void): Promise<string> {
  const server: Server = createServer((request, response) => answer(response, request.url ?? ''));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function transport(timeouts: Partial<HttpTimeouts> = {}, options: Partial<TransportOptions> = {}): Transport {
  const made = createTransport({ userAgent: 'test/1', timeouts, ...options });
  open.push(async () => await made.close());
  return made;
}

async function failureOf(work: Promise<unknown>): Promise<HttpFailure> {
  return await work.then(
    () => Promise.reject(new Error('Nothing failed.')),
    (error: HttpFailure) => error,
  );
}

const get = (url: string, signal?: AbortSignal) => {
  return { method: 'GET', url, label: 'test', ...(signal === undefined ? {} : { signal }) } as const;
};

test('a body is read as text, and again as the same text', async () => {
  const host = await serve((response) => response.end('grüße'));
  const response = await transport().send(get(`http://${host}/`));
  expect(await response.text()).toBe('grüße');
  expect(await response.text()).toBe('grüße');
});

test('redirects are handed to the caller', async () => {
  const host = await serve((response) => response.writeHead(302, { location: 'http://other.example/' }).end());
  const response = await transport().send(get(`http://${host}/`));
  expect([response.status, response.header('location')]).toEqual([302, 'http://other.example/']);
  await response.discard();
});

test('a server that accepts and never answers times out', async () => {
  const host = await serve(() => undefined);
  const error = await failureOf(transport({ headersMs: 200 }).send(get(`http://${host}/x?secret=1`)));
  expect(error).toMatchObject({ kind: 'headers-timeout', host, hasReachedServer: true });
  expect(error.message).not.toContain('secret');
});

test('silence within a body times out', async () => {
  const host = await serve((response) => response.writeHead(200, { 'content-length': '10' }).write('abc'));
  const response = await transport({ idleMs: 50 }).send(get(`http://${host}/`));
  expect(await failureOf(response.text())).toMatchObject({ kind: 'idle-timeout', host });
});

test('a body shorter than announced is a broken connection', async () => {
  const host = await serve((response) => {
    response.writeHead(200, { 'content-length': '10' }).write('abc', () => setTimeout(() => response.destroy(), 10));
  });
  const response = await transport().send(get(`http://${host}/`));
  expect(await failureOf(response.text())).toMatchObject({ kind: 'broken', host });
});

test('a refused connection never reached the server', async () => {
  const host = await serve(() => undefined);
  await open.pop()?.();
  const error = await failureOf(transport().send(get(`http://${host}/`)));
  expect(error).toMatchObject({
    kind: 'connect',
    hasReachedServer: false,
    isPermanent: false,
    systemCode: 'ECONNREFUSED',
  });
});

test('a server that does not speak TLS is not taken for one whose certificate is not trusted', async () => {
  const server = createTcpServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => await new Promise((resolve) => server.close(resolve)));
  const error = await failureOf(transport().send(get(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`)));
  expect(error).toMatchObject({ kind: 'not-tls', isPermanent: false });
});

test('a certificate that is not trusted is a permanent failure', async () => {
  const server = createTlsServer(TEST_CERTIFICATE, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => await new Promise((resolve) => server.close(resolve)));
  const error = await failureOf(transport().send(get(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`)));
  expect(error).toMatchObject({ kind: 'certificate', isPermanent: true });
});

test('a TLS handshake that the server ends with an alert is retried', async () => {
  const server = createTcpServer((socket) => {
    // A fatal alert of the record layer: internal_error.
    socket.once('data', () => socket.end(Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x50])));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => await new Promise((resolve) => server.close(resolve)));
  const error = await failureOf(transport().send(get(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`)));
  expect(error).toMatchObject({ kind: 'tls', isPermanent: false });
});

/** Sends up to `megabytes` as long as the client reads; reports how much was sent once the connection is closed. */
function pour(response: ServerResponse, status: number, megabytes: number): Promise<number> {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  response.writeHead(status);
  return new Promise((resolve) => {
    let written = 0;
    response.on('close', () => resolve(written));
    const more = () => {
      while (written < megabytes && !response.destroyed) {
        written += 1;
        if (!response.write(piece)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
}

test('of an error page of 300 MB, 64 KiB are kept and the connection is closed', async () => {
  let poured: Promise<number> | undefined;
  const host = await serve((response) => {
    poured = pour(response, 503, 300);
  });
  const response = await transport().send(get(`http://${host}/`));
  expect(await response.text()).toHaveLength(64 * 1024);
  expect(await poured).toBeLessThan(100);
});

test('an answer above the limit is refused and its connection closed', async () => {
  let poured: Promise<number> | undefined;
  const host = await serve((response) => {
    poured = pour(response, 200, 300);
  });
  const response = await transport({}, { maxTextBytes: 2 * 1024 * 1024 }).send(get(`http://${host}/`));
  expect(await failureOf(response.text())).toMatchObject({ kind: 'too-large', isPermanent: true, host });
  expect(await poured).toBeLessThan(100);
});

test('an answer of exactly the limit is accepted', async () => {
  const host = await serve((response) => response.end('x'.repeat(1000)));
  const response = await transport({}, { maxTextBytes: 1000 }).send(get(`http://${host}/`));
  expect(await response.text()).toHaveLength(1000);
});

test('an abort with any reason ends a call and a body as an abort', async () => {
  const host = await serve((response, path) => {
    if (path === '/body') response.writeHead(200, { 'content-length': '10' }).write('abc');
  });
  const { send } = transport();
  const controller = new AbortController();
  const response = await send(get(`http://${host}/body`, controller.signal));
  const waiting = [response.text(), send(get(`http://${host}/`, controller.signal))].map(failureOf);
  setTimeout(() => controller.abort('enough'), 30);
  expect((await Promise.all(waiting)).map(isAbort)).toEqual([true, true]);
});

test('closing aborts all calls', async () => {
  const host = await serve(() => undefined);
  const { send, close } = transport();
  const waiting = failureOf(send(get(`http://${host}/`)));
  await close();
  expect(isAbort(await waiting)).toBe(true);
});

test('a discarded small body leaves the connection in use', async () => {
  const ports = new Set<number | undefined>();
  const host = await serve((response) => {
    ports.add(response.socket?.remotePort);
    response.end('x'.repeat(1000));
  });
  const { send } = transport();
  for (let i = 0; i < 5; i += 1) {
    const response = await send(get(`http://${host}/`));
    await response.discard();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(ports.size).toBeLessThan(5);
});
