import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeService, LOGIN, SUBMIT, serveBlob, startService, URLS } from '../fake-service.test-helper.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';

let service: FakeService;
let folder: string;

beforeEach(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), 'objects-test-'));
});
afterEach(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

const textOf = async (path: string) => gunzipSync(await readFile(path)).toString();

test('objects of equal base names lie beside each other, in one call or in several at once', async () => {
  service.blobs.set('x/a.gz', gzipSync('x')).set('y/a.gz', gzipSync('y'));
  const together = await service.client.downloadObjects(['x/a.gz', { id: 'y/a.gz' }], join(folder, 'together'));
  const apart = await Promise.all(
    ['x/a.gz', 'y/a.gz'].map(async (id) => await service.client.downloadObject(id, join(folder, 'apart'))),
  );
  expect(await Promise.all([...together, ...apart].map(textOf))).toEqual(['x', 'y', 'x', 'y']);
  expect((await readdir(join(folder, 'apart'))).length).toBe(2);
});

test('the same object again is the same file', async () => {
  service.blobs.set('x/a.gz', gzipSync('x'));
  const first = await service.client.downloadObject('x/a.gz', folder);
  expect(await service.client.downloadObject('x/a.gz', folder)).toBe(first);
  expect(await readdir(folder)).toEqual(['a.gz']);
});

test('a resource is fetched by its own URL, and by a fresh one when that is refused', async () => {
  const stored = gzipSync('x');
  service.blobs.set('x/a.gz', stored);
  const [resource] = (await service.client.getResources([{ id: 'x/a.gz' }])).values();
  if (resource === undefined) throw new Error('no URL');
  await service.client.downloadResource(resource, folder);
  expect(service.count(URLS)).toBe(1);
  service.blobHandlers.set('x/a.gz', (request, response) => {
    if (request.path.includes('s3cret-1')) response.writeHead(403).end();
    else serveBlob(stored, request, response);
  });
  const [path = ''] = await service.client.downloadResources([resource], folder, { decompress: true });
  expect([basename(path), await readFile(path, 'utf8'), service.count(URLS)]).toEqual(['a', 'x', 2]);
});

test('a stream gives the stored bytes, every member checked', async () => {
  const stored = Buffer.concat([gzipSync('x'.repeat(1000)), gzipSync('y')]);
  service.blobs.set('x/a.gz', stored);
  const chunks: Buffer[] = [];
  for await (const chunk of service.client.streamResource({ id: 'x/a.gz', url: `${service.server.url}/blob/x%2Fa.gz` }))
    chunks.push(chunk);
  expect(Buffer.concat(chunks)).toEqual(stored);
});

test.each([
  ['x/a.gz', gzipSync('x').subarray(0, -4)],
  ['x/a.parquet', Buffer.from('PAR1 cut')],
  ['x/a', Buffer.from('neither')],
])('damage of %s is noticed in a stream and in a file', async (id, bytes) => {
  service.blobs.set(id, bytes);
  const read = async () => {
    for await (const _ of service.client.streamResource({
      id,
      url: `${service.server.url}/blob/${encodeURIComponent(id)}`,
    }));
  };
  expect(await thrownBy(read)).toMatchObject({ code: 'DAP_OBJECT_CORRUPT' });
  expect(await thrownBy(service.client.downloadObject(id, folder))).toMatchObject({ code: 'DAP_OBJECT_CORRUPT' });
  expect(await readdir(folder)).not.toContain(basename(id));
});

test('a file whose name does not tell what it is counts by its first bytes', async () => {
  service.blobs.set('x/a', gzipSync('x')).set('x/b', Buffer.from('PAR1 … PAR1'));
  const [a = '', b = ''] = await service.client.downloadObjects(['x/a', 'x/b'], folder);
  expect([await textOf(a), await readFile(b, 'utf8')]).toEqual(['x', 'PAR1 … PAR1']);
});

test('a login that fails in passing is repeated', async () => {
  service.blobs.set('x/a.gz', gzipSync('x'));
  service.routes.set(LOGIN, (_, response, time) => {
    if (time === 1) response.writeHead(500).end('down');
    else sendJson(response, 200, { access_token: 'token', expires_in: 3600 });
  });
  expect(await textOf(await service.client.downloadObject('x/a.gz', folder))).toBe('x');
  expect(service.count(LOGIN)).toBe(2);
});

test('a failed job tells its reason', async () => {
  const error = { type: 'ProcessingError', uuid: 'u-1', message: 'the cluster is gone' };
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, { id: 'job-1', status: 'failed', error }));
  const job = await service.client.querySnapshot('canvas', 'courses', { format: 'jsonl' });
  const failure = await thrownBy(service.client.awaitJob(job));
  expect(failure).toMatchObject({ code: 'DAP_JOB_FAILED', type: 'ProcessingError', uuid: 'u-1' });
  expect(failure.message).toMatch(/canvas\.courses.*u-1.*the cluster is gone/);
});
