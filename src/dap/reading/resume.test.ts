import { crc32, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { completeJob, REF, SUBMIT, serveBlob, startService, URLS } from '../fake-service.test-helper.js';
import type { JobHandle } from '../jobs/job-handle.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';
import { digestOf, type JobPoint, type PartialObject } from './read-point.js';
import { collect, lines } from './read-table.test-helper.js';

let service: FakeService;

/** A job that was read in part, as a state keeps it. */
function resumeAt(jobId: string, delivered: readonly string[], partial?: PartialObject): JobPoint {
  const submittedAt = '2026-03-01T08:00:00Z';
  const handle = { ...REF, origin: service.client.origin, query: { format: 'jsonl' as const }, jobId, submittedAt };
  const digest = digestOf(delivered, delivered.length) ?? '';
  return { handle, done: delivered.length, digest, partial };
}

afterEach(async () => await service.close());

test('when a job and its objects are gone, a new job is read from its start', async () => {
  service = await startService();
  const content = lines(10);
  service.blobs.set('part-0', gzipSync(content));
  service.routes.set(SUBMIT, (_, response, time) => sendJson(response, 200, completeJob(`job-${time}`, service.blobs)));
  service.blobHandlers.set('part-0', (request, response, time) =>
    serveBlob(time === 1 ? undefined : gzipSync(content), request, response),
  );
  const { log, bytes } = await collect(service);
  expect(log).toEqual(['job', 'job again: DAP_JOB_LOST', 'object part-0', 'object-end part-0', 'end']);
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
  const { log, bytes } = await collect(service);
  expect(log).toEqual([
    'job',
    'object part-0',
    'object-end part-0',
    'job again: DAP_JOB_LOST',
    'object part-1',
    'object-end part-1',
    'end',
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
  const error = await thrownBy(() => collect(service));
  expect(error).toMatchObject({ code: 'DAP_JOB_LOST', cause: { uuid: 'u-7', kind: 'object' } });
  expect(service.count(SUBMIT)).toBe(4);
});

test('a resumed job continues behind what was delivered', async () => {
  service = await startService();
  const [first, second, third] = [lines(10), lines(5000), lines(10)];
  service.blobs.set('a', gzipSync(first)).set('b', gzipSync(second)).set('c', gzipSync(third));
  const offset = second.lastIndexOf(10, 300_000) + 1;
  const partial = { objectId: 'b', bytes: offset, crc32: crc32(second.subarray(0, offset)) };
  const resume = resumeAt('job-1', ['a'], partial);
  const { bytes, log, events } = await collect(service, { resume });
  expect(log).toEqual(['job', 'object b', 'object-end b', 'object c', 'object-end c', 'end']);
  expect(events[0]).toMatchObject({ type: 'job', point: { job: { done: 1, partial } } });
  expect(bytes.equals(Buffer.concat([second.subarray(offset), third]))).toBe(true);
  const ends = events.flatMap((event) => (event.type === 'chunk' && event.objectId === 'b' ? [event.endOffset] : []));
  expect(ends.at(-1)).toBe(second.length);
  expect(service.count(SUBMIT)).toBe(0);
});

test('an offset at the very end of an object leaves nothing of it', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('one\ntwo'));
  const { bytes, log } = await collect(service, {
    resume: resumeAt('job-1', [], { objectId: 'a', bytes: 7, crc32: undefined }),
  });
  expect(bytes.toString()).toBe('');
  expect(log).toEqual(['job', 'object a', 'object-end a', 'end']);
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

test.each(NO_LONGER)('a job to resume that is %s is replaced, with the reason', async (_, status, answer, code) => {
  service = await startService();
  service.blobs.set('a', gzipSync('row\n'));
  service.routes.set('GET /dap/job/old', (_request, response) => sendJson(response, status, answer));
  const { bytes, log } = await collect(service, { resume: resumeAt('old', ['a']) });
  expect(log).toEqual([`job again: ${code}`, 'object a', 'object-end a', 'end']);
  expect(bytes.toString()).toBe('row\n');
});

test('an offset within a line is not trusted', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('one\ntwo\n'));
  const { log, bytes } = await collect(service, {
    resume: resumeAt('job-1', [], { objectId: 'a', bytes: 2, crc32: undefined }),
  });
  expect(log).toEqual(['job', 'object-again a', 'object a', 'object-end a', 'end']);
  expect(bytes.toString()).toBe('one\ntwo\n');
});

test('a delivered part that was damaged then shows now: the file comes again from its start', async () => {
  service = await startService();
  const content = lines(50);
  service.blobs.set('a', gzipSync(content));
  const offset = content.indexOf(10, 2000) + 1;
  const damaged = Buffer.from(content.subarray(0, offset));
  damaged[700] = (damaged[700] as number) ^ 1;
  const partial = { objectId: 'a', bytes: offset, crc32: crc32(damaged) };
  const { log, bytes } = await collect(service, { resume: resumeAt('job-1', [], partial) });
  expect(log).toEqual(['job', 'object-again a', 'object a', 'object-end a', 'end']);
  expect(bytes.equals(content)).toBe(true);
});

test('other objects under the same ids of a job are not believed', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('1\n')).set('b', gzipSync('2\n'));
  const { log } = await collect(service, { resume: resumeAt('job-1', ['b']) });
  expect(log[0]).toBe('job again: DAP_JOB_LOST');
  expect(log.filter((entry) => entry.startsWith('object-end'))).toEqual(['object-end a', 'object-end b']);
});

test('a position stays small, however many objects a job has', async () => {
  service = await startService();
  for (let part = 0; part < 300; part += 1) service.blobs.set(`part-${part}`, gzipSync(`${part}\n`));
  const { events } = await collect(service);
  const sizes = events.flatMap((event) => ('point' in event ? [JSON.stringify(event.point).length] : []));
  expect(Math.max(...sizes)).toBeLessThan((sizes[0] as number) + 100);
});

const OTHER_QUERIES: readonly (readonly [string, Partial<JobHandle>])[] = [
  ['in another format', { query: { format: 'csv' } }],
  ['of another table', { table: 'users' }],
  ['of another time', { query: { format: 'jsonl', since: '2026-03-01T08:00:00Z' } }],
];

test.each(OTHER_QUERIES)('a job that was asked for %s is not resumed', async (_, other) => {
  service = await startService();
  service.blobs.set('a', gzipSync('1\n')).set('b', gzipSync('2\n'));
  const point = resumeAt('job-1', ['a']);
  const { log, bytes } = await collect(service, { resume: { ...point, handle: { ...point.handle, ...other } } });
  expect(log[0]).toBe('job again: DAP_JOB_LOST');
  expect(bytes.toString()).toBe('1\n2\n');
  expect(service.count('GET /dap/job/job-1')).toBe(0);
});

test('a job of text files with other columns is not resumed', async () => {
  service = await startService();
  service.blobs.set('a', gzipSync('key.id\n1\n'));
  const point = resumeAt('job-1', []);
  const query = { format: 'tsv', mode: 'expanded' } as const;
  const resume = { ...point, handle: { ...point.handle, query: { ...query, mode: 'condensed' as const } } };
  const reading = service.client.readTable(REF, query, { resume });
  const { value } = await reading.next();
  await reading.return();
  expect(value).toMatchObject({ type: 'job', restart: { reason: { code: 'DAP_JOB_LOST' } } });
});
