import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { isAbort } from '../../errors.js';
import type { FakeService } from '../fake-service.test-helper.js';
import { REF, startService, URLS } from '../fake-service.test-helper.js';
import { thrownBy } from '../scripted-server.test-helper.js';
import { collect, lines, startWithBlob } from './read-table.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

test('the objects of a job come one after the other as whole lines, each with its place', async () => {
  service = await startService();
  const [first, second] = [lines(50), Buffer.from('{"last":"without line feed"}')];
  service.blobs.set('dir/part-0', gzipSync(first));
  service.blobs.set('dir/part-1', gzipSync(second));
  const { bytes, log, events } = await collect(service);
  expect(bytes.toString()).toBe(`${first}${second}\n`);
  expect(log).toEqual([
    'job',
    'object dir/part-0',
    'object-end dir/part-0',
    'object dir/part-1',
    'object-end dir/part-1',
    'end',
  ]);
  expect(events[1]).toMatchObject({ index: 0, storedBytes: gzipSync(first).length });
  const ends = events.flatMap((event) => (event.type === 'chunk' ? [event.endOffset] : []));
  expect(ends).toEqual([first.length, second.length]);
  expect(service.count(URLS)).toBe(1);
});

test('a job without objects gives the job alone', async () => {
  service = await startService();
  expect((await collect(service)).log).toEqual(['job', 'end']);
});

test('no Authorization header reaches the object store', async () => {
  ({ service } = await startWithBlob(lines(3)));
  await collect(service);
  const toStore = service.server.seen.filter(({ path }) => path.startsWith('/blob/'));
  expect(toStore.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('a consumer that leaves early frees the connection', async () => {
  const started = await startWithBlob(lines(30_000));
  service = started.service;
  const stored = started.stored;
  let isClosed = false;
  service.blobHandlers.set('part-0', (_, response) => {
    response.on('close', () => {
      isClosed = true;
    });
    response.writeHead(200, { 'content-length': stored.length + 1 }).write(stored);
  });
  for await (const event of service.client.readTable(REF, { format: 'jsonl' })) if (event.type === 'chunk') break;
  await expect.poll(() => isClosed).toBe(true);
});

test('an abort ends a read that waits for bytes, whatever the reason given', async () => {
  service = await startService({ timeouts: { idleMs: 60_000 } });
  service.blobs.set('part-0', gzipSync('x\n'));
  const controller = new AbortController();
  let isClosed = false;
  service.blobHandlers.set('part-0', (_, response) => {
    response.on('close', () => {
      isClosed = true;
    });
    response.writeHead(200, { 'content-length': 100 }).write('x');
    setTimeout(() => controller.abort('enough'), 30);
  });
  const error = await thrownBy(() => collect(service, { signal: controller.signal }));
  expect(isAbort(error)).toBe(true);
  await expect.poll(() => isClosed).toBe(true);
});

test('a slow consumer neither trips the idle timeout nor lets the file pile up in memory', async () => {
  const content = Buffer.from(`${'y'.repeat(999)}\n`.repeat(40_000));
  const stored = gzipSync(content, { level: 0 });
  service = await startService({ timeouts: { idleMs: 100 } });
  service.blobs.set('part-0', stored);
  let sentBytes = 0;
  service.blobHandlers.set('part-0', async (_, response) => {
    response.writeHead(200, { 'content-length': stored.length, etag: '"v1"' });
    for (let at = 0; at < stored.length; at += 65_536) {
      const piece = stored.subarray(at, at + 65_536);
      sentBytes += piece.length;
      if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
  });
  let sentWhilePaused = 0;
  let received = 0;
  for await (const event of service.client.readTable(REF, { format: 'jsonl' })) {
    if (event.type !== 'chunk') continue;
    if (received === 0) await new Promise((resolve) => setTimeout(resolve, 400));
    if (received === 0) sentWhilePaused = sentBytes;
    received += event.bytes.length;
  }
  expect(received).toBe(content.length);
  expect(sentWhilePaused).toBeLessThan(16 * 1024 * 1024);
  expect(service.count('GET /blob/part-0')).toBe(1);
});
