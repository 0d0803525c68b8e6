import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { isAbort } from '../errors.js';
import type { FakeService } from './fake-service.test-helper.js';
import { completeJob, REF, SUBMIT, serveBlob, serveThenCut, startService, URLS } from './fake-service.test-helper.js';
import type { ReadTableOptions } from './read-table.js';
import { readTable } from './read-table.js';
import { sendJson, thrownBy } from './scripted-server.test-helper.js';
import type { TableEvent } from './table-event.js';

let service: FakeService;
afterEach(async () => await service.close());

/** Lines that gzip cannot shrink much, so that a cut in the file falls somewhere among them. */
function lines(count: number, mark = 'a'): Buffer {
  const texts = Array.from(
    { length: count },
    (_, i) => `{"n":"${mark}${i}","x":"${randomBytes(60).toString('hex')}"}\n`,
  );
  return Buffer.from(texts.join(''));
}

interface Collected {
  readonly bytes: Buffer;
  readonly log: readonly string[];
  readonly events: readonly TableEvent[];
}

async function collect(options: ReadTableOptions = {}): Promise<Collected> {
  const events: TableEvent[] = [];
  for await (const event of readTable(service.client, REF, { format: 'jsonl' }, options)) events.push(event);
  const chunks = events.flatMap((event) => (event.type === 'chunk' ? [event.bytes] : []));
  const log = events.flatMap((event) => {
    if (event.type === 'chunk') return [];
    if (event.type === 'job') return [event.restart === undefined ? 'job' : `job again: ${event.restart.reason.code}`];
    return [`${event.type} ${event.objectId}`];
  });
  return { bytes: Buffer.concat(chunks), log, events };
}

async function withBlob(content: Buffer): Promise<Buffer> {
  service = await startService();
  const stored = gzipSync(content);
  service.blobs.set('part-0', stored);
  return stored;
}

test('the objects of a job come one after the other as whole lines, each with its place', async () => {
  service = await startService();
  const [first, second] = [lines(50), Buffer.from('{"last":"without line feed"}')];
  service.blobs.set('dir/part-0', gzipSync(first));
  service.blobs.set('dir/part-1', gzipSync(second));
  const { bytes, log, events } = await collect();
  expect(bytes.toString()).toBe(`${first}${second}\n`);
  expect(log).toEqual([
    'job',
    'object dir/part-0',
    'object-end dir/part-0',
    'object dir/part-1',
    'object-end dir/part-1',
  ]);
  expect(events[1]).toMatchObject({ index: 0, compressedBytes: gzipSync(first).length });
  const ends = events.flatMap((event) => (event.type === 'chunk' ? [event.endOffset] : []));
  expect(ends).toEqual([first.length, second.length]);
  expect(service.count(URLS)).toBe(1);
});

test('a job without objects gives the job alone', async () => {
  service = await startService();
  expect((await collect()).log).toEqual(['job']);
});

test('no Authorization header reaches the object store', async () => {
  await withBlob(lines(3));
  await collect();
  const toStore = service.server.seen.filter(({ path }) => path.startsWith('/blob/'));
  expect(toStore.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('a transfer that breaks off twice goes on at the byte where it broke', async () => {
  const content = lines(400);
  const stored = await withBlob(content);
  service.blobHandlers.set('part-0', (request, response, time) =>
    time < 3 ? serveThenCut(stored, 5000, request, response) : serveBlob(stored, request, response),
  );
  expect((await collect()).bytes.equals(content)).toBe(true);
  const ranges = service.server.seen.filter(({ path }) => path.startsWith('/blob/')).map(({ headers }) => headers);
  expect(ranges.map(({ range }) => range)).toEqual([undefined, 'bytes=5000-', 'bytes=10000-']);
  expect(ranges[1]?.['if-match']).toBe('"v1"');
});

test('a stalled transfer is given up and resumed', async () => {
  const content = lines(400);
  const stored = await withBlob(content);
  service.blobHandlers.set('part-0', (request, response, time) => {
    if (time > 1) return serveBlob(stored, request, response);
    response.writeHead(200, { 'content-length': stored.length, etag: '"v1"' });
    response.write(stored.subarray(0, 4000));
  });
  expect((await collect()).bytes.equals(content)).toBe(true);
  expect(service.events).toContainEqual(expect.objectContaining({ type: 'object-again', offset: 4000 }));
});

const NO_RESUME = [
  ['ignores ranges', (stored: Buffer) => ({ status: 200, headers: { etag: '"v1"' }, body: stored })],
  ['answers 412', () => ({ status: 412, headers: {}, body: Buffer.alloc(0) })],
  [
    'continues another version',
    (stored: Buffer, from: number) => ({
      status: 206,
      headers: { etag: '"v2"', 'content-range': `bytes ${from}-${stored.length - 1}/${stored.length}` },
      body: stored.subarray(from),
    }),
  ],
  [
    'continues elsewhere',
    (stored: Buffer, from: number) => ({
      status: 206,
      headers: { etag: '"v1"', 'content-range': `bytes ${from + 1}-${stored.length - 1}/${stored.length}` },
      body: stored.subarray(from + 1),
    }),
  ],
] as const;

test.each(NO_RESUME)('where the store %s, the object starts over and no line comes twice', async (_, answer) => {
  const content = lines(3000);
  const stored = await withBlob(content);
  service.blobHandlers.set('part-0', (request, response, time) => {
    if (time === 1) return serveThenCut(stored, 150_000, request, response);
    if (request.headers.range === undefined) return serveBlob(stored, request, response);
    const { status, headers, body } = answer(stored, 150_000);
    response.writeHead(status, { 'content-length': body.length, ...headers }).end(body);
  });
  const { bytes, log } = await collect();
  expect(bytes.equals(content)).toBe(true);
  expect(log).toEqual(['job', 'object part-0', 'object-end part-0']);
});

test('a file that differs when it is read again makes the job anew and says so', async () => {
  const stored = await withBlob(lines(6000));
  const other = lines(6000, 'b');
  service.blobHandlers.set('part-0', (request, response, time) =>
    time === 1
      ? serveThenCut(stored, 400_000, request, response)
      : serveBlob(gzipSync(other), request, response, 'W/"2"'),
  );
  const { bytes, log } = await collect();
  expect(log).toEqual(['job', 'object part-0', 'job again: DAP_OBJECT_CHANGED', 'object part-0', 'object-end part-0']);
  expect(bytes.subarray(-other.length).equals(other)).toBe(true);
  expect(service.count(SUBMIT)).toBe(2);
});

const DAMAGE: readonly (readonly [string, (intact: Buffer) => Buffer])[] = [
  ['cut in its last member', (intact) => intact.subarray(0, -100)],
  ['cut in its first member', (intact) => intact.subarray(0, 50_000)],
  ['cut in its trailer', (intact) => intact.subarray(0, -3)],
  ['empty', () => Buffer.alloc(0)],
  ['followed by garbage', (intact) => Buffer.concat([intact, Buffer.from('garbage')])],
  ['followed by zeros', (intact) => Buffer.concat([intact, Buffer.alloc(100_000)])],
  ['of a wrong checksum', (intact) => Buffer.concat([intact.subarray(0, -8), Buffer.alloc(4), intact.subarray(-4)])],
  ['not gzip', (intact) => Buffer.concat([Buffer.from('<html>'), intact])],
];

test.each(DAMAGE)('a file that is %s is fetched again, with a fresh URL', async (_, damage) => {
  service = await startService();
  const [content, more] = [lines(2000), lines(30)];
  const stored = Buffer.concat([gzipSync(content), gzipSync(more)]);
  service.blobs.set('part-0', stored);
  service.blobHandlers.set('part-0', (request, response, time) =>
    serveBlob(time === 1 ? damage(stored) : stored, request, response),
  );
  expect((await collect()).bytes.equals(Buffer.concat([content, more]))).toBe(true);
  expect(service.count(URLS)).toBe(2);
});

test('a file that stays damaged is an error after four tries, without its URL', async () => {
  const stored = await withBlob(lines(20));
  service.blobHandlers.set('part-0', (request, response) => serveBlob(stored.subarray(0, -5), request, response));
  const error = await thrownBy(collect);
  expect(error).toMatchObject({ code: 'DAP_OBJECT_CORRUPT', namespace: 'canvas', table: 'courses' });
  expect(error.message).toContain('part-0');
  expect(error.message).not.toContain('Signature');
  expect(service.count('GET /blob/part-0')).toBe(4);
});

test('every member of a gzip file is read', async () => {
  service = await startService();
  const parts = [lines(2000), lines(1), lines(3000)];
  service.blobs.set('part-0', Buffer.concat(parts.map((part) => gzipSync(part))));
  expect((await collect()).bytes.equals(Buffer.concat(parts))).toBe(true);
});

test('a Content-Encoding header does not lead to inflating twice', async () => {
  const content = lines(10);
  const stored = await withBlob(content);
  service.blobHandlers.set('part-0', (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': stored.length }).end(stored);
  });
  expect((await collect()).bytes.equals(content)).toBe(true);
});

test('an expired URL is replaced by a fresh one', async () => {
  const content = lines(10);
  const stored = await withBlob(content);
  service.blobHandlers.set('part-0', (request, response, time) => {
    if (time === 1) response.writeHead(403).end('<Error>AccessDenied s3cret</Error>');
    else serveBlob(stored, request, response);
  });
  expect((await collect()).bytes.equals(content)).toBe(true);
  const used = service.server.seen.flatMap(({ path }) => /Signature=(.*)/.exec(path)?.[1] ?? []);
  expect(used).toEqual(['s3cret-1', 's3cret-2']);
});

test('a store that refuses fresh URLs as well ends the read, without showing them', async () => {
  await withBlob(lines(10));
  service.blobHandlers.set('part-0', (_, response) => {
    response.writeHead(403).end();
  });
  const error = await thrownBy(collect);
  expect(error).toMatchObject({ code: 'DAP_OBJECT_FORBIDDEN' });
  expect(JSON.stringify([error, error.message, service.events])).not.toContain('s3cret');
});

test('when a job and its objects are gone, a new job is read from its start', async () => {
  service = await startService();
  const content = lines(10);
  service.blobs.set('part-0', gzipSync(content));
  service.routes.set(SUBMIT, (_, response, time) => sendJson(response, 200, completeJob(`job-${time}`, service.blobs)));
  service.blobHandlers.set('part-0', (request, response, time) =>
    serveBlob(time === 1 ? undefined : gzipSync(content), request, response),
  );
  const { log, bytes } = await collect();
  expect(log).toEqual(['job', 'job again: DAP_JOB_LOST', 'object part-0', 'object-end part-0']);
  expect(bytes.equals(content)).toBe(true);
});

test('when the repeated query is answered by the same job, finished objects do not come again', async () => {
  service = await startService();
  const [first, second] = [lines(10), lines(10, 'b')];
  service.blobs.set('part-0', gzipSync(first));
  service.blobs.set('part-1', gzipSync(second));
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, completeJob('job-1', service.blobs)));
  service.blobHandlers.set('part-1', (request, response, time) =>
    serveBlob(time === 1 ? undefined : gzipSync(second), request, response),
  );
  const { log, bytes } = await collect();
  expect(log).toEqual([
    'job',
    'object part-0',
    'object-end part-0',
    'job again: DAP_JOB_LOST',
    'object part-1',
    'object-end part-1',
  ]);
  expect(bytes.equals(Buffer.concat([first, second]))).toBe(true);
});

test('a job that is lost again and again ends the read with the last reason', async () => {
  service = await startService({ limits: 'none' });
  service.blobs.set('part-0', gzipSync('x\n'));
  service.routes.set(URLS, (_, response) =>
    sendJson(response, 404, {
      error: { type: 'ObjectNotFound', uuid: 'u-7', kind: 'object', id: 'part-0', message: 'gone' },
    }),
  );
  const error = await thrownBy(collect);
  expect(error).toMatchObject({ code: 'DAP_JOB_LOST', cause: { uuid: 'u-7', kind: 'object' } });
  expect(service.count(SUBMIT)).toBe(4);
});

test('a resume point goes on with the same job, behind what was delivered', async () => {
  service = await startService();
  const [first, second, third] = [lines(10), lines(5000), lines(10)];
  service.blobs.set('a', gzipSync(first)).set('b', gzipSync(second)).set('c', gzipSync(third));
  const offset = second.lastIndexOf(10, 300_000) + 1;
  const resume = { jobId: 'job-1', delivered: ['a'], partial: { objectId: 'b', offset } };
  const { bytes, log, events } = await collect({ resume });
  expect(log).toEqual(['job', 'object b', 'object-end b', 'object c', 'object-end c']);
  expect(bytes.equals(Buffer.concat([second.subarray(offset), third]))).toBe(true);
  const ends = events.flatMap((event) => (event.type === 'chunk' && event.objectId === 'b' ? [event.endOffset] : []));
  expect(ends.at(-1)).toBe(second.length);
  expect(service.count(SUBMIT)).toBe(0);
});

test('an offset at the very end of an object leaves nothing of it', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('one\ntwo'));
  const { bytes, log } = await collect({
    resume: { jobId: 'job-1', delivered: [], partial: { objectId: 'a', offset: 7 } },
  });
  expect(bytes.toString()).toBe('');
  expect(log).toEqual(['job', 'object a', 'object-end a']);
});

const NO_LONGER: readonly (readonly [string, number, Record<string, unknown>, string])[] = [
  [
    'unknown',
    404,
    { error: { type: 'ObjectNotFound', uuid: 'u', kind: 'job', id: 'old', message: '' } },
    'DAP_JOB_LOST',
  ],
  ['failed', 200, { id: 'old', status: 'failed', error: { type: 'ProcessingError', uuid: 'u-9' } }, 'DAP_JOB_FAILED'],
  ['without the objects delivered', 200, completeJob('old', new Map()), 'DAP_JOB_LOST'],
  [
    'about to expire',
    200,
    completeJob('old', new Map([['a', Buffer.alloc(0)]]), { expires_at: new Date(Date.now() + 20_000).toISOString() }),
    'DAP_JOB_LOST',
  ],
];

test.each(NO_LONGER)('a job to resume that is %s is made anew with the reason', async (_, status, answer, code) => {
  service = await startService();
  service.blobs.set('a', gzipSync('row\n'));
  service.routes.set('GET /dap/job/old', (_request, response) => sendJson(response, status, answer));
  const { bytes, log } = await collect({ resume: { jobId: 'old', delivered: ['a'] } });
  expect(log).toEqual([`job again: ${code}`, 'object a', 'object-end a']);
  expect(bytes.toString()).toBe('row\n');
});

test('an offset within a line is not trusted', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('one\ntwo\n'));
  const { log, bytes } = await collect({
    resume: { jobId: 'job-1', delivered: [], partial: { objectId: 'a', offset: 2 } },
  });
  expect(log).toEqual(['job', 'job again: DAP_OBJECT_CHANGED', 'object a', 'object-end a']);
  expect(bytes.toString()).toBe('one\ntwo\n');
});

test('a consumer that leaves early frees the connection', async () => {
  const stored = await withBlob(lines(30_000));
  let isClosed = false;
  service.blobHandlers.set('part-0', (_, response) => {
    response.on('close', () => {
      isClosed = true;
    });
    response.writeHead(200, { 'content-length': stored.length + 1 }).write(stored);
  });
  for await (const event of readTable(service.client, REF, { format: 'jsonl' })) if (event.type === 'chunk') break;
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
  const error = await thrownBy(() => collect({ signal: controller.signal }));
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
  for await (const event of readTable(service.client, REF, { format: 'jsonl' })) {
    if (event.type !== 'chunk') continue;
    if (received === 0) await new Promise((resolve) => setTimeout(resolve, 400));
    if (received === 0) sentWhilePaused = sentBytes;
    received += event.bytes.length;
  }
  expect(received).toBe(content.length);
  expect(sentWhilePaused).toBeLessThan(16 * 1024 * 1024);
  expect(service.count('GET /blob/part-0')).toBe(1);
});
