import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTransport } from '../../http/undici-transport.js';
import type { FakeService } from '../fake-service.test-helper.js';
import { completeJob, REF, SUBMIT, serveBlob, serveThenCut, startService } from '../fake-service.test-helper.js';
import { DEFAULT_RETRY_POLICY, READ_AHEAD_OBJECTS, SPOOL_PARALLEL } from '../limits.js';
import { collect, lines } from '../reading/read-table.test-helper.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';
import type { ObjectSource } from './object-source.js';
import { Spool } from './spool.js';
import { UrlBook } from './url-book.js';

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

/** A job that expires in ten minutes: its files are stored from the first chunk on. The last two are never read ahead. */
async function startLateJob(): Promise<{ ids: readonly string[]; content: Buffer }> {
  service = await startService({ limits: 'none', timeouts: { idleMs: 5000 } });
  const ids = Array.from({ length: 2 + 1 + READ_AHEAD_OBJECTS }, (_, index) => `p${String(index).padStart(2, '0')}`);
  const contents = ids.map((id) => lines(20, id));
  for (const [index, id] of ids.entries()) service.blobs.set(id, gzipSync(contents[index] as Buffer));
  const expires = new Date(service.clock.now() + 10 * 60_000).toISOString();
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, 200, completeJob('job-1', service.blobs, { expires_at: expires })),
  );
  return { ids, content: Buffer.concat(contents) };
}

test('a stored copy that is damaged is replaced by the file of the store', async () => {
  const { ids, content } = await startLateJob();
  const last = ids.at(-1) as string;
  const intact = service.blobs.get(last) as Buffer;
  const damaged = Buffer.concat([intact.subarray(0, -8), Buffer.alloc(4), intact.subarray(-4)]);
  service.blobHandlers.set(last, (request, response, time) =>
    serveBlob(time === 1 ? damaged : intact, request, response),
  );
  const { bytes } = await collect(service, { spoolFolder });
  expect(bytes.equals(content)).toBe(true);
  expect(service.count(`GET /blob/${last}`)).toBe(2);
});

test('a reader that waits for a copy ends when it is stopped, and nothing stays on the disk', async () => {
  const { ids } = await startLateJob();
  const [before, last] = ids.slice(-2) as [string, string];
  const stop = new AbortController();
  let left: readonly string[] | undefined;
  service.blobHandlers.set(last, () => undefined);
  const reading = (async () => {
    for await (const event of service.client.readTable(
      REF,
      { format: 'jsonl' },
      { spoolFolder, signal: stop.signal },
    )) {
      if (event.type !== 'object-end' || event.objectId !== before) continue;
      await expect.poll(() => service.count(`GET /blob/${last}`)).toBe(1);
      setTimeout(() => {
        stop.abort();
        // A program that is stopped by a signal ends before the reader has unwound.
        left = readdirSync(spoolFolder);
      }, 50);
    }
  })();
  expect(await thrownBy(reading)).toMatchObject({ name: 'AbortError' });
  expect(left).toEqual([]);
  expect(await readdir(spoolFolder)).toEqual([]);
});

test('when the disk is full, that is said once, and the other files are read from the store', async () => {
  const { ids } = await startLateJob();
  const source = sourceOf(ids);
  let asked = 0;
  const freeBytes = async () => {
    asked += 1;
    return asked === 1 ? Number.MAX_SAFE_INTEGER : 1000;
  };
  const spool = new Spool({ source, parentFolder: spoolFolder, freeBytes });
  spool.fill(ids, undefined);
  await expect.poll(() => readdirSync(spoolFolder).length).toBe(1);
  expect(await Promise.all(ids.map(async (id) => await spool.find(id)))).toEqual(ids.map(() => undefined));
  await spool.close();
  const told = service.events.filter(({ type }) => type === 'spool-failed');
  expect(told.length).toBeLessThanOrEqual(SPOOL_PARALLEL);
  expect(told[0]).toMatchObject({ reason: expect.stringMatching(/and the files behind it.*1000 are free/) });
  expect(service.server.seen.filter(({ path }) => path.startsWith('/blob/')).length).toBeLessThanOrEqual(
    SPOOL_PARALLEL,
  );
});

test('a copy of an object that was read meanwhile is given up', async () => {
  const { ids } = await startLateJob();
  const [first] = ids as [string];
  service.blobHandlers.set(first, () => undefined);
  const spool = new Spool({ source: sourceOf(ids), parentFolder: spoolFolder });
  spool.fill(ids, undefined);
  await expect.poll(() => readdirSync(spoolFolder).length).toBe(1);
  expect(await spool.find(ids.at(-1) as string)).toBeDefined();
  await spool.drop(first);
  expect(await spool.find(first)).toBeUndefined();
  await spool.close();
  expect(await readdir(spoolFolder)).toEqual([]);
});

/** The objects of the service without its client. */
function sourceOf(objectIds: readonly string[]): ObjectSource {
  const { clock, server, events } = service;
  const fetch = async (ids: readonly string[]) => new Map(ids.map((id) => [id, { url: `${server.url}/blob/${id}` }]));
  const shared = { clock, policy: DEFAULT_RETRY_POLICY, random: () => 0.5, subject: REF };
  const { send } = createTransport({ userAgent: 'test' });
  return {
    ...shared,
    send,
    urls: new UrlBook({ ...shared, objectIds, fetch }),
    onEvent: (event) => events.push(event),
  };
}
