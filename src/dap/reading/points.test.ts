import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { completeJob, REF, SUBMIT, startService } from '../fake-service.test-helper.js';
import { sendJson } from '../scripted-server.test-helper.js';
import type { ReadPoint } from './read-point.js';
import { lines } from './read-table.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

/** What {@link pointsAskedLate} gives: the same positions, asked for at once and at the end. */
interface Points {
  readonly atOnce: readonly ReadPoint[];
  readonly late: readonly ReadPoint[];
}

async function pointsAskedLate(): Promise<Points> {
  const atOnce: ReadPoint[] = [];
  const asks: (() => ReadPoint)[] = [];
  for await (const event of service.client.readTable(REF, { format: 'jsonl' })) {
    if (event.type !== 'chunk') continue;
    atOnce.push(event.pointAt(event.endOffset));
    asks.push(() => event.pointAt(event.endOffset));
  }
  return { atOnce, late: asks.map((ask) => ask()) };
}

test('the position of a chunk is the same when it is asked for after its object was finished', async () => {
  service = await startService();
  for (const id of ['a', 'b', 'c']) service.blobs.set(id, gzipSync(lines(30, id)));
  const { atOnce, late } = await pointsAskedLate();
  expect(atOnce.map(({ job }) => [job?.done, job?.partial?.objectId])).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
  ]);
  expect(late).toEqual(atOnce);
});

test('the position of a chunk stays one of its job when the query is repeated', async () => {
  service = await startService();
  for (const id of ['a', 'b']) service.blobs.set(id, gzipSync(lines(30, id)));
  service.routes.set(SUBMIT, (_, response, time) => sendJson(response, 200, completeJob(`job-${time}`, service.blobs)));
  service.blobHandlers.set('b', (_, response, time) => {
    if (time === 1) response.writeHead(404).end();
    else response.end(service.blobs.get('b'));
  });
  const { atOnce, late } = await pointsAskedLate();
  expect(atOnce.map(({ job }) => job?.handle.jobId)).toEqual(['job-1', 'job-2', 'job-2']);
  expect(late).toEqual(atOnce);
});
