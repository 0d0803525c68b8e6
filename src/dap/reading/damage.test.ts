import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { SUBMIT, serveBlob, serveThenCut, startService, URLS } from '../fake-service.test-helper.js';
import { thrownBy } from '../scripted-server.test-helper.js';
import { collect, lines, startWithBlob } from './read-table.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

test('a transfer that breaks off twice goes on at the byte where it broke', async () => {
  const content = lines(400);
  const started = await startWithBlob(content);
  service = started.service;
  const stored = started.stored;
  service.blobHandlers.set('part-0', (request, response, time) =>
    time < 3 ? serveThenCut(stored, 5000, request, response) : serveBlob(stored, request, response),
  );
  expect((await collect(service)).bytes.equals(content)).toBe(true);
  const ranges = service.server.seen.filter(({ path }) => path.startsWith('/blob/')).map(({ headers }) => headers);
  expect(ranges.map(({ range }) => range)).toEqual([undefined, 'bytes=5000-', 'bytes=10000-']);
  expect(ranges[1]?.['if-match']).toBe('"v1"');
});

test('a stalled transfer is given up and resumed', async () => {
  const content = lines(400);
  const started = await startWithBlob(content);
  service = started.service;
  const stored = started.stored;
  service.blobHandlers.set('part-0', (request, response, time) => {
    if (time > 1) return serveBlob(stored, request, response);
    response.writeHead(200, { 'content-length': stored.length, etag: '"v1"' });
    response.write(stored.subarray(0, 4000));
  });
  expect((await collect(service)).bytes.equals(content)).toBe(true);
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
  const started = await startWithBlob(content);
  service = started.service;
  const stored = started.stored;
  service.blobHandlers.set('part-0', (request, response, time) => {
    if (time === 1) return serveThenCut(stored, 150_000, request, response);
    if (request.headers.range === undefined) return serveBlob(stored, request, response);
    const { status, headers, body } = answer(stored, 150_000);
    response.writeHead(status, { 'content-length': body.length, ...headers }).end(body);
  });
  const { bytes, log } = await collect(service);
  expect(bytes.equals(content)).toBe(true);
  expect(log).toEqual(['job', 'object part-0', 'object-end part-0', 'end']);
});

test('a file that differs when it is read again comes again from its start, and an event says so', async () => {
  const started = await startWithBlob(lines(6000));
  service = started.service;
  const stored = started.stored;
  const other = lines(6000, 'b');
  service.blobHandlers.set('part-0', (request, response, time) =>
    time === 1
      ? serveThenCut(stored, 400_000, request, response)
      : serveBlob(gzipSync(other), request, response, 'W/"2"'),
  );
  const { bytes, log } = await collect(service);
  expect(log).toEqual(['job', 'object part-0', 'object-again part-0', 'object part-0', 'object-end part-0', 'end']);
  expect(bytes.subarray(-other.length).equals(other)).toBe(true);
  expect(service.count(SUBMIT)).toBe(1);
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
  expect((await collect(service)).bytes.equals(Buffer.concat([content, more]))).toBe(true);
  expect(service.count(URLS)).toBe(2);
});

test('a file that stays damaged is an error after four tries, without its URL', async () => {
  const started = await startWithBlob(lines(20));
  service = started.service;
  const stored = started.stored;
  service.blobHandlers.set('part-0', (request, response) => serveBlob(stored.subarray(0, -5), request, response));
  const error = await thrownBy(() => collect(service));
  expect(error).toMatchObject({ code: 'DAP_OBJECT_CORRUPT', namespace: 'canvas', table: 'courses' });
  expect(error.message).toContain('part-0');
  expect(error.message).not.toContain('Signature');
  expect(service.count('GET /blob/part-0')).toBe(4);
});

test('every member of a gzip file is read', async () => {
  service = await startService();
  const parts = [lines(2000), lines(1), lines(3000)];
  service.blobs.set('part-0', Buffer.concat(parts.map((part) => gzipSync(part))));
  expect((await collect(service)).bytes.equals(Buffer.concat(parts))).toBe(true);
});

test('a Content-Encoding header does not lead to inflating twice', async () => {
  const content = lines(10);
  const started = await startWithBlob(content);
  service = started.service;
  const stored = started.stored;
  service.blobHandlers.set('part-0', (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': stored.length }).end(stored);
  });
  expect((await collect(service)).bytes.equals(content)).toBe(true);
});

test('an expired URL is replaced by a fresh one', async () => {
  const content = lines(10);
  const started = await startWithBlob(content);
  service = started.service;
  const stored = started.stored;
  service.blobHandlers.set('part-0', (request, response, time) => {
    if (time === 1) response.writeHead(403).end('<Error>AccessDenied s3cret</Error>');
    else serveBlob(stored, request, response);
  });
  expect((await collect(service)).bytes.equals(content)).toBe(true);
  const used = service.server.seen.flatMap(({ path }) => /Signature=(.*)/.exec(path)?.[1] ?? []);
  expect(used).toEqual(['s3cret-1', 's3cret-2']);
});

test('a store that refuses fresh URLs as well ends the read, without showing them', async () => {
  ({ service } = await startWithBlob(lines(10)));
  service.blobHandlers.set('part-0', (_, response) => {
    response.writeHead(403).end();
  });
  const error = await thrownBy(() => collect(service));
  expect(error).toMatchObject({ code: 'DAP_OBJECT_FORBIDDEN' });
  expect(JSON.stringify([error, error.message, service.events])).not.toContain('s3cret');
});
