import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAbort } from '../../errors.js';
import type { FakeService } from '../fake-service.test-helper.js';
import { REF, SUBMIT, serveBlob, serveThenCut, startService, URLS } from '../fake-service.test-helper.js';
import type { JobHandle } from '../jobs/job-handle.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';
import type { ReadFilesOptions } from './read-files.js';
import { lines } from './read-table.test-helper.js';

const CONTENTS = ['a', 'b', 'c'].map((mark) => lines(6000, mark));
const [FIRST, SECOND, THIRD] = CONTENTS.map(String) as [string, string, string];
const STORED = CONTENTS.map((content) => gzipSync(content)) as [Buffer, Buffer, Buffer];

let service: FakeService;
let handle: JobHandle;
beforeEach(async () => {
  service = await startService();
  for (const [index, stored] of STORED.entries()) service.blobs.set(`part-${index}`, stored);
  handle = (await service.client.runQuery(REF, { format: 'jsonl' })).handle;
});
afterEach(async () => await service.close());

/** Reads files as a careful reader does: what comes again takes the place of what came before. */
async function read(objectIds: readonly string[], options: ReadFilesOptions = {}) {
  const contents = new Map<string, Buffer[]>();
  const log: string[] = [];
  for await (const event of service.client.readFiles(handle, objectIds, options)) {
    if (event.type === 'chunk') contents.get(event.objectId)?.push(event.bytes);
    else log.push(`${event.type} ${event.objectId}${event.type === 'object' ? ` ${event.index}` : ''}`);
    if (event.type === 'object' || event.type === 'object-again') contents.set(event.objectId, []);
  }
  return { log, contents: [...contents.values()].map((chunks) => Buffer.concat(chunks).toString()) };
}

const fetched = () => service.server.seen.filter(({ path }) => path.startsWith('/blob/')).length;

test('the files asked for come in the order given, each once, and nothing else is fetched', async () => {
  const { log, contents } = await read(['part-2', 'part-0', 'part-2']);
  expect(log).toEqual(['object part-2 0', 'object-end part-2', 'object part-0 1', 'object-end part-0']);
  expect(contents).toEqual([THIRD, FIRST]);
  expect([service.count('GET /blob/part-1'), fetched(), service.count(SUBMIT), service.count(URLS)]).toEqual([
    0, 2, 1, 1,
  ]);
});

test('no files asked for is no request', async () => {
  expect((await read([])).log).toEqual([]);
  expect([fetched(), service.count(URLS)]).toEqual([0, 0]);
});

test('a transfer that breaks off goes on where it broke', async () => {
  service.blobHandlers.set('part-1', (request, response, time) =>
    time < 3 ? serveThenCut(STORED[1], 5000, request, response) : serveBlob(STORED[1], request, response),
  );
  const { log, contents } = await read(['part-1']);
  expect(log).toEqual(['object part-1 0', 'object-end part-1']);
  expect(contents).toEqual([SECOND]);
  const ranges = service.server.seen.filter(({ path }) => path.startsWith('/blob/')).map(({ headers }) => headers);
  expect(ranges.map(({ range }) => range)).toEqual([undefined, 'bytes=5000-', 'bytes=10000-']);
});

test('a file that differs when it is read again comes again from its start', async () => {
  service.blobHandlers.set('part-0', (request, response, time) =>
    time === 1 ? serveThenCut(STORED[2], 150_000, request, response) : serveBlob(STORED[0], request, response, '"v2"'),
  );
  const { log, contents } = await read(['part-0', 'part-1']);
  expect(log).toContain('object-again part-0');
  expect(contents).toEqual([FIRST, SECOND]);
});

test('a distrusted line is fetched again, and the lines before it do not come twice', async () => {
  const damaged = Buffer.from('first\nsec?nd\nthird\n');
  service.blobHandlers.set('part-0', (request, response, time) =>
    serveBlob(time === 1 ? gzipSync(damaged) : gzipSync('first\nsecond\nthird\n'), request, response),
  );
  const taken: string[] = [];
  for await (const event of service.client.readFiles(handle, ['part-0'])) {
    if (event.type !== 'chunk') continue;
    const text = event.bytes.toString();
    const at = text.indexOf('sec?nd');
    taken.push(at < 0 ? text : text.slice(0, at));
    if (at >= 0) event.distrust(event.startOffset + at, 'a line is not sound');
  }
  expect(taken.join('')).toBe('first\nsecond\nthird\n');
});

test('a URL that is refused is replaced by a fresh one', async () => {
  service.blobHandlers.set('part-0', (request, response, time) => {
    if (time === 1) response.writeHead(403).end();
    else serveBlob(STORED[0], request, response);
  });
  expect((await read(['part-0'])).contents).toEqual([FIRST]);
  expect(service.count(URLS)).toBe(2);
});

test('an object that is gone is a lost job, and no other job is asked for', async () => {
  service.blobs.delete('part-1');
  const error = await thrownBy(() => read(['part-0', 'part-1']));
  expect(error).toMatchObject({ code: 'DAP_JOB_LOST', name: 'JobLostError' });
  expect(service.count(SUBMIT)).toBe(1);
});

test.each([
  ['lost where its job is gone', 404, 'DAP_JOB_LOST'],
  ['refused where its job is there', 200, 'DAP_OBJECT_FORBIDDEN'],
])('a file that the store refuses with every URL is %s', async (_, status, code) => {
  service.blobHandlers.set('part-0', (_request, response) => void response.writeHead(403).end());
  service.routes.set(`GET /dap/job/${handle.jobId}`, (_request, response) =>
    sendJson(
      response,
      status,
      status === 200
        ? { id: handle.jobId, status: 'complete', objects: [], schema_version: 3, at: '2026-03-01T08:00:00Z' }
        : { error: { type: 'ObjectNotFound', uuid: 'u-404', message: 'no' } },
    ),
  );
  expect(await thrownBy(() => read(['part-0']))).toMatchObject({ code });
  expect(service.count(SUBMIT)).toBe(1);
});

test('the handle of another gateway is refused before anything is asked', () => {
  const foreign = { ...handle, origin: { ...handle.origin, url: 'https://elsewhere.test/dap' } };
  expect(() => service.client.readFiles(foreign, ['part-0'])).toThrow(
    expect.objectContaining({ code: 'DAP_HANDLE_INVALID' }),
  );
});

test('an abort ends a read between two files', async () => {
  const controller = new AbortController();
  const reading = service.client.readFiles(handle, ['part-0', 'part-1'], { signal: controller.signal });
  const error = await thrownBy(async () => {
    for await (const event of reading) if (event.type === 'object-end') controller.abort();
  });
  expect(isAbort(error)).toBe(true);
});
