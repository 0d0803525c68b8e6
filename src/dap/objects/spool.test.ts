import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { completeJob, REF, SUBMIT, serveThenCut, startService } from '../fake-service.test-helper.js';
import { lines } from '../reading/read-table.test-helper.js';
import { sendJson } from '../scripted-server.test-helper.js';

const HOUR_MS = 3_600_000;
let service: FakeService;
let spoolFolder: string;
beforeEach(async () => {
  spoolFolder = await mkdtemp(join(tmpdir(), 'spool-test-'));
});
afterEach(async () => {
  await service.close();
  await rm(spoolFolder, { recursive: true });
});

/** A job of four files that lives an hour. */
async function startJob(): Promise<Map<string, Buffer>> {
  service = await startService({ limits: 'none' });
  const contents = new Map(['a', 'b', 'c', 'd'].map((id) => [id, lines(2000, id)]));
  for (const [id, content] of contents) service.blobs.set(id, gzipSync(content));
  const expires = new Date(service.clock.now() + HOUR_MS).toISOString();
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, 200, completeJob('job-1', service.blobs, { expires_at: expires })),
  );
  return contents;
}

/** The job and its files are gone from now on. */
function expire(): void {
  for (const id of ['a', 'b', 'c', 'd']) {
    service.blobHandlers.set(id, (_, response) => {
      response.writeHead(404).end();
    });
  }
}

test('the files of a reader that is slower than its job lives are stored in time, read from there and removed', async () => {
  const contents = await startJob();
  const chunks: Buffer[] = [];
  for await (const event of service.client.readTable(REF, { format: 'jsonl' }, { spoolFolder })) {
    if (event.type === 'chunk') chunks.push(event.bytes);
    if (event.type !== 'object-end') continue;
    if (event.objectId === 'a') service.clock.advance(40 * 60_000);
    if (event.objectId === 'b') {
      await expect.poll(async () => (await readdir(spoolFolder, { recursive: true })).length).toBeGreaterThanOrEqual(3);
      await expect.poll(() => service.count('GET /blob/d')).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      service.clock.advance(HOUR_MS);
      expire();
    }
  }
  expect(Buffer.concat(chunks).equals(Buffer.concat([...contents.values()]))).toBe(true);
  expect(service.events).toContainEqual(expect.objectContaining({ type: 'spool', isEnough: true, table: 'courses' }));
  expect(service.count(SUBMIT)).toBe(1);
  expect(await readdir(spoolFolder)).toEqual([]);
});

test('a transfer that breaks after its job is gone continues from the stored copy', async () => {
  const contents = await startJob();
  const stored = service.blobs.get('a') as Buffer;
  let isCut = false;
  service.blobHandlers.set('a', (request, response, time) => {
    if (time === 1) {
      isCut = true;
      serveThenCut(stored, 90_000, request, response);
    } else {
      response.writeHead(200, { 'content-length': stored.length, etag: '"v1"' }).end(stored);
    }
  });
  service.clock.advance(50 * 60_000);
  const chunks: Buffer[] = [];
  for await (const event of service.client.readTable(REF, { format: 'jsonl' }, { spoolFolder })) {
    if (event.type === 'chunk') chunks.push(event.bytes);
  }
  expect(isCut).toBe(true);
  expect(Buffer.concat(chunks).equals(Buffer.concat([...contents.values()]))).toBe(true);
});

test('a fast reader stores nothing', async () => {
  await startJob();
  for await (const event of service.client.readTable(REF, { format: 'jsonl' }, { spoolFolder })) {
    if (event.type === 'object-end') service.clock.advance(1000);
  }
  expect(service.events.filter(({ type }) => type === 'spool')).toEqual([]);
});
