import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { completeJob, REF, SUBMIT, startService } from '../fake-service.test-helper.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';

let service: FakeService;
afterEach(async () => await service.close());

test('polling is quick at first and never slower than every ten seconds', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 202, { id: 'job-9', status: 'waiting' }));
  service.routes.set('GET /dap/job/job-9', (_, response, time) =>
    time < 15
      ? sendJson(response, 202, { id: 'job-9', status: time < 3 ? 'waiting' : 'running' })
      : sendJson(response, 200, completeJob('job-9', service.blobs)),
  );
  expect((await service.client.runQuery(REF, { format: 'jsonl' })).job).toMatchObject({ status: 'complete' });
  expect(service.clock.sleeps.slice(0, 3)).toEqual([250, 375, 562.5]);
  expect(Math.max(...service.clock.sleeps)).toBe(10_000);
  const states = service.events.flatMap((event) => (event.type === 'job' ? [event.status] : []));
  expect(states).toEqual(['waiting', 'running', 'complete']);
});

const FAILED = { id: 'bad', status: 'failed', error: { type: 'ProcessingError', uuid: 'u-5', message: 'spark died' } };

test('a failed job is asked for again', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response, time) =>
    sendJson(response, 200, time < 3 ? FAILED : completeJob('good', service.blobs)),
  );
  expect((await service.client.runQuery(REF, { format: 'jsonl' })).job).toMatchObject({ id: 'good' });
  expect(service.clock.sleeps).toEqual([5000, 15_000]);
});

test('a job that fails four times is an error with the reason of the server', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, FAILED));
  const error = await thrownBy(service.client.runQuery(REF, { format: 'jsonl' }));
  expect(error).toMatchObject({ code: 'DAP_JOB_FAILED', type: 'ProcessingError', uuid: 'u-5', table: 'courses' });
  expect(error.message).toContain('spark died');
  expect(service.count(SUBMIT)).toBe(4);
});

test('a job that failed for a lasting reason is not asked for again', async () => {
  service = await startService();
  const error = { type: 'SnapshotRequired', uuid: 'u-6', message: 'reloaded' };
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 200, { ...FAILED, error }));
  expect(await thrownBy(service.client.runQuery(REF, { format: 'jsonl' }))).toMatchObject({
    code: 'DAP_SNAPSHOT_REQUIRED',
  });
  expect(service.count(SUBMIT)).toBe(1);
});

test('a job that vanishes is started over, three times at most', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 202, { id: 'lost', status: 'running' }));
  service.routes.set('GET /dap/job/lost', (_, response) =>
    sendJson(response, 404, { error: { type: 'ObjectNotFound', uuid: 'u-8', kind: 'job', id: 'lost', message: '' } }),
  );
  const error = await thrownBy(service.client.runQuery(REF, { format: 'jsonl' }));
  expect(error).toMatchObject({ code: 'DAP_JOB_LOST', uuid: 'u-8', kind: 'job' });
  expect(service.count(SUBMIT)).toBe(4);
});

test('a table that does not exist is no lost job', async () => {
  service = await startService();
  const error = { type: 'ObjectNotFound', uuid: 'u-2', kind: 'table', id: 'courses', message: 'no such table' };
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 404, { error }));
  expect(await thrownBy(service.client.runQuery(REF, { format: 'jsonl' }))).toMatchObject({
    code: 'DAP_NOT_FOUND',
    kind: 'table',
    failureType: 'config_error',
  });
  expect(service.count(SUBMIT)).toBe(1);
});

test('a complete job about to expire is waited out and asked for again', async () => {
  service = await startService();
  const soon = new Date(service.clock.now() + 20_000).toISOString();
  service.routes.set(SUBMIT, (_, response, time) =>
    sendJson(response, 200, completeJob(`job-${time}`, service.blobs, time === 1 ? { expires_at: soon } : {})),
  );
  expect((await service.client.runQuery(REF, { format: 'jsonl' })).job).toMatchObject({ id: 'job-2' });
  expect(service.clock.sleeps[0]).toBeGreaterThan(20_000);
});

test('a job that expired long ago by our clock is taken as the server gives it', async () => {
  service = await startService();
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, 200, completeJob('job-1', service.blobs, { expires_at: '2020-01-01T00:00:00Z' })),
  );
  expect((await service.client.runQuery(REF, { format: 'jsonl' })).job).toMatchObject({ id: 'job-1' });
  expect(service.count(SUBMIT)).toBe(1);
});
