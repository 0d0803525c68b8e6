import { afterEach, expect, test } from 'vitest';
import type { FakeService } from '../fake-service.test-helper.js';
import { completeJob, REF, SUBMIT, startService } from '../fake-service.test-helper.js';
import { sendJson, thrownBy } from '../scripted-server.test-helper.js';
import { readJobHandle } from './job-handle.js';

let service: FakeService;
afterEach(async () => await service.close());

const QUERY = { format: 'jsonl' } as const;

test('a handle survives as JSON, and is waited for by another client', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, (_, response) =>
    sendJson(response, 202, { id: 'job-9', status: 'waiting', expires_at: '2026-03-02T08:00:00Z' }),
  );
  const stored = JSON.stringify(await service.client.submit(REF, QUERY));
  expect(stored).not.toContain('pa55word');
  const handle = readJobHandle(JSON.parse(stored));
  expect(handle).toMatchObject({ ...REF, query: QUERY, jobId: 'job-9', expiresAt: '2026-03-02T08:00:00Z' });
  expect(await service.client.wait(handle)).toMatchObject({ id: 'job-9', status: 'complete' });
});

test.each([
  [{}, 'origin, namespace, table, query, jobId, submittedAt'],
  ['text', 'the whole value'],
])('a damaged handle is refused by its fields: %j', (value, fields) => {
  expect(() => readJobHandle(value)).toThrow(
    expect.objectContaining({ code: 'DAP_HANDLE_INVALID', message: expect.stringContaining(fields) }),
  );
});

test('a handle of another gateway or root account is refused', async () => {
  service = await startService();
  const handle = await service.client.submit(REF, QUERY);
  const foreign = { ...handle, origin: { ...handle.origin, scope: 'other' } };
  expect(await thrownBy(service.client.wait(foreign))).toMatchObject({ code: 'DAP_HANDLE_INVALID' });
  expect(() => service.client.download(foreign, 'a')).toThrow('another gateway or root account');
});

test('a job that only waits is reported each minute, and given up at the deadline', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 202, { id: 'slow', status: 'waiting' }));
  service.routes.set('GET /dap/job/slow', (_, response) => sendJson(response, 202, { id: 'slow', status: 'waiting' }));
  const handle = await service.client.submit(REF, QUERY);
  const error = await thrownBy(service.client.wait(handle, { deadlineMs: 10 * 60_000 }));
  expect(error).toMatchObject({ code: 'DAP_JOB_TIMEOUT', failureType: 'transient_error', details: { jobId: 'slow' } });
  expect(error.message).toContain('waiting after 10 min');
  const reports = service.events.flatMap((event) => (event.type === 'job-waiting' ? [event.elapsedMs] : []));
  expect(reports.length).toBeGreaterThanOrEqual(8);
  expect(reports.length).toBeLessThanOrEqual(10);
});

test('a clock that is set a day ahead does not end a healthy job', async () => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, (_, response) => sendJson(response, 202, { id: 'job-9', status: 'running' }));
  service.routes.set('GET /dap/job/job-9', (_, response, time) => {
    if (time === 2) service.clock.shiftDate(25 * 3_600_000);
    if (time < 5) sendJson(response, 202, { id: 'job-9', status: 'running' });
    else sendJson(response, 200, completeJob('job-9', service.blobs));
  });
  expect((await service.client.runQuery(REF, QUERY)).job.id).toBe('job-9');
});

test.each([
  [
    'failed job',
    200,
    { id: 'j', status: 'failed', error: { type: 'ProcessingError', message: 'There is no data available yet' } },
  ],
  ['client error', 400, { error: { type: 'ProcessingError', uuid: 'u', message: 'There is no data available yet' } }],
  ['server error', 500, { error: { type: 'ProcessingError', uuid: 'u', message: 'There is no data available yet.' } }],
])('a table that was never filled is recognised and asked for once: as a %s', async (_what, status, answer) => {
  service = await startService({ limits: 'none' });
  service.routes.set(SUBMIT, (_, response) => sendJson(response, status, answer));
  const error = await thrownBy(service.client.runQuery(REF, QUERY));
  expect(error.constructor.name).toBe('NoDataYetError');
  expect(service.count(SUBMIT)).toBe(1);
});
