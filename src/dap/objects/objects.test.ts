import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { REF, serveBlob, serveThenCut, startService, URLS } from '../fake-service.test-helper.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';
import type { StoredPosition } from './stored-bytes.js';

let service: FakeService;
afterEach(async () => await service.close());

const HANDLE = () => ({ ...REF, origin: service.client.origin, query: QUERY, jobId: 'job-1', submittedAt: '' });
const QUERY = { format: 'jsonl' } as const;

async function bytesOf(objectId: string, from?: StoredPosition): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of service.client.download(HANDLE(), objectId, { from }).chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function readAll(): Promise<string> {
  let text = '';
  for await (const event of service.client.readTable(REF, QUERY)) if (event.type === 'chunk') text += event.bytes;
  return text;
}

const asked = () =>
  service.server.seen
    .filter(({ path }) => path === '/dap/object/url')
    .map(({ body }) => (JSON.parse(body) as { id: string }[]).map(({ id }) => id));

test('a call asks for ten URLs at first, then for twice as many each time', async () => {
  service = await startService();
  const ids = Array.from({ length: 80 }, (_, i) => `part-${i}`);
  for (const id of ids) service.blobs.set(id, gzipSync(`${id}\n`));
  expect(await readAll()).toBe(ids.map((id) => `${id}\n`).join(''));
  expect(asked()).toEqual([ids.slice(0, 10), ids.slice(10, 30), ids.slice(30, 70), ids.slice(70)]);
});

test('a URL that has become old is asked for again', async () => {
  service = await startService();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'];
  for (const id of ids) service.blobs.set(id, gzipSync(`${id}\n`));
  for await (const event of service.client.readTable(REF, QUERY)) {
    if (event.type === 'object-end' && event.objectId === 'a') service.clock.advance(11 * 60_000);
  }
  expect(asked()[0]).toEqual(ids.slice(0, 10));
  expect(asked().slice(1).flat()).toEqual(expect.arrayContaining(['j', 'k']));
});

test('a later object that is gone does not hide the one that is wanted', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('1\n')).set('gone', gzipSync('2\n'));
  service.routes.set(URLS, ({ body }, response) => {
    if (body.includes('gone')) {
      sendJson(response, 404, {
        error: { type: 'ObjectNotFound', uuid: 'u', kind: 'object', id: 'gone', message: '' },
      });
    } else sendJson(response, 200, { urls: { a: { url: `${service.server.url}/blob/a` } } });
  });
  expect(gunzipSync(await bytesOf('a')).toString()).toBe('1\n');
  expect(await thrownBy(bytesOf('gone'))).toMatchObject({ code: 'DAP_JOB_LOST', kind: 'object' });
});

test('an answer that lacks the URL of an object is asked for again', async () => {
  service = await startService();
  const stored = gzipSync('1\n');
  service.blobs.set('a', stored);
  service.routes.set(URLS, (_, response, time) =>
    sendJson(response, 200, { urls: time < 3 ? {} : { a: { url: `${service.server.url}/blob/a` } } }),
  );
  expect((await bytesOf('a')).equals(stored)).toBe(true);
  service.routes.set(URLS, (_, response) => sendJson(response, 200, { urls: {} }));
  expect(await thrownBy(bytesOf('a'))).toMatchObject({ code: 'DAP_RESPONSE_INVALID' });
});

test('stored bytes come as they are, also when the transfer breaks off and cannot be resumed', async () => {
  service = await startService();
  const stored = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251));
  service.blobs.set('table.parquet', stored);
  service.blobHandlers.set('table.parquet', (request, response, time) => {
    if (time === 1) serveThenCut(stored, 60_000, request, response);
    else serveBlob(stored, { ...request, headers: {} }, response);
  });
  const bytes = await bytesOf('table.parquet');
  expect(bytes.equals(stored)).toBe(true);
});

test('redirects of the store are followed, but not to plain http elsewhere', async () => {
  service = await startService();
  const stored = gzipSync('row\n');
  service.blobs.set('a', stored).set('b', stored);
  service.blobHandlers.set('a', (request, response, time) => {
    if (time === 1) response.writeHead(307, { location: '/blob/a?moved' }).end();
    else serveBlob(stored, request, response);
  });
  service.blobHandlers.set('b', (_, response) => {
    response.writeHead(307, { location: 'http://elsewhere.example/b?Signature=s3cret' }).end();
  });
  expect((await bytesOf('a')).equals(stored)).toBe(true);
  const error = await thrownBy(bytesOf('b'));
  expect(error).toMatchObject({ code: 'DAP_INSECURE_URL' });
  expect(error.message).not.toContain('s3cret');
});

test('a transfer that breaks at the same byte again and again is given up as a network error', async () => {
  service = await startService();
  const stored = gzipSync('row\n'.repeat(1000), { level: 0 });
  service.blobs.set('a', stored);
  service.blobHandlers.set('a', (_, response) => {
    response.writeHead(200, { 'content-length': stored.length });
    response.write(stored.subarray(0, 100), () => setTimeout(() => response.destroy(), 2));
  });
  expect(await thrownBy(bytesOf('a'))).toMatchObject({ code: 'DAP_NETWORK', details: { objectId: 'a' } });
  expect(service.count('GET /blob/a')).toBe(8);
});

test('a store that answers with errors of its own is asked again', async () => {
  service = await startService();
  const stored = gzipSync('row\n');
  service.blobs.set('a', stored);
  service.blobHandlers.set('a', (request, response, time) => {
    if (time < 4) response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
    else serveBlob(stored, request, response);
  });
  expect((await bytesOf('a')).equals(stored)).toBe(true);
});

const STORED = Buffer.from(Array.from({ length: 150_000 }, (_, i) => (i * 7919) % 251));
const HALF = { bytes: 70_000, crc32: crc32(STORED.subarray(0, 70_000)), etag: '"v1"' };

test('a download of another process is continued by a range, and its position tells the whole', async () => {
  service = await startService();
  service.blobs.set('a', STORED);
  const stored = service.client.download(HANDLE(), 'a', { from: HALF });
  const chunks: Buffer[] = [];
  for await (const chunk of stored.chunks()) chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(STORED.subarray(70_000))).toBe(true);
  expect(stored.position).toEqual({ bytes: STORED.length, crc32: crc32(STORED), etag: '"v1"' });
  const [seen] = service.server.seen.filter(({ path }) => path.startsWith('/blob/'));
  expect(seen?.headers).toMatchObject({ range: 'bytes=70000-', 'if-match': '"v1"' });
});

test('where the store cannot continue, the first part is read again and compared', async () => {
  service = await startService();
  service.blobs.set('a', STORED);
  service.blobHandlers.set('a', (request, response) => serveBlob(STORED, { ...request, headers: {} }, response));
  expect((await bytesOf('a', HALF)).equals(STORED.subarray(70_000))).toBe(true);
});

test('a download of another file is refused, not mixed', async () => {
  service = await startService();
  const other = Buffer.from(STORED);
  other[5] = 255;
  service.blobs.set('a', other);
  service.blobHandlers.set('a', (request, response) => serveBlob(other, { ...request, headers: {} }, response));
  expect(await thrownBy(bytesOf('a', HALF))).toMatchObject({ code: 'DAP_OBJECT_CHANGED' });
});
