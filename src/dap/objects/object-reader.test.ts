import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { REF, serveBlob, serveThenCut, startService, URLS } from '../fake-service.test-helper.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';
import type { ReadObjectOptions } from './read-object.js';

let service: FakeService;
afterEach(async () => await service.close());

async function bytesOf(objectId: string, options?: ReadObjectOptions): Promise<Buffer> {
  const reader = service.client.openObjects([...service.blobs.keys()], REF);
  const chunks: Buffer[] = [];
  for await (const chunk of reader.read(objectId, options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const asked = () =>
  service.server.seen
    .filter(({ path }) => path === '/dap/object/url')
    .map(({ body }) => (JSON.parse(body) as { id: string }[]).map(({ id }) => id));

test('URLs are asked for ten at a time, as late as possible', async () => {
  service = await startService();
  const ids = Array.from({ length: 12 }, (_, i) => `part-${i}`);
  for (const id of ids) service.blobs.set(id, gzipSync(id));
  const reader = service.client.openObjects(ids, REF);
  for (const id of ids) for await (const chunk of reader.read(id)) expect(chunk.toString()).toBe(id);
  expect(asked()).toEqual([ids.slice(0, 10), ids.slice(10)]);
});

test('a URL that has become old is asked for again', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('1')).set('b', gzipSync('2'));
  const reader = service.client.openObjects(['a', 'b'], REF);
  for await (const _ of reader.read('a'));
  service.clock.advance(11 * 60_000);
  for await (const _ of reader.read('b'));
  expect(asked()).toEqual([['a', 'b'], ['b']]);
});

test('two objects read at once share one call for their URLs', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('1')).set('b', gzipSync('2'));
  const reader = service.client.openObjects(['a', 'b'], REF);
  const read = async (id: string) => (await reader.read(id).next()).value?.toString();
  expect(await Promise.all([read('a'), read('b')])).toEqual(['1', '2']);
  expect(service.count(URLS)).toBe(1);
});

test('a later object that is gone does not hide the one that is wanted', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('1')).set('gone', gzipSync('2'));
  service.routes.set(URLS, ({ body }, response) => {
    if (body.includes('gone')) {
      sendJson(response, 404, {
        error: { type: 'ObjectNotFound', uuid: 'u', kind: 'object', id: 'gone', message: '' },
      });
    } else sendJson(response, 200, { urls: { a: { url: `${service.server.url}/blob/a` } } });
  });
  expect((await bytesOf('a')).toString()).toBe('1');
  expect(await thrownBy(bytesOf('gone'))).toMatchObject({ code: 'DAP_JOB_LOST', kind: 'object' });
});

test('stored bytes come as they are, also when the transfer breaks off and cannot be resumed', async () => {
  service = await startService();
  const stored = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251));
  service.blobs.set('table.parquet', stored);
  service.blobHandlers.set('table.parquet', (request, response, time) => {
    if (time === 1) serveThenCut(stored, 60_000, request, response);
    else serveBlob(stored, { ...request, headers: {} }, response);
  });
  const bytes = await bytesOf('table.parquet', { inflate: false });
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
  expect((await bytesOf('a')).toString()).toBe('row\n');
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
  expect((await bytesOf('a')).toString()).toBe('row\n');
});
