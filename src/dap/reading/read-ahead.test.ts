import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { REF, SUBMIT, serveBlob, startService } from '../fake-service.test-helper.js';
import { MAX_READ_AHEAD, MAX_REFUSALS, READ_AHEAD_OBJECTS } from '../limits.js';
import { thrownBy } from '../scripted-server.test-helper.js';
import { collect } from './read-table.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

/** Objects whose answers wait; counts how many wait at a time. */
async function startSlow(count: number): Promise<{ most: () => number }> {
  service = await startService({ limits: 'none', timeouts: { idleMs: 5000 } });
  let waiting = 0;
  let most = 0;
  for (let part = 0; part < count; part += 1) {
    const stored = gzipSync(`${part}\n`);
    service.blobs.set(`p${part}`, stored);
    service.blobHandlers.set(`p${part}`, async (request, response) => {
      waiting += 1;
      most = Math.max(most, waiting);
      await new Promise((resolve) => setTimeout(resolve, 20));
      waiting -= 1;
      serveBlob(stored, request, response);
    });
  }
  return { most: () => most };
}

test('the next objects are fetched while one is read, and still come in their order', async () => {
  const { most } = await startSlow(40);
  const { bytes } = await collect(service);
  expect(bytes.toString()).toBe(Array.from({ length: 40 }, (_, part) => `${part}\n`).join(''));
  expect(most()).toBeGreaterThan(2);
  expect(most()).toBeLessThanOrEqual(READ_AHEAD_OBJECTS + 1);
});

test('all tables of a client together fetch a bounded number ahead', async () => {
  const { most } = await startSlow(30);
  await Promise.all(Array.from({ length: 6 }, async () => await collect(service)));
  expect(most()).toBeLessThanOrEqual(MAX_READ_AHEAD + 6);
});

test('an object that failed ahead of its turn is tried again in its turn', async () => {
  await startSlow(3);
  const refusals = MAX_REFUSALS + 1;
  service.blobHandlers.set('p1', (request, response, time) => {
    if (time <= refusals) response.writeHead(403).end();
    else serveBlob(service.blobs.get('p1'), request, response);
  });
  let text = '';
  for await (const event of service.client.readTable(REF, { format: 'jsonl' })) {
    if (event.type === 'chunk') text += event.bytes.toString();
    if (event.type !== 'chunk' || event.objectId !== 'p0') continue;
    await expect.poll(() => service.count('GET /blob/p1')).toBe(refusals);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(text).toBe('0\n1\n2\n');
  expect(service.count(SUBMIT)).toBe(1);
});

test('a transfer ahead of its turn ends when its file proves to be damaged', async () => {
  service = await startService({ limits: 'none', timeouts: { idleMs: 60_000 } });
  const stored = randomBytes(16_000_000);
  let isClosed = false;
  service.blobs.set('p0', gzipSync('0\n')).set('p1', gzipSync('1\n'));
  service.blobHandlers.set('p1', async (request, response, time) => {
    if (time > 1) {
      await expect.poll(() => isClosed).toBe(true);
      return serveBlob(service.blobs.get('p1'), request, response);
    }
    response.on('close', () => {
      isClosed = true;
    });
    response.writeHead(200, { 'content-length': stored.length, etag: '"v1"' }).end(stored);
  });
  const { bytes } = await collect(service);
  expect(bytes.toString()).toBe('0\n1\n');
});

test('nothing keeps the process alive after a read that ended early', async () => {
  service = await startService({ limits: 'none', timeouts: { idleMs: 60_000 } });
  service.blobs.set('p0', gzipSync('0\n')).set('p1', gzipSync(randomBytes(4_000_000)));
  const timers = () => process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
  let during = 0;
  for await (const event of service.client.readTable(REF, { format: 'jsonl' })) {
    if (event.type !== 'chunk') continue;
    await expect.poll(() => service.count('GET /blob/p1')).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    during = timers();
    break;
  }
  await service.client.close();
  expect(timers()).toBeLessThan(during);
});

test('an object that fails ahead of its turn fails in its turn', async () => {
  await startSlow(4);
  service.blobHandlers.set('p2', (_, response) => {
    response.writeHead(403).end();
  });
  const seen: string[] = [];
  const error = await thrownBy(async () => {
    for await (const event of service.client.readTable(REF, { format: 'jsonl' })) {
      if (event.type === 'object-end') seen.push(event.objectId);
    }
  });
  expect(error).toMatchObject({ code: 'DAP_OBJECT_FORBIDDEN' });
  expect(seen).toEqual(['p0', 'p1']);
});

test('a reader that leaves early leaves no connection open', async () => {
  await startSlow(20);
  for await (const event of service.client.readTable(REF, { format: 'jsonl' })) if (event.type === 'object-end') break;
  await service.client.close();
  await expect.poll(() => service.server.openSockets()).toBe(0);
});
