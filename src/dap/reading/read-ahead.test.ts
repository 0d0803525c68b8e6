import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { DapClientOptions } from '../client-options.js';
import type { FakeService } from '../fake-service.test-helper.js';
import { REF, serveBlob, startService } from '../fake-service.test-helper.js';
import { MAX_READ_AHEAD, READ_AHEAD_OBJECTS } from '../limits.js';
import { thrownBy } from '../scripted-server.test-helper.js';
import { collect } from './read-table.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

/** Objects whose answers wait; counts how many wait at a time. */
async function startSlow(count: number, options: Partial<DapClientOptions> = {}): Promise<{ most: () => number }> {
  service = await startService({ limits: 'none', timeouts: { idleMs: 5000 }, ...options });
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

test('all tables of a client together decode no more objects at a time than it allows', async () => {
  const { most } = await startSlow(1, { maxOpenObjects: 2 });
  const contents = await Promise.all(Array.from({ length: 6 }, async () => await collect(service)));
  expect(contents.map(({ bytes }) => bytes.toString())).toEqual(Array.from({ length: 6 }, () => '0\n'));
  expect(most()).toBe(2);
});

test('a table that fails or is left early lets the next one in', async () => {
  await startSlow(2, { maxOpenObjects: 1 });
  const { client, blobHandlers } = service;
  for await (const event of client.readTable(REF, { format: 'jsonl' })) if (event.type === 'chunk') break;
  expect((await collect(service)).bytes.toString()).toBe('0\n1\n');
  blobHandlers.set('p1', (_, response) => {
    response.writeHead(403).end();
  });
  expect(await thrownBy(async () => await collect(service))).toMatchObject({ code: 'DAP_OBJECT_FORBIDDEN' });
  blobHandlers.delete('p1');
  expect((await collect(service)).bytes.toString()).toBe('0\n1\n');
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
